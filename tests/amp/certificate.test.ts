import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { signBlock, signStatement, unsignedBlock } from '../../src/amp/signing'
import { slotKey, slotOf } from '../../src/amp/slots'
import type { Stage } from '../../src/amp/statements'
import { tableFrom } from '../../src/amp/table'
import type { SignedBlock } from '../../src/amp/types'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { beginBy, beginningWith, keys, startedAgain, successorOf, witnessOn, type Small } from './changing'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

const OTHERS = ['w1', 'w2', 'w3']

function saidBy(small: Small, name: string, t: Stage, { block, id }: SignedBlock) {
  const { ledger, epoch } = small.network.terms
  const signer = keys.signer(name)
  const body = { v: 1, ledger, t, epoch, slot: slotOf(block), value: id } as const
  return signStatement({ ...body, witness: signer.device, timeMs: NOW_MS }, signer)
}

async function wordsOf(small: Small, stage: Stage, signed: SignedBlock): Promise<Fact[]> {
  return Promise.all(
    OTHERS.map(async (name) => ({ t: 'said', statement: await saidBy(small, name, stage, signed) }) as const),
  )
}

function stagesIn(facts: readonly Fact[]): string[] {
  return facts.map((fact) => (fact.t === 'said' ? fact.statement.t : fact.t))
}

async function hearAll(witness: ReturnType<typeof witnessOn>, facts: readonly Fact[]): Promise<Fact[]> {
  const said: Fact[] = []
  for (const fact of facts) said.push(...(await witness.hear(fact, false)).say)
  return said
}

/** A campaign of alice's with an offer to bob. */
async function sponsored(small: Small): Promise<{ readonly signed: SignedBlock; readonly table: Fact }> {
  const { network } = small
  const { ledger } = network.machine('alice').participant.book
  const account = network.accountOf('alice')
  const table = await tableFrom([{ viewer: network.accountOf('bob'), amount: 5 }])
  if (table === undefined) throw new Error('expected a table')
  const signed = await signBlock(
    {
      ...({ v: 1, ledger: ledger.terms.ledger, account, seq: 0, prev: null, t: 'spon' } as const),
      ...{ balance: EACH - 10, budget: 10, table: table.id, rows: 1, timeMs: NOW_MS },
      ...{ post: table.id, expiresMs: NOW_MS + 86_400_000, viewMs: 3_000, algorithm: 'by hand' },
      snapshot: null,
    },
    network.machine('alice').signer,
  )
  return { signed, table: { t: 'table', table } }
}

describe('a witness that starts again', () => {
  it('[AM80] shows the certificate behind what it acknowledged, wherever it stopped', async () => {
    const small = await smallLedger()
    const signed = await rawSend(small, 'alice')
    const votes = await wordsOf(small, 'vote', signed)
    for (let stop = 0; stop < 8; stop += 1) {
      let writes = 0
      const disk = new SimulatedDisk(() => {
        if (writes === stop) throw new Error('crash')
        writes += 1
      })
      const said = await hearAll(witnessOn(small, disk), [{ t: 'block', signed }, ...votes]).catch(() => [])
      writes = stop + 1
      const again = await startedAgain(small, disk)
      const list = await again.freeze()
      const hasAcked = disk.witnessMemory().statements.some(({ body }) => body.t === 'ack')
      // What left it is on the disk, and what is on the disk can be shown.
      if (stagesIn(said).includes('ack')) expect(hasAcked).toBe(true)
      expect(list?.map(({ t }) => t)).toEqual(hasAcked ? ['block', 'quorum'] : [])
    }
  })

  it('[AM80] shows the skip and the vows behind what it voided, also one that nobody showed to it', async () => {
    const small = await smallLedger()
    const account = small.network.accountOf('alice')
    const { ledger } = small.network.terms
    const skip = await unsignedBlock({ v: 1, ledger, t: 'skip', account, seq: 0, prev: null })
    const disk = new SimulatedDisk()
    const said = await hearAll(witnessOn(small, disk), await wordsOf(small, 'vow', skip))
    expect(stagesIn(said)).toContain('void')
    const list = await (await startedAgain(small, disk)).freeze()
    expect(list).toMatchObject([
      { t: 'block', signed: { id: skip.id } },
      { t: 'quorum', quorum: { t: 'vow' } },
    ])
  })

  it('[AM80] of a sponsored post has the table too, and acknowledges none without it', async () => {
    const small = await smallLedger()
    const { signed, table } = await sponsored(small)
    const disk = new SimulatedDisk()
    const witness = witnessOn(small, disk)
    const votes = await wordsOf(small, 'vote', signed)
    expect(stagesIn(await hearAll(witness, [{ t: 'block', signed }, ...votes]))).not.toContain('ack')
    expect(stagesIn(await hearAll(witness, [table, { t: 'block', signed }]))).toContain('ack')
    const list = await (await startedAgain(small, disk)).freeze()
    expect(list?.map(({ t }) => t)).toEqual(['table', 'block', 'quorum'])
  })

  it('[AM80] shows the beginning that it voted for and acknowledged', async () => {
    const small = await smallLedger()
    const successor = await successorOf(small)
    const disk = new SimulatedDisk()
    const witness = witnessOn(small, disk)
    await witness.hear({ t: 'successor', successor }, false)
    const proposed = await beginningWith(witness.book, successor)
    // w0 proposes in round 0; the others come to round 1, where w1 does.
    const words = await Promise.all(['w1', 'w2', 'w3'].map((name) => beginBy(small, name, 1, proposed)))
    const said = await hearAll(witness, words)
    expect(stagesIn(said)).toEqual(expect.arrayContaining(['begin', 'ack']))
    const again = await startedAgain(small, disk)
    await again.hear({ t: 'successor', successor }, false)
    expect(again.book.change.certified()).toMatchObject([{ id: proposed.id, round: 1 }])
    const shown = await again.tend()
    expect(stagesIn(shown)).toEqual(expect.arrayContaining(['begin', 'quorum', 'ack']))
  })

  it('[AM80] is asked for nothing more where something is final: the place is settled when it comes up', async () => {
    const small = await smallLedger()
    const signed = await rawSend(small, 'alice')
    await small.ask('alice', { t: 'block', signed })
    const w0 = small.network.machine('w0')
    const [final] = w0.participant.factsSince(0)
    if (final === undefined) throw new Error('expected a final')
    const again = witnessOn(small, w0.disk)
    await again.recall(final)
    for (const { facts } of w0.disk.proofs())
      for (const fact of await small.network.readAt('w0', facts)) await again.recall(fact)
    expect(again.book.tally(slotKey(slotOf(signed.block)))).toBeUndefined()
    expect(again.hasForgotten).toBe(false)
  })
})
