/**
 * Every order of events at the end of a campaign: four witnesses, the last of them bad (it votes, acknowledges and
 * reports whatever helps), two viewers, and a sponsor who takes any quorum of reports that it can get. Paid more than
 * the budget is: a claim that is final, or still can become so, though the refund took its part back.
 */
import { WITNESS_RULES } from '../../src/amp/witness-rules'
import { explore, type Exploration } from './explore'

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

/** What keeps claims and refund within the budget; a variant has one of these otherwise. */
export interface CloseRules {
  readonly votesAfterReport: boolean
  /** Acknowledges what no quorum voted for. */
  readonly acksAnything: boolean
  readonly reportsVotes: boolean
  readonly reportsAcks: boolean
  /** Of the honest ones, whose reports a refund needs beside that of the bad one. */
  readonly reports: 1 | 2
  /** What stays owed: what any of these reports names, or only what all of them do. */
  readonly owed: 'union' | 'intersection'
  /** After the refund it votes for what is not owed. */
  readonly votesForUnowed: boolean
}

const CLOSE_RULES: CloseRules = {
  votesAfterReport: WITNESS_RULES.votesAfterReport,
  acksAnything: false,
  reportsVotes: true,
  reportsAcks: true,
  reports: 2,
  owed: 'union',
  votesForUnowed: false,
}

export function exploreClose(variant: Partial<CloseRules> = {}): Exploration {
  const rules = { ...CLOSE_RULES, ...variant }
  const none = VIEWERS.map(() => false)
  const fresh: Seen = { voted: none, acked: none, report: null }
  const first: State = { witnesses: Array.from({ length: HONEST }, () => fresh), owed: null }
  return explore({ first, successors: (state) => successors(state, rules), keyOf, isWrong: isOverpaid })
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

function successors(state: State, rules: CloseRules): State[] {
  const { witnesses, owed } = state
  const steps = witnesses.flatMap((seen, index) =>
    stepsOf(seen).map((next) => ({ owed, witnesses: witnesses.with(index, next) })),
  )
  return owed === null ? [...steps, ...refunds()] : steps

  function stepsOf(seen: Seen): Seen[] {
    const next: Seen[] = []
    for (const viewer of VIEWERS) {
      const isOpen = owed === null ? seen.report === null || rules.votesAfterReport : isOwed(owed[viewer])
      if (seen.voted[viewer] !== true && isOpen) next.push({ ...seen, voted: seen.voted.with(viewer, true) })
      const isCertified = rules.acksAnything || hasQuorum(state, ({ voted }) => voted[viewer])
      if (seen.acked[viewer] !== true && isCertified)
        next.push({ ...seen, acked: seen.acked.with(viewer, true) })
    }
    if (seen.report === null && owed === null)
      next.push({
        ...seen,
        report: VIEWERS.map(
          (viewer) =>
            (rules.reportsVotes && seen.voted[viewer] === true) ||
            (rules.reportsAcks && seen.acked[viewer] === true),
        ),
      })
    return next
  }

  function isOwed(row: boolean | undefined): boolean {
    return row === true || rules.votesForUnowed
  }

  /** With the fewest honest reports that suffice: the bad one names no row, which helps an evil sponsor most. */
  function refunds(): State[] {
    const reports = witnesses.flatMap(({ report }) => (report === null ? [] : [report]))
    if (rules.reports === 1) return reports.map((report) => ({ witnesses, owed: report }))
    return reports.flatMap((a, index) =>
      reports
        .slice(index + 1)
        .map((b) => ({ witnesses, owed: VIEWERS.map((viewer) => isNamed(a, b, viewer)) })),
    )
  }

  function isNamed(a: readonly boolean[], b: readonly boolean[], viewer: number): boolean {
    const named = [a[viewer] === true, b[viewer] === true]
    return rules.owed === 'union' ? named.includes(true) : !named.includes(false)
  }
}
