/** charlie replays what his browser keeps of a ledger in which alice paid bob, and bob campaigned. */
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { beginningId, type Beginning } from '../../src/amp/beginning'
import { rootWith } from '../../src/amp/carry-over'
import type { Fact } from '../../src/amp/facts'
import { manifestId } from '../../src/amp/manifest'
import { factBytes, signStatement } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import { joinSignatures, readSuccessor, signManifest } from '../../src/amp/successor'
import { tableFrom } from '../../src/amp/table'
import type { BlockId, LedgerId, Slot, VerifySignature } from '../../src/amp/types'
import { replay } from '../../src/app/replay-desk'
import { AmpStore, type KeptFinals } from '../../src/storage/amp-store'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, rawSend, smallLedger } from '../amp/network'

const keys = cheapKeys()
const { verify } = keys

async function paidAndCampaigned() {
  const small = await smallLedger(10_000)
  const { network } = small
  const settle = async (name: string): Promise<void> => {
    const { owner, participant } = network.machine(name)
    for (const fact of owner.proposals()) participant.book.take(fact)
    await small.ask(name, ...owner.proposals())
  }
  const [alice, bob] = [network.machine('alice').owner, network.machine('bob').owner]
  await alice.send(network.accountOf('bob'), 100, null, 'first')
  await settle('alice')
  await bob.receive()
  await settle('bob')
  const table = await tableFrom([{ viewer: network.accountOf('charlie'), amount: 50 }])
  if (table === undefined) throw new Error('expected a table')
  const post = table.id
  const terms = {
    post,
    budget: 400,
    table,
    lastsMs: 86_400_000,
    viewMs: 0,
    algorithm: 'hand',
    snapshot: null,
  }
  await bob.sponsor(terms, 'campaign')
  await settle('bob')
  await alice.send(network.accountOf('charlie'), 7, null, 'second')
  await settle('alice')
  const { book } = network.machine('charlie').participant
  const facts: Fact[] = network.machine('charlie').participant.factsSince(0)
  expect(facts.map(({ t }) => t)).toEqual(['final', 'final', 'final', 'table', 'final'])
  const written = facts.map((fact) => factBytes(fact, network.terms.ledger))
  const rows = [...new Map(['alice', 'bob', 'charlie'].map((name) => [network.accountOf(name), EACH]))]
  const declaration = {
    terms: network.terms,
    allocation: { rows: rows.map(([account, amount]) => ({ account, amount })) },
  }
  return { small, network, book, written, declaration }
}

type Story = Awaited<ReturnType<typeof paidAndCampaigned>>

function keeping(facts: readonly Uint8Array[]): KeptFinals {
  return {
    countFinals: () => Promise.resolve(facts.length),
    finalsAfter: (key, count) => {
      const some = facts.slice(key, key + count)
      return Promise.resolve({ facts: some, last: key + some.length })
    },
  }
}

async function replayed({ declaration, network }: Story, facts: readonly Uint8Array[]) {
  const wish = { self: network.accountOf('charlie'), progress: () => undefined, signal: AbortSignal.any([]) }
  const found = await replay(keeping(facts), declaration, wish, verify, () => Promise.resolve())
  if (found === null) throw new Error('expected a replay')
  return found
}

/** One signed amount is another: bytes that can be read, and that nobody signed. */
function withOneByteChanged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
}

describe('the replay of a ledger', () => {
  it('[AM76] comes to the same as whoever followed it, to the last unit', async () => {
    const story = await paidAndCampaigned()
    const found = await replayed(story, story.written)
    expect(found).toMatchObject({ blocks: 4, misfitCount: 0, misfits: [], own: EACH + 7 })
    expect(found.supply).toMatchObject({ total: 3 * EACH, declared: 3 * EACH, locked: 396 })
    expect(found.accounts).toBe(story.book.ledger.accounts.size)
    // A witness that restarts, or a page that hears it twice, may keep one twice.
    expect(await replayed(story, [...story.written, ...story.written])).toEqual(found)
  })

  it('[AM76] shows what was changed or is missing, by account with its record, and counts none of it', async () => {
    const story = await paidAndCampaigned()
    const [first = new Uint8Array(), ...others] = story.written
    const [alice, bob] = ['alice', 'bob'].map((name) => story.network.accountOf(name))
    // The signature of the first record is the last thing in it.
    const forged = await replayed(story, [withOneByteChanged(first, first.length - 1), ...others])
    expect(forged.misfits[0]).toMatchObject({ place: 0, reason: 'bad-signature', block: { account: alice } })
    const missing = await replayed(story, others)
    expect(missing.misfits.map(({ reason, block }) => [reason, block?.account])).toEqual([
      ['source', bob],
      ['predecessor', bob],
      ['predecessor', alice],
    ])
    expect(missing).toMatchObject({ blocks: 0, misfitCount: 3, own: EACH })
    for (const { supply } of [forged, missing]) expect(supply.total).toBe(3 * EACH)
    const unreadable = await replayed(story, [...story.written, Uint8Array.of(1, 2, 3)])
    expect(unreadable.misfits).toMatchObject([{ place: 5, block: null }])
    expect(unreadable.blocks).toBe(4)
  })

  it('[AM76] finds what stands in another order, and names a hundred misfits at most while it counts all', async () => {
    const story = await paidAndCampaigned()
    expect(await replayed(story, story.written.toReversed())).toMatchObject({ blocks: 4, misfitCount: 0 })
    const rubbish = Array.from({ length: 150 }, (_, index) => Uint8Array.of(index))
    const found = await replayed(story, rubbish)
    expect([found.misfits.length, found.misfitCount]).toEqual([100, 150])
  })

  it('[AM76] lets the page have its turn after each record, tells how far it is, and stops when told', async () => {
    const { written, declaration, network } = await paidAndCampaigned()
    const many = Array.from({ length: 12 }, () => written).flat()
    const told: (readonly [number, number])[] = []
    let inOneTurn = 0
    let most = 0
    const counted: VerifySignature = (...signed) => {
      inOneTurn += 1
      most = Math.max(most, inOneTurn)
      return verify(...signed)
    }
    const stop = new AbortController()
    const wish = {
      self: network.accountOf('charlie'),
      progress: (done: number, of: number) => {
        told.push([done, of])
        if (done === 40) stop.abort()
      },
      signal: stop.signal,
    }
    const breathe = (): Promise<void> => {
      inOneTurn = 0
      return Promise.resolve()
    }
    expect(await replay(keeping(many), declaration, wish, counted, breathe)).toBeNull()
    expect(told).toEqual([
      [0, 60],
      [20, 60],
      [40, 60],
    ])
    // Its owner's signature, and those of all witnesses.
    expect(most).toBeLessThanOrEqual(5)
  })

  it('[AM76] reads what is kept in stretches', async () => {
    const store = await AmpStore.open('stretches' as LedgerId, () => undefined)
    await store.keepFinals([1, 2, 3, 4, 5].map((byte) => Uint8Array.of(byte)))
    expect(await store.countFinals()).toBe(5)
    const read: number[] = []
    for (let after = 0; ;) {
      const { facts, last } = await store.finalsAfter(after, 2)
      if (facts.length === 0) break
      read.push(...facts.flatMap((bytes) => [...bytes]))
      after = last
    }
    expect(read).toEqual([1, 2, 3, 4, 5])
    store.close()
  })
})

describe('the replay of a ledger whose witnesses changed', () => {
  /** Alice paid bob, then w1 to w3 handed over to n1 to n3, and alice paid bob again. */
  async function handedOver(changed: Partial<Omit<Beginning, 't'>> = {}) {
    const story = await paidAndCampaigned()
    const { network, book } = story
    const { terms, manifest } = network
    const next = {
      ...manifest,
      epoch: 1,
      previous: await manifestId(manifest),
      witnesses: ['w0', 'n1', 'n2', 'n3'].map((name) => ({
        key: keys.signer(name).device,
        weight: 1,
        addresses: [],
      })),
    }
    const signed = await Promise.all(['w0', 'w1', 'w2'].map((name) => signManifest(next, keys.signer(name))))
    const read = await readSuccessor(joinSignatures(next, signed), terms, verify)
    if (!read.ok) throw new Error(read.error)
    const root = await rootWith(book, [])
    if (root === null) throw new Error('expected a sum')
    const beginning: Beginning = {
      ...({ v: 1, t: 'begin', ledger: terms.ledger, epoch: 0, next: read.value.id } as const),
      ...{ ...root, carried: [], ...changed },
    }
    const acked = async (names: readonly string[], epoch: number, slot: Slot, value: BlockId) => {
      const said = { v: 1, ledger: terms.ledger, t: 'ack', epoch, slot, value } as const
      const statements = await Promise.all(
        names.map((name) => {
          const signer = keys.signer(name)
          return signStatement({ ...said, witness: signer.device, timeMs: 1 }, signer)
        }),
      )
      const signatures = statements
        .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
        .sort((a, b) => (a.witness < b.witness ? -1 : 1))
      return { ...said, signatures }
    }
    const end = await acked(['w0', 'w1', 'w2'], 0, { kind: 'epoch', round: 0 }, await beginningId(beginning))
    const later = await rawSend(story.small, 'alice')
    const proof = await acked(['n1', 'n2', 'n3'], 1, slotOf(later.block), later.id)
    const facts: Fact[] = [
      { t: 'successor', successor: read.value },
      { t: 'turn', turn: { beginning, quorum: end } },
      { t: 'final', final: { signed: later, proof } },
    ]
    return { story, written: [...story.written, ...facts.map((fact) => factBytes(fact, terms.ledger))] }
  }

  it('[AM76] goes on into the next epoch, with what the old witnesses ended theirs', async () => {
    const { story, written } = await handedOver()
    const found = await replayed(story, written)
    expect(found).toMatchObject({ blocks: 5, misfitCount: 0, misfits: [] })
    expect(found.supply).toMatchObject({ total: 3 * EACH, declared: 3 * EACH })
  })

  it('[AM76] goes no further where they ended it with something else', async () => {
    const { story, written } = await handedOver({ sum: 1 })
    const found = await replayed(story, written)
    expect(found.misfits.map(({ reason }) => reason)).toEqual(['other-beginning', 'other-epoch'])
    expect(found.blocks).toBe(4)
  })
})
