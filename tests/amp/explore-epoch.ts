/**
 * Every order of events at one slot while the epoch changes: four old witnesses, the last of them bad, two blocks x and
 * y. Honest witnesses vote, acknowledge, vow and void by src/amp/slot-rules.ts until they freeze; then any quorum of
 * lists may become the beginning of the new epoch, in which the bad one shows whatever it can prove. Wrong is: something
 * final in the old epoch, then or later, that the new one does not hold, or two beginnings that differ.
 *
 * Or they vote for beginnings, as witnesses do (src/amp/handover.ts): each for what it may stand behind by its own list, and
 * for what a quorum stands behind (AM82). Then it is wrong too when one that froze can never join a quorum. In which
 * rounds they vote, so that they agree on one, is left out here: tests/amp/rounds.test.ts tries that.
 */
import { EPOCH_RULES, type Carried, type EpochRules, type FrozenSlot } from '../../src/amp/epoch-rules'
import { SLOT_RULES, UNTOUCHED, type SlotRecord, type SlotRules } from '../../src/amp/slot-rules'
import type { BlockId } from '../../src/amp/types'
import { explore, type Exploration } from './explore'

const HONEST = 3
const QUORUM = 3
const BAD = 1
const VALUES = ['x', 'y'] as BlockId[]

export interface EpochVariant {
  readonly slot: Partial<SlotRules>
  readonly epoch: Partial<EpochRules>
  /** A skip is final with vows alone; no witness says void, and lists show vows. */
  readonly skipsByVows: boolean
  /** A beginning stands on the votes of a quorum, each by its own list, and not on their lists. */
  readonly beginsByVotes: boolean
}

interface Seen {
  readonly record: SlotRecord
  readonly votes: readonly BlockId[]
  readonly acks: readonly BlockId[]
  readonly list: FrozenSlot | null
  /** The beginnings for which it voted. */
  readonly backed: readonly Carried[]
}

interface State {
  readonly witnesses: readonly Seen[]
  readonly begun: readonly Carried[]
}

export function exploreEpoch(variant: Partial<EpochVariant> = {}): Exploration {
  const model = new Model(variant)
  const fresh: Seen = { record: UNTOUCHED, votes: [], acks: [], list: null, backed: [] }
  const first: State = { witnesses: Array.from({ length: HONEST }, () => fresh), begun: [] }
  return explore({
    first,
    successors: (state) => model.successors(state),
    keyOf,
    isWrong: (state) => model.isWrong(state),
  })
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf({ witnesses, begun }: State): string {
  return JSON.stringify([witnesses.map((seen) => JSON.stringify(seen)).sort(), begun])
}

class Model {
  readonly #slot: SlotRules
  readonly #epoch: EpochRules
  readonly #skipsByVows: boolean
  readonly #beginsByVotes: boolean

  constructor({ slot, epoch, skipsByVows, beginsByVotes }: Partial<EpochVariant>) {
    this.#slot = { ...SLOT_RULES, ...slot }
    this.#epoch = { ...EPOCH_RULES, ...epoch }
    this.#skipsByVows = skipsByVows ?? false
    this.#beginsByVotes = beginsByVotes ?? false
  }

  isWrong({ witnesses, begun }: State): boolean {
    const blocks = VALUES.filter((value) => reached(witnesses, ({ acks }) => acks.includes(value)))
    const isSkipped = reached(witnesses, ({ record }) => (this.#skipsByVows ? record.vowed : record.voided))
    const finals: Carried[] = isSkipped ? [...blocks, 'skip'] : blocks
    if (this.#backedByQuorum(witnesses).some((kept) => this.#isStuck(witnesses, kept))) return true
    return finals.length > 1 || begun.length > 1 || finals.some((final) => begun.some((one) => one !== final))
  }

  successors({ witnesses, begun }: State): State[] {
    const steps = witnesses.flatMap((seen, index) =>
      this.#steps(seen, witnesses).map((next) => ({ begun, witnesses: witnesses.with(index, next) })),
    )
    const votes = this.#beginsByVotes ? this.#votes(witnesses) : []
    const begins = (this.#beginsByVotes ? this.#backedByQuorum(witnesses) : this.#beginnings(witnesses))
      .filter((carried) => !begun.includes(carried) && this.#epoch.mayBegin(begun[0] ?? null, carried))
      .map((carried) => ({ witnesses, begun: [...begun, carried] }))
    return [...steps, ...votes.map((next) => ({ begun, witnesses: next })), ...begins]
  }

  #votes(witnesses: readonly Seen[]): Seen[][] {
    return witnesses.flatMap((seen, index) =>
      this.#provable(witnesses)
        .filter((kept) => !seen.backed.includes(kept) && this.#mayBack(seen, witnesses, kept))
        .map((kept) => witnesses.with(index, { ...seen, backed: [...seen.backed, kept].sort() })),
    )
  }

  #mayBack({ list }: Seen, witnesses: readonly Seen[], kept: Carried): boolean {
    return list !== null && this.#epoch.mayStandBehind(list, kept, isBacked(witnesses, kept))
  }

  #isStuck(witnesses: readonly Seen[], kept: Carried): boolean {
    return witnesses.some(
      (seen) => seen.list !== null && !seen.backed.includes(kept) && !this.#mayBack(seen, witnesses, kept),
    )
  }

  #backedByQuorum(witnesses: readonly Seen[]): Carried[] {
    return this.#provable(witnesses).filter((kept) => isBacked(witnesses, kept))
  }

  /** What somebody may propose: a beginning names what it carries with its proof. */
  #provable(witnesses: readonly Seen[]): Carried[] {
    const blocks = VALUES.filter((value) => isCertified(witnesses, value))
    return isVowed(witnesses) ? ['open', ...blocks, 'skip'] : ['open', ...blocks]
  }

  #steps(seen: Seen, witnesses: readonly Seen[]): Seen[] {
    const { record } = seen
    const steps: Seen[] = []
    if (seen.list === null) steps.push({ ...seen, list: this.#epoch.listOf(record) })
    if (!this.#epoch.mayStillSay(seen.list !== null)) return steps
    for (const value of VALUES) {
      if (!seen.votes.includes(value) && this.#slot.mayVote(record, value))
        steps.push({ ...seen, record: { ...record, voted: value }, votes: [...seen.votes, value].sort() })
      if (isCertified(witnesses, value) && !seen.acks.includes(value) && this.#slot.mayAck(record, value))
        steps.push({ ...seen, record: { ...record, acked: value }, acks: [...seen.acks, value].sort() })
    }
    if (!record.vowed && this.#slot.mayVow(record))
      steps.push({ ...seen, record: { ...record, vowed: true } })
    if (isVowed(witnesses) && !record.voided && !this.#skipsByVows)
      steps.push({ ...seen, record: { ...record, voided: true } })
    return steps
  }

  /** What the new epoch may hold, by every set of lists that suffices. */
  #beginnings(witnesses: readonly Seen[]): Carried[] {
    const honest = witnesses.flatMap(({ list }) => (list === null ? [] : [list]))
    const sets = subsetsOf(honest).flatMap((lists) => [
      lists,
      ...this.#badLists(witnesses).map((bad) => [...lists, bad]),
    ])
    const enough = sets.filter((lists) => this.#epoch.suffices(lists.length, QUORUM))
    return [...new Set(enough.map((lists) => this.#epoch.carried(lists)))]
  }

  /** The bad one leaves out what it likes, and shows only what a quorum stands behind; of vows alone it need show none. */
  #badLists(witnesses: readonly Seen[]): FrozenSlot[] {
    const acked = [null, ...VALUES.filter((value) => isCertified(witnesses, value))]
    const voided = isVowed(witnesses) || this.#skipsByVows ? [false, true] : [false]
    return acked.flatMap((one) => voided.map((other) => ({ acked: one, voided: other })))
  }
}

function reached(witnesses: readonly Seen[], has: (seen: Seen) => boolean): boolean {
  return witnesses.filter(has).length + BAD >= QUORUM
}

function isCertified(witnesses: readonly Seen[], value: BlockId): boolean {
  return reached(witnesses, ({ votes }) => votes.includes(value))
}

function isBacked(witnesses: readonly Seen[], kept: Carried): boolean {
  return reached(witnesses, ({ backed }) => backed.includes(kept))
}

function isVowed(witnesses: readonly Seen[]): boolean {
  return reached(witnesses, ({ record }) => record.vowed)
}

function subsetsOf<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]])
}
