/**
 * What is left of a campaign: what close reports leave of it, and how it comes back to a sponsor who is gone. Anybody
 * may see to that a quarter of a year after its end (rule AM95); the block stands beside the account of the sponsor, at
 * a place of its own, and pays into nothing but that account. Why so: README.md.
 */
import type { BlockOf } from './blocks'
import type { Book } from './book'
import type { Fact } from './facts'
import type { Campaign, Ledger } from './ledger'
import { isQuorum, weightOf, type Terms } from './manifest'
import { unsignedBlock } from './signing'
import { slotKey } from './slots'
import type { CloseReport } from './statements'
import { rowsIn, sumOf, type Table } from './table'
import { equalBytes } from '../lib/bytes'
import { isGone, isLongGone, unionOf, type TimeFault } from './timely'
import type { BlockId, SignedBlock } from './types'

/** Of the reports that came, a quorum that leaves as little as possible owed: a bad witness may name every row. */
export function cheapest(
  reports: readonly CloseReport[],
  table: Table,
  terms: Terms,
): readonly CloseReport[] | null {
  const sorted = reports
    .map((report) => ({ report, owed: owedAmount(report.claimed, table) }))
    .filter(({ owed }) => owed !== null)
    .sort((a, b) => (a.owed ?? 0) - (b.owed ?? 0) || (a.report.witness < b.report.witness ? -1 : 1))
  const chosen: CloseReport[] = []
  for (const { report } of sorted) {
    chosen.push(report)
    if (isQuorum(witnessesOf(chosen), terms)) return chosen
  }
  return null
}

/** @param reports those of a quorum, whose rows are rows of the table */
export function leftBy(reports: readonly CloseReport[], { block, fee }: Campaign, table: Table) {
  const owed = unionOf(reports)
  return { owed, amount: block.budget - fee - (owedAmount(owed, table) ?? 0) }
}

function owedAmount(rows: Uint8Array, table: Table): number | null {
  const found = rowsIn(rows, table.rows.length)
  return found === undefined ? null : sumOf(found.map((row) => table.rows[row]?.amount ?? 0))
}

function witnessesOf(reports: readonly CloseReport[]) {
  return reports.map(({ witness }) => witness)
}

/** True for the rest that these reports make, and for no other: so nobody fills a place with rests of one's own. */
export function isReported(block: BlockOf<'rest'>, reports: readonly CloseReport[], ledger: Ledger): boolean {
  const campaign = ledger.campaigns.get(block.campaign)
  const table = campaign === undefined ? undefined : ledger.tableOf(campaign)
  const chosen = table === undefined ? null : cheapest(reports, table, ledger.terms)
  return chosen !== null && equalBytes(unionOf(chosen), block.owed)
}

/** What the clock of this witness and the reports that it knows say against a rest; null for nothing. */
export function restTimeFault(block: BlockOf<'rest'>, book: Book, nowMs: number): TimeFault | null {
  const { ledger } = book
  const campaign = ledger.campaigns.get(block.campaign)
  if (campaign === undefined || !isGone(campaign, ledger, nowMs)) return 'sponsor-may-come'
  const reports = book.reports(block.campaign)
  if (!suffice(campaign, book, nowMs)) return 'too-few-reports'
  return isReported(block, reports, ledger) ? null : 'other-reports'
}

/** Of a witness that is proven to lie no report is waited for, nor counted. */
function suffice(campaign: Campaign, book: Book, nowMs: number): boolean {
  const witnesses = witnessesOf(book.reports(campaign.id))
  const isWaitedFor = !book.isReportedByAll(campaign.id) && !isLongGone(campaign, book.ledger, nowMs)
  return !isWaitedFor && isQuorum(witnesses, book.ledger.terms)
}

/** The campaigns of which something is left and anybody may give it back now, oldest first. */
export function abandoned(ledger: Ledger, nowMs: number): Campaign[] {
  return [...ledger.campaigns.values()]
    .filter((campaign) => campaign.owed === null && campaign.locked > 0 && isGone(campaign, ledger, nowMs))
    .sort((a, b) => a.block.expiresMs - b.block.expiresMs)
}

/** Honest witnesses are among those who voted to give it back: the sponsor, if it is there after all, waits for them. */
export function isReturning(book: Book, campaign: BlockId): boolean {
  const tally = book.tally(slotKey({ kind: 'rest', campaign }))
  const { terms } = book.ledger
  return (tally?.values('vote') ?? []).some(
    (value) => weightOf(tally?.heardFrom('vote', value) ?? [], terms) > terms.faultyWeight,
  )
}

/**
 * What anybody shows the witnesses, again and again, until the rest of an abandoned campaign is back. A refund that the
 * sponsor signed before it went goes first: the witnesses that voted for it vote for nothing else meanwhile.
 */
export async function returningFacts(book: Book, campaign: Campaign, nowMs: number): Promise<Fact[]> {
  const { ledger } = book
  const table = ledger.tableOf(campaign)
  if (table === undefined) return []
  const reports = book.reports(campaign.id)
  const facts: Fact[] = book.allReports(campaign.id).map((report) => ({ t: 'report', report }))
  if (!book.isReportedByAll(campaign.id)) facts.unshift({ t: 'closing', campaign: campaign.id })
  const chosen = suffice(campaign, book, nowMs) ? cheapest(reports, table, ledger.terms) : null
  const made = chosen === null ? null : await restBy(chosen, campaign, table)
  if (made !== null) book.take({ t: 'block', signed: made })
  const ofSponsor = ledger.nextSlot(campaign.block.account)
  for (const slot of [ofSponsor, { kind: 'rest', campaign: campaign.id } as const]) {
    const tally = book.tally(slotKey(slot))
    for (const signed of tally?.candidates() ?? []) {
      const { block, id } = signed
      const isOfIt = (block.t === 'refund' || block.t === 'rest') && block.campaign === campaign.id
      if (!isOfIt || !(id === made?.id || tally?.isSpokenFor(id) === true)) continue
      const quorum = tally?.quorum('vote', id) ?? null
      facts.push({ t: 'block', signed }, ...(quorum === null ? [] : [{ t: 'quorum', quorum } as const]))
    }
  }
  return facts
}

/** Null when the reports leave nothing. */
async function restBy(
  reports: readonly CloseReport[],
  campaign: Campaign,
  table: Table,
): Promise<SignedBlock | null> {
  const { owed, amount } = leftBy(reports, campaign, table)
  const head = { v: 1, ledger: campaign.block.ledger } as const
  return amount <= 0 ? null : unsignedBlock({ ...head, t: 'rest', campaign: campaign.id, amount, owed })
}
