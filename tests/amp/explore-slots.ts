/**
 * Every order of events at one slot: four witnesses, the last of them bad (it says everything, so it is no state), two
 * blocks x and y. The rules are those of src/amp/slot-rules.ts, or those with one taken out.
 */
import { UNTOUCHED, type SlotRecord, type SlotRules } from '../../src/amp/slot-rules'
import type { BlockId } from '../../src/amp/types'
import { explore, type Exploration } from './explore'

const WITNESSES = 4
const QUORUM = 3
const VALUES = ['x', 'y'] as BlockId[]

/** An honest witness as the network sees it: all that it ever said, which nobody can take back. */
interface Seen {
  readonly record: SlotRecord
  readonly votes: readonly BlockId[]
  readonly acks: readonly BlockId[]
  readonly vow: boolean
  readonly void: boolean
}

/** @param bad so many say everything; @param ignored so many of them are proven to, and honest witnesses stand on none of it */
export function exploreSlot(rules: SlotRules, bad = 1, ignored = 0): Exploration {
  const fresh: Seen = { record: UNTOUCHED, votes: [], acks: [], vow: false, void: false }
  const first: readonly Seen[] = Array.from({ length: WITNESSES - bad }, () => fresh)
  return explore({
    first,
    successors: (state) => successors(state, rules, bad - ignored),
    keyOf,
    isWrong: (state) => finals(state, bad).length > 1,
  })
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf(state: readonly Seen[]): string {
  return state
    .map((seen) => JSON.stringify(seen))
    .sort()
    .join('\n')
}

function reached(state: readonly Seen[], bad: number, has: (seen: Seen) => boolean): boolean {
  return state.filter(has).length + bad >= QUORUM
}

function finals(state: readonly Seen[], bad: number): string[] {
  const blocks = VALUES.filter((value) => reached(state, bad, ({ acks }) => acks.includes(value)))
  return reached(state, bad, (seen) => seen.void) ? [...blocks, 'skip'] : blocks
}

function successors(state: readonly Seen[], rules: SlotRules, bad: number): (readonly Seen[])[] {
  const isCertified = (value: BlockId): boolean => reached(state, bad, ({ votes }) => votes.includes(value))
  const isVowed = reached(state, bad, ({ vow }) => vow)
  return state.flatMap((seen, index) => stepsOf(seen).map((next) => state.with(index, next)))

  function stepsOf(seen: Seen): Seen[] {
    const { record } = seen
    const steps: Seen[] = []
    for (const value of VALUES) {
      if (!seen.votes.includes(value) && rules.mayVote(record, value))
        steps.push({ ...seen, record: { ...record, voted: value }, votes: [...seen.votes, value].sort() })
      if (isCertified(value) && !seen.acks.includes(value) && rules.mayAck(record, value))
        steps.push({ ...seen, record: { ...record, acked: value }, acks: [...seen.acks, value].sort() })
    }
    if (!seen.vow && rules.mayVow(record))
      steps.push({ ...seen, record: { ...record, vowed: true }, vow: true })
    if (isVowed && !seen.void) steps.push({ ...seen, record: { ...record, voided: true }, void: true })
    return steps
  }
}
