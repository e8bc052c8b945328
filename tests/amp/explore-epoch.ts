/**
 * Every order of events at one slot while the epoch changes: four old witnesses, the last of them bad, two blocks x and
 * y. Honest witnesses vote, acknowledge, vow and void by src/amp/slot-rules.ts until they freeze; then any quorum of
 * lists may become the beginning of the new epoch, in which the bad one shows whatever it can prove. Wrong is: something
 * final in the old epoch, then or later, that the new one does not hold, or two beginnings that differ.
 */
import { EPOCH_RULES, type Carried, type EpochRules, type FrozenSlot } from '../../src/amp/epoch-rules'
import { SLOT_RULES, UNTOUCHED, type SlotRecord, type SlotRules } from '../../src/amp/slot-rules'
import type { BlockId } from '../../src/amp/types'
import type { Exploration } from './explore-slots'

const HONEST = 3
const QUORUM = 3
const BAD = 1
const VALUES = ['x', 'y'] as BlockId[]

export interface EpochVariant {
  readonly slot: Partial<SlotRules>
  readonly epoch: Partial<EpochRules>
  /** A skip is final with vows alone; no witness says void, and lists show vows. */
  readonly skipsByVows: boolean
}

interface Seen {
  readonly record: SlotRecord
  readonly votes: readonly BlockId[]
  readonly acks: readonly BlockId[]
  readonly list: FrozenSlot | null
}

interface State {
  readonly witnesses: readonly Seen[]
  readonly begun: readonly Carried[]
}

export function exploreEpoch(variant: Partial<EpochVariant> = {}): Exploration {
  const model = new Model(variant)
  const fresh: Seen = { record: UNTOUCHED, votes: [], acks: [], list: null }
  const first: State = { witnesses: Array.from({ length: HONEST }, () => fresh), begun: [] }
  const visited = new Set([keyOf(first)])
  const open = [first]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (model.isWrong(state)) return { states: visited.size, violation: keyOf(state) }
    for (const next of model.successors(state)) {
      const key = keyOf(next)
      if (visited.has(key)) continue
      visited.add(key)
      open.push(next)
    }
  }
  return { states: visited.size, violation: null }
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf({ witnesses, begun }: State): string {
  return JSON.stringify([witnesses.map((seen) => JSON.stringify(seen)).sort(), begun])
}

class Model {
  readonly #slot: SlotRules
  readonly #epoch: EpochRules
  readonly #skipsByVows: boolean

  constructor({ slot, epoch, skipsByVows }: Partial<EpochVariant>) {
    this.#slot = { ...SLOT_RULES, ...slot }
    this.#epoch = { ...EPOCH_RULES, ...epoch }
    this.#skipsByVows = skipsByVows ?? false
  }

  isWrong({ witnesses, begun }: State): boolean {
    const blocks = VALUES.filter((value) => reached(witnesses, ({ acks }) => acks.includes(value)))
    const isSkipped = reached(witnesses, ({ record }) => (this.#skipsByVows ? record.vowed : record.voided))
    const finals: Carried[] = isSkipped ? [...blocks, 'skip'] : blocks
    return finals.length > 1 || begun.length > 1 || finals.some((final) => begun.some((one) => one !== final))
  }

  successors({ witnesses, begun }: State): State[] {
    const steps = witnesses.flatMap((seen, index) =>
      this.#steps(seen, witnesses).map((next) => ({ begun, witnesses: witnesses.with(index, next) })),
    )
    const begins = this.#beginnings(witnesses)
      .filter((carried) => !begun.includes(carried) && this.#epoch.mayBegin(begun[0] ?? null, carried))
      .map((carried) => ({ witnesses, begun: [...begun, carried] }))
    return [...steps, ...begins]
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

function isVowed(witnesses: readonly Seen[]): boolean {
  return reached(witnesses, ({ record }) => record.vowed)
}

function subsetsOf<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]])
}
