import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { signStatement } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import type { Successor } from '../../src/amp/successor'
import type { Slot } from '../../src/amp/types'
import { beginBy, beginningWith, keys, roundWord, successorOf, witnessOn, type Small } from './changing'
import { NOW_MS, rawSend, smallLedger } from './network'

/** The order of the manifest: who proposes in which round. */
const WITNESSES = ['w0', 'w1', 'w2', 'w3'] as const
const JUNK = 80

async function endingEpoch() {
  const small = await smallLedger()
  const successor = await successorOf(small)
  const disk = new SimulatedDisk()
  const clock = { nowMs: NOW_MS }
  const witness = witnessOn(small, disk, () => clock.nowMs)
  await witness.hear({ t: 'successor', successor }, false)
  const hear = async (facts: readonly Fact[]): Promise<Fact[]> => {
    const said: Fact[] = []
    for (const fact of facts) said.push(...(await witness.hear(fact, false)).say)
    return said
  }
  /** Of another sum of leaves each, so that nobody stands behind any of them. */
  const junk = async (by: string, nextRound: (index: number) => number): Promise<Fact[]> =>
    Promise.all(
      Array.from({ length: JUNK }, async (_, index) =>
        beginBy(
          small,
          by,
          nextRound(index),
          await beginningWith(witness.book, successor, { leaves: 1_000 + index }),
        ),
      ),
    )
  return { small, successor, disk, clock, witness, hear, junk }
}

describe('what one witness says of beginnings', () => {
  it('[AM81] pushes out none that another voted for, nor what was acknowledged, however many it names', async () => {
    const { small, successor, witness, hear, junk } = await endingEpoch()
    const { change } = witness.book
    const honest = await beginningWith(witness.book, successor)
    const other = await beginningWith(witness.book, successor, { leaves: 77 })
    await hear([await beginBy(small, 'w2', 1, other)])
    await hear(await Promise.all(['w1', 'w2', 'w3'].map((name) => beginBy(small, name, 1, honest))))
    await hear(await junk('w3', (index) => index))
    expect(change.beginning(honest.id)).toEqual(honest.beginning)
    expect(change.beginning(other.id)).toEqual(other.beginning)
    const kept = await Promise.all(
      Array.from({ length: JUNK }, async (_, index) => {
        const { id } = await beginningWith(witness.book, successor, { leaves: 1_000 + index })
        return change.beginning(id) !== undefined
      }),
    )
    expect(kept.filter(Boolean)).toHaveLength(4)
    // Also when all who voted for it name others since.
    for (const name of ['w1', 'w2']) await hear(await junk(name, (index) => index + 2))
    expect(change.beginning(honest.id)).toEqual(honest.beginning)
  })

  it('[AM81] is not kept at all when another manifest follows in it than the one that was declared', async () => {
    const { small, successor, witness, hear } = await endingEpoch()
    const honest = await beginningWith(witness.book, successor)
    const next = small.network.manifest.allocation as never
    const elsewhere = await beginningWith(witness.book, successor, { next })
    await hear([await beginBy(small, 'w1', 1, elsewhere), await beginBy(small, 'w1', 1, honest)])
    expect(witness.book.change.beginning(elsewhere.id)).toBeUndefined()
    expect(witness.book.change.beginning(honest.id)).toBeDefined()

    // Heard before the manifest is: it goes when that comes.
    const early = witnessOn(small, new SimulatedDisk())
    await early.hear(await beginBy(small, 'w1', 1, elsewhere), false)
    await early.hear({ t: 'successor', successor }, false)
    expect(early.book.change.beginning(elsewhere.id)).toBeUndefined()
  })
})

/** Two of them came to a round in which w0 proposes. */
async function inRound(small: Small, round: number, about: Successor): Promise<Fact[]> {
  const words = ['w1', 'w2'].map((name) => roundWord(small, name, 'vote', round, about.id))
  return (await Promise.all(words)).map((statement) => ({ t: 'said', statement }))
}

/** A payment of alice's with the votes of all but w0. */
async function certifiedSend(small: Small): Promise<Fact> {
  const signed = await rawSend(small, 'alice')
  const { ledger, epoch } = small.network.terms
  const said = { v: 1, ledger, t: 'vote', epoch, slot: slotOf(signed.block), value: signed.id } as const
  const words = await Promise.all(
    ['w1', 'w2', 'w3'].map((name) => {
      const signer = keys.signer(name)
      return signStatement({ ...said, witness: signer.device, timeMs: NOW_MS }, signer)
    }),
  )
  const signatures = words
    .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
    .sort((one, other) => (one.witness < other.witness ? -1 : 1))
  return { t: 'certified', final: { signed, proof: { ...said, signatures } } }
}

describe('what a witness is bound by', () => {
  it('[AM81] stays, though nobody says it any more', async () => {
    const { successor, witness } = await endingEpoch()
    const { change } = witness.book
    const w1 = keys.signer('w1').device
    const acked = await beginningWith(witness.book, successor)
    change.keepBeginning(acked.id, acked.beginning, w1)
    change.bind({ rounds: [], values: [acked.id] })
    for (let leaves = 100; leaves < 110; leaves += 1) {
      const { id, beginning } = await beginningWith(witness.book, successor, { leaves })
      change.keepBeginning(id, beginning, w1)
    }
    expect(change.beginning(acked.id)).toBeDefined()
  })
})

describe('a witness that acknowledged a beginning', () => {
  it('[AM81] proposes it when it is its turn, though others named so many rounds that the first were forgotten', async () => {
    const { small, successor, witness, hear, junk, clock } = await endingEpoch()
    const acked = await beginningWith(witness.book, successor)
    await hear(await Promise.all(['w1', 'w2', 'w3'].map((name) => beginBy(small, name, 1, acked))))
    await hear(await inRound(small, 100 * WITNESSES.length, successor))
    await hear(await junk('w3', (index) => index + 2))
    clock.nowMs += 10_000
    await hear([await certifiedSend(small)])
    expect(witness.book.change.certified()).toMatchObject([{ id: acked.id, round: 1 }])
    expect(begun(await witness.tend())).toEqual([acked.id])
  })

  it('[AM82] proposes no other, also when it knows something new and cannot show the votes for it', async () => {
    const { small, successor, witness, hear, disk, clock } = await endingEpoch()
    const acked = await beginningWith(witness.book, successor)
    const votes = await Promise.all(['w1', 'w2', 'w3'].map((name) => beginBy(small, name, 1, acked)))
    await hear(votes)
    const again = witnessOn(small, disk, () => clock.nowMs)
    const news = [await certifiedSend(small), ...(await inRound(small, 100 * WITNESSES.length, successor))]
    for (const fact of [{ t: 'successor', successor } as const, ...news]) await again.hear(fact, false)
    clock.nowMs += 10_000
    // It does not know what it acknowledged, so it says nothing.
    expect(begun(await again.tend())).toEqual([])
    for (const fact of votes.slice(0, 1)) await again.hear(fact, false)
    expect(begun(await again.tend())).toEqual([acked.id])
  })
})

describe('a witness that acknowledged a payment which is final nowhere', () => {
  it('[AM82] goes along with a beginning that leaves it out once a quorum voted for that, and not before', async () => {
    const small = await smallLedger()
    const successor = await successorOf(small)
    const witness = witnessOn(small, new SimulatedDisk())
    const without = await beginningWith(witness.book, successor)
    const { say } = await witness.hear(await certifiedSend(small), false)
    expect(say.map((fact) => (fact.t === 'said' ? fact.statement.t : fact.t))).toContain('ack')
    await witness.hear({ t: 'successor', successor }, false)
    const votes = await Promise.all(['w1', 'w2', 'w3'].map((name) => beginBy(small, name, 1, without)))
    for (const vote of votes.slice(0, 2)) expect(begun((await witness.hear(vote, false)).say)).toEqual([])
    // Of this round it is told by a quorum; in the next one it is proposed again.
    await witness.hear(votes[2] as Fact, false)
    const next = await witness.hear(await beginBy(small, 'w2', 2, without), false)
    const another = await witness.hear(await beginBy(small, 'w1', 2, without), false)
    expect(begun([...next.say, ...another.say])).toContain(without.id)
  })
})

/** What w0 votes for behind the round in which it acknowledged. */
function begun(facts: readonly Fact[]): string[] {
  const own = keys.signer('w0').device
  const said = facts.flatMap((fact) =>
    fact.t === 'begin' && fact.said.witness === own && roundOf(fact.said.slot) > 1 ? [fact.said.value] : [],
  )
  return [...new Set(said)]
}

function roundOf(slot: Slot): number {
  return slot.kind === 'epoch' ? slot.round : -1
}
