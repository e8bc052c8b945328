/**
 * Every order of events at the end of a campaign: four witnesses, the last of them bad (it votes, acknowledges and
 * reports whatever helps), two viewers, and a sponsor who takes any quorum of reports that it can get. Paid more than
 * the budget is: a claim that is final, or still can become so, though the refund took its part back.
 */
import type { WitnessRules } from '../../src/amp/witness'
import type { Exploration } from './explore-slots'

const HONEST = 3
const QUORUM = 3
const BAD = 1
const VIEWERS = [0, 1] as const

interface Seen {
  /** By viewer. */
  readonly voted: readonly boolean[]
  readonly acked: readonly boolean[]
  /** The rows of the report, once there is one. */
  readonly report: readonly boolean[] | null
}

interface State {
  readonly witnesses: readonly Seen[]
  /** The rows that stay owed, once the refund is final. */
  readonly owed: readonly boolean[] | null
}

export function exploreClose(rules: WitnessRules): Exploration {
  const none = VIEWERS.map(() => false)
  const fresh: Seen = { voted: none, acked: none, report: null }
  const first: State = { witnesses: Array.from({ length: HONEST }, () => fresh), owed: null }
  const visited = new Set([keyOf(first)])
  const open = [first]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (isOverpaid(state)) return { states: visited.size, violation: keyOf(state) }
    for (const next of successors(state, rules)) {
      const key = keyOf(next)
      if (visited.has(key)) continue
      visited.add(key)
      open.push(next)
    }
  }
  return { states: visited.size, violation: null }
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf({ witnesses, owed }: State): string {
  return JSON.stringify([witnesses.map((seen) => JSON.stringify(seen)).sort(), owed])
}

function hasQuorum({ witnesses }: State, says: (seen: Seen) => boolean | undefined): boolean {
  return witnesses.filter((seen) => says(seen) === true).length + BAD >= QUORUM
}

function isOverpaid(state: State): boolean {
  const { owed } = state
  if (owed === null) return false
  return VIEWERS.some((viewer) => owed[viewer] !== true && hasQuorum(state, ({ acked }) => acked[viewer]))
}

function successors(state: State, rules: WitnessRules): State[] {
  const { witnesses, owed } = state
  const steps = witnesses.flatMap((seen, index) =>
    stepsOf(seen).map((next) => ({ owed, witnesses: witnesses.with(index, next) })),
  )
  return owed === null ? [...steps, ...refunds()] : steps

  function stepsOf(seen: Seen): Seen[] {
    const next: Seen[] = []
    for (const viewer of VIEWERS) {
      const isOpen = owed === null ? seen.report === null || rules.votesAfterReport : owed[viewer] === true
      if (seen.voted[viewer] !== true && isOpen) next.push({ ...seen, voted: seen.voted.with(viewer, true) })
      const isCertified = hasQuorum(state, ({ voted }) => voted[viewer])
      if (seen.acked[viewer] !== true && isCertified)
        next.push({ ...seen, acked: seen.acked.with(viewer, true) })
    }
    if (seen.report === null && owed === null)
      next.push({
        ...seen,
        report: VIEWERS.map((viewer) => seen.voted[viewer] === true || seen.acked[viewer] === true),
      })
    return next
  }

  /** With the fewest honest reports that suffice: the bad one names no row, which helps an evil sponsor most. */
  function refunds(): State[] {
    const reports = witnesses.flatMap(({ report }) => (report === null ? [] : [report]))
    const made: State[] = []
    for (let a = 0; a < reports.length; a += 1)
      for (let b = a + 1; b < reports.length; b += 1) {
        const union = VIEWERS.map((viewer) => reports[a]?.[viewer] === true || reports[b]?.[viewer] === true)
        made.push({ witnesses, owed: union })
      }
    return made
  }
}
