import 'fake-indexeddb/auto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Book } from '../../src/amp/book'
import type { LedgerDeclaration } from '../../src/amp/declaration'
import type { Fact } from '../../src/amp/facts'
import { Ledger } from '../../src/amp/ledger'
import { Participant } from '../../src/amp/participant'
import { factBytes } from '../../src/amp/signing'
import type { LedgerId } from '../../src/amp/types'
import { Witness } from '../../src/amp/witness'
import type { WitnessLog, WitnessMemory } from '../../src/amp/witness-log'
import { LedgerDesk } from '../../src/app/ledger-desk'
import type { FinalsStore } from '../../src/app/ledger-desk-init'
import { AmpStore } from '../../src/storage/amp-store'
import { WitnessFile } from '../../tools/witness-log'
import { keys, type Small } from '../amp/changing'
import { EACH, NOW_MS, rawSend, smallLedger } from '../amp/network'

interface Opened {
  readonly store: FinalsStore & WitnessLog
  readonly memory: WitnessMemory
  readonly close: () => Promise<void>
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function inFile(): Promise<() => Promise<Opened>> {
  const folder = await mkdtemp(join(tmpdir(), 'synereo-proofs-'))
  ends.push(() => rm(folder, { recursive: true }))
  let isNew = true
  return async () => {
    const store = await WitnessFile.open(join(folder, 'said.log'), isNew)
    isNew = false
    return { store, memory: store.witnessMemory(), close: () => store.close() }
  }
}

function inPage(): () => Promise<Opened> {
  const name = `proofs ${String(ends.length)} ${String(Math.round(performance.now()))}` as LedgerId
  return async () => {
    const store = await AmpStore.open(name, () => undefined)
    return { store, memory: await store.witnessMemory(), close: () => Promise.resolve(store.close()) }
  }
}

async function started({ network }: Small, { store, memory }: Opened) {
  const rows = ['alice', 'bob', 'charlie'].map((name) => ({ account: network.accountOf(name), amount: EACH }))
  const book = new Book(new Ledger(network.terms, rows))
  const witness = new Witness({ book, signer: keys.signer('w0'), log: store, memory, now: () => NOW_MS })
  const desk = new LedgerDesk({
    declaration: {
      ...{ terms: network.terms, addresses: new Map(), successors: [] },
    } as unknown as LedgerDeclaration,
    ...{ participant: new Participant(book, witness, []), store, verify: keys.verify, mark: 'w0' },
    ...{ changed: () => undefined, broken: () => undefined, forked: () => undefined, sealed: () => null },
    failed: (error) => expect.fail(String(error)),
    grant: () => Promise.resolve(false),
    attest: () => Promise.resolve(null),
  })
  await desk.load()
  const hear = async (facts: readonly Fact[]): Promise<void> => {
    for (const fact of facts) await desk.hear(factBytes(fact, network.terms.ledger))
  }
  return { witness, book, hear }
}

describe.each([
  ['the file of a witness that runs alone', inFile],
  ['the wallet of a page', inPage],
])('%s', (_name, make) => {
  it('[AM80] has what stands behind an acknowledgement, until the place is settled', async () => {
    const small = await smallLedger()
    const open = await make()
    const signed = await rawSend(small, 'alice')
    const others = await Promise.all(
      ['w1', 'w2', 'w3'].map((name) =>
        small.network.machine(name).participant.hear({ t: 'block', signed }, true),
      ),
    )
    const first = await open()
    const before = await started(small, first)
    await before.hear([{ t: 'block', signed }, ...others.flatMap(({ say }) => say)])
    await first.close()

    const second = await open()
    const after = await started(small, second)
    expect((await after.witness.freeze())?.map(({ t }) => t)).toEqual(['block', 'quorum'])
    // The others go on without it, and it hears of the end.
    const facts = others.flatMap(({ say }) => say)
    const acks: Fact[] = []
    for (const name of ['w1', 'w2', 'w3'])
      for (const fact of facts)
        acks.push(...(await small.network.machine(name).participant.hear(fact, false)).say)
    await after.hear(acks)
    expect(after.book.finals()).toHaveLength(1)
    expect(await second.store.proofs()).toEqual([])
    await second.close()

    const third = await open()
    const last = await started(small, third)
    expect(last.book.finals()).toHaveLength(1)
    expect(await third.store.proofs()).toEqual([])
    await third.close()
  })
})
