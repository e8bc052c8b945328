/**
 * By which close reports a sponsor takes back what is left. A row that stays owed and that nobody claims is locked for
 * ever, and a bad witness may name every row: so nothing is signed while a missing report might free a row (rule AM105).
 */
import type { Book } from './book'
import { medianMs, type Campaign, type Ledger } from './ledger'
import { ANSWER_MS, DISPUTED_MS } from './limits'
import { weightOf, type Terms } from './manifest'
import { cheapest } from './rest'
import { slotKey } from './slots'
import type { CloseReport } from './statements'
import { hasRow, type Table } from './table'
import { unionOf } from './timely'

/** Null while others are to be waited for. @param heldSinceMs when there were first enough of them here */
export function reportsToRefund(
  book: Book,
  campaign: Campaign,
  nowMs: number,
  heldSinceMs: number,
): readonly CloseReport[] | null {
  const { ledger } = book
  const { terms } = ledger
  const reports = book.reports(campaign.id)
  const table = ledger.tableOf(campaign)
  const chosen = table === undefined ? null : cheapest(reports, table, terms)
  if (table === undefined || chosen === null) return null
  if (book.isReportedByAll(campaign.id)) return chosen
  const isDisputed = owesDisputed(chosen, reports, campaign, table, ledger)
  return !isDisputed || hasWaited(reports, terms, nowMs, heldSinceMs) ? chosen : null
}

/**
 * It owes a row that so few name that they may all be bad. What more of them name is in every quorum of reports, whatever
 * else comes, so waiting would free nothing.
 */
function owesDisputed(
  chosen: readonly CloseReport[],
  reports: readonly CloseReport[],
  { id }: Campaign,
  { rows }: Table,
  { terms, settled }: Ledger,
): boolean {
  const owed = unionOf(chosen)
  return rows.some(({ viewer }, row) => {
    if (!hasRow(owed, row) || settled.has(slotKey({ kind: 'claim', campaign: id, viewer }))) return false
    const naming = reports.filter(({ claimed }) => hasRow(claimed, row))
    return namersWeight(naming, terms) <= terms.faultyWeight
  })
}

/** Anybody may have asked for reports while the sponsor was away: so those that are asked now have some time, too. */
function hasWaited(
  reports: readonly CloseReport[],
  terms: Terms,
  nowMs: number,
  heldSinceMs: number,
): boolean {
  return nowMs >= medianMs(reports, terms) + DISPUTED_MS && nowMs >= heldSinceMs + ANSWER_MS
}

function namersWeight(reports: readonly CloseReport[], terms: Terms): number {
  return weightOf(
    reports.map(({ witness }) => witness),
    terms,
  )
}
