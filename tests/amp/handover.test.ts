import { describe, expect, it } from 'vitest'
import { beginningId, type Beginning } from '../../src/amp/beginning'
import { rootWith } from '../../src/amp/carry-over'
import type { Fact } from '../../src/amp/facts'
import { readFact } from '../../src/amp/gate'
import type { Manifest } from '../../src/amp/manifest'
import { factBytes, signStatement } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import { readSuccessor } from '../../src/amp/successor'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { keys, manifestAfter, signedBy, successorOf, witnessOn } from './changing'
import { NOW_MS, rawSend, smallLedger } from './network'

describe('the manifest of the next epoch', () => {
  it('[AM58] counts when a quorum of the witnesses of now signed it, and it is of the same money and line', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    const manifest = await manifestAfter(small)
    const faultOf = async (change: Partial<Manifest>, signers: readonly string[]): Promise<string | null> => {
      const read = await readSuccessor(
        await signedBy({ ...manifest, ...change }, signers),
        terms,
        keys.verify,
      )
      return read.ok ? null : read.error
    }
    const enough = ['w0', 'w1', 'w2']
    expect(await faultOf({}, enough)).toBeNull()
    expect(await faultOf({}, ['w0', 'w1'])).toBe('no-successor')
    expect(await faultOf({}, ['w0', 'w1', 'n1'])).toBe('no-witness')
    expect(await faultOf({ supply: 1 }, enough)).toBe('no-successor')
    expect(await faultOf({ epoch: 2 }, enough)).toBe('no-successor')
    expect(await faultOf({ previous: manifest.allocation }, enough)).toBe('no-successor')
    const signed = await signedBy(manifest, enough)
    const forged = { ...signed, manifest: { ...manifest, name: 'Another' } }
    expect(await readSuccessor(forged, terms, keys.verify)).toMatchObject({ error: 'bad-signature' })
    const twice = { ...signed, signatures: signed.signatures.flatMap((one) => [one, one]) }
    expect(await readSuccessor(twice, terms, keys.verify)).toMatchObject({ error: 'unsorted' })
  })
})

describe('two manifests for the next epoch', () => {
  it('[AM93] prove of each witness that signed both that it did, once, and of nobody else', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    const read = async (change: Partial<Manifest>, signers: readonly string[]) => {
      const signed = await signedBy(await manifestAfter(small, change), signers)
      const successor = await readSuccessor(signed, terms, keys.verify)
      if (!successor.ok) throw new Error(successor.error)
      return successor.value
    }
    const first = await read({}, ['w0', 'w1', 'w2'])
    const again = await read({}, ['w1', 'w2', 'w3'])
    const other = await read({ name: 'Another' }, ['w1', 'w2', 'w3'])
    const witness = witnessOn(small, new SimulatedDisk())
    const hear = async (successor: typeof first) =>
      (await witness.hear({ t: 'successor', successor }, false)).news
    expect(await hear(first)).toHaveLength(1)
    expect(await hear(again)).toEqual([])
    const found = await hear(other)
    expect(found).toHaveLength(2)
    const proofs = found.flatMap((item) => (item.t === 'lie' ? [item.proof] : []))
    const signers = ['w1', 'w2'].map((name) => keys.signer(name).device)
    expect(proofs.map(({ a }) => a.witness).sort()).toEqual(signers.sort())
    for (const { a, b } of proofs) {
      expect(b.witness).toBe(a.witness)
      expect([a, b]).toMatchObject([first, other].map(({ signed: { manifest } }) => ({ manifest })))
    }
    expect(await hear(other)).toEqual([])
    expect(witness.book.change.successor?.id).toBe(first.id)
  })
})

describe('a witness that hears of the next epoch', () => {
  it('[AM58] has frozen on its disk before its list leaves, wherever it crashes, and says nothing of payments after it', async () => {
    const small = await smallLedger()
    const successor = await successorOf(small)
    const signed = await rawSend(small, 'alice')
    for (const crashesAt of [0, 1]) {
      let writes = 0
      const disk = new SimulatedDisk(() => {
        if (writes === crashesAt) throw new Error('crash')
        writes += 1
      })
      await expect(witnessOn(small, disk).hear({ t: 'successor', successor }, true)).rejects.toThrow('crash')
      const again = witnessOn(small, disk)
      const isFrozen = disk.witnessMemory().frozenEpoch === 0
      expect(isFrozen).toBe(crashesAt === 1)
      const votes = async (): Promise<number> => (await again.hear({ t: 'block', signed }, true)).say.length
      // Nothing left it, so it may go on where the disk knows nothing of a freeze.
      writes = 10
      expect(await votes()).toBe(isFrozen ? 0 : 1)
      expect((await again.hear({ t: 'successor', successor }, true)).say).toMatchObject([{ t: 'successor' }])
      expect(disk.witnessMemory().frozenEpoch).toBe(0)
      const other = await rawSend(small, 'bob')
      expect((await again.hear({ t: 'block', signed: other }, true)).say).toEqual([])
    }
  })

  it('[AM58] that lost what it said shows nothing and agrees to nothing', async () => {
    const small = await smallLedger()
    const successor = await successorOf(small)
    const disk = new SimulatedDisk()
    await disk.keepForgotten()
    const witness = witnessOn(small, disk)
    expect((await witness.hear({ t: 'successor', successor }, true)).say).toEqual([])
    expect(await witness.tend()).toEqual([])
  })
})

describe('what was read before an epoch ended and is heard after it', () => {
  it('[AM60] counts no more: no old word is a word of now, nobody freezes by it, and nobody has forgotten it', async () => {
    const small = await smallLedger()
    const successor = await successorOf(small)
    const disk = new SimulatedDisk()
    const witness = witnessOn(small, disk)
    const signed = await rawSend(small, 'alice')
    const { say } = await witness.hear({ t: 'block', signed }, true)
    const [vote] = say
    if (vote?.t !== 'said') throw new Error('expected a vote')
    const { book } = witness
    const root = await rootWith(book, [])
    if (root === null) throw new Error('expected a sum')
    const { ledger, epoch } = book.ledger.terms
    const beginning: Beginning = {
      ...({ v: 1, t: 'begin', ledger, epoch, next: successor.id, ...root } as const),
      carried: [],
    }
    const slot = { kind: 'epoch', round: 0 } as const
    const value = await beginningId(beginning)
    const quorum = { v: 1, ledger, t: 'ack', epoch, slot, value, signatures: [] } as const
    await witness.hear({ t: 'successor', successor }, false)
    await witness.hear({ t: 'turn', turn: { beginning, quorum } }, false)
    expect(book.ledger.terms.epoch).toBe(1)

    await witness.hear({ t: 'successor', successor }, false)
    await witness.hear(vote, false)
    expect(book.change.successor).toBeNull()
    expect([...book.openTallies()]).toEqual([])
    expect([witness.hasForgotten, witness.isSilent]).toEqual([false, false])
    expect((await witness.hear({ t: 'block', signed }, true)).say).toMatchObject([
      { t: 'said', statement: { t: 'vote', epoch: 1 } },
    ])
  })
})

describe('what a witness stands behind', () => {
  it('[AM60] is what it holds: votes for a block that was kept from it are no reason to acknowledge it', async () => {
    const small = await smallLedger()
    const witness = witnessOn(small, new SimulatedDisk())
    const signed = await rawSend(small, 'alice')
    const { ledger, epoch } = small.network.terms
    const body = { v: 1, ledger, t: 'vote', epoch, slot: slotOf(signed.block), value: signed.id } as const
    const said: Fact[] = []
    for (const name of ['w1', 'w2', 'w3']) {
      const signer = keys.signer(name)
      const statement = await signStatement({ ...body, witness: signer.device, timeMs: NOW_MS }, signer)
      said.push(...(await witness.hear({ t: 'said', statement }, false)).say)
    }
    expect(said).toEqual([])
    const { say } = await witness.hear({ t: 'block', signed }, true)
    expect(say.map((fact) => (fact.t === 'said' ? fact.statement.t : fact.t))).toContain('ack')
  })
})

describe('what travels while an epoch ends', () => {
  it('[AM60] is what a witness of that epoch said of exactly that beginning, and comes through as it was written', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    const successor = await successorOf(small)
    const root = await rootWith(small.network.machine('w0').participant.book, [])
    if (root === null) throw new Error('expected a sum')
    const beginning: Beginning = {
      ...({ v: 1, t: 'begin', ledger: terms.ledger, epoch: 0, next: successor.id } as const),
      ...{ ...root, carried: [] },
    }
    const said = async (name: string, change: object = {}) => {
      const signer = keys.signer(name)
      const body = {
        ...({ v: 1, ledger: terms.ledger, t: 'vote', epoch: 0, slot: { kind: 'epoch', round: 0 } } as const),
        ...{ value: await beginningId(beginning), witness: signer.device, timeMs: 1, ...change },
      }
      return signStatement(body, signer)
    }
    const read = async (fact: Fact, under = terms): Promise<unknown> => {
      const result = await readFact(factBytes(fact, terms.ledger), under, keys.verify)
      return result.ok ? result.value : result.error
    }
    const begin: Fact = { t: 'begin', beginning, said: await said('w0') }
    expect(await read(begin)).toEqual(begin)
    expect(await read({ t: 'successor', successor })).toEqual({ t: 'successor', successor })
    expect(await read({ ...begin, said: await said('n1') })).toBe('no-witness')
    expect(await read({ ...begin, said: await said('w0', { t: 'ack' }) })).toBe('other-beginning')
    expect(await read({ ...begin, said: await said('w0', { value: successor.id }) })).toBe('other-beginning')
    expect(await read({ ...begin, beginning: { ...beginning, sum: 1 } })).toBe('other-beginning')
    expect(await read(begin, successor.terms)).toBe('past-epoch')

    const acks = await Promise.all(['w0', 'w1', 'w2'].map((name) => said(name, { t: 'ack' })))
    const signatures = acks
      .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
      .sort((a, b) => (a.witness < b.witness ? -1 : 1))
    const { ledger, epoch, slot, value } = await said('w0', { t: 'ack' })
    const quorum = { v: 1, ledger, t: 'ack', epoch, slot, value, signatures } as const
    expect(await read({ t: 'turn', turn: { beginning, quorum } })).toMatchObject({ t: 'turn' })
    const tooFew = { ...quorum, signatures: signatures.slice(1) }
    expect(await read({ t: 'turn', turn: { beginning, quorum: tooFew } })).toBe('too-few')
    const votes = { ...quorum, t: 'vote' } as const
    expect(await read({ t: 'turn', turn: { beginning, quorum: votes } })).toBe('other-beginning')
  })
})
