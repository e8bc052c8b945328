/**
 * What a witness asks of a block beyond judge.ts before it votes: its own clock and the evidence shown to it. Others
 * need not repeat it; a quorum's vote stands for it.
 */
import type { BlockOf } from './blocks'
import type { Campaign, Ledger } from './ledger'
import { GONE_MS, MAX_CAMPAIGN_MS, MAX_SKEW_MS, MIN_CAMPAIGN_MS, MISSING_REPORT_MS } from './limits'
import { isQuorum } from './manifest'
import type { CloseReport, Receipt } from './statements'
import type { AccountId, BlockId } from './types'
import { equalBytes } from '../lib/bytes'

export type TimeFault =
  | 'from-the-future'
  | 'too-short'
  | 'too-long'
  | 'no-receipt'
  | 'not-the-viewer'
  | 'viewed-too-briefly'
  | 'viewed-at-no-time'
  | 'views-overlap'
  | 'too-late'
  | 'too-few-reports'
  | 'other-reports'
  | 'sponsor-may-come'

/** A time for which this witness has already voted as this viewer's. */
export interface SeenView {
  readonly campaign: BlockId
  readonly viewer: AccountId
  readonly fromMs: number
  readonly toMs: number
}

/** Null when nothing speaks against it. @param timeMs of a block of an account, by its owner */
export function timeFault(timeMs: number, nowMs: number): TimeFault | null {
  return timeMs > nowMs + MAX_SKEW_MS ? 'from-the-future' : null
}

export function campaignTimeFault(block: BlockOf<'spon'>, nowMs: number): TimeFault | null {
  const lastsMs = block.expiresMs - nowMs
  // Skew both ways: a campaign of exactly the shortest time is no fault when its votes take a while.
  if (lastsMs < MIN_CAMPAIGN_MS - MAX_SKEW_MS) return 'too-short'
  return lastsMs > MAX_CAMPAIGN_MS + MAX_SKEW_MS ? 'too-long' : null
}

export function isOver({ block }: Campaign, ledger: Ledger, nowMs: number): boolean {
  return nowMs > block.expiresMs + ledger.terms.rules.claimGraceMs
}

/** True when anybody may give back what is left (rule AM95); each witness judges by its own clock. */
export function isGone({ block }: Campaign, ledger: Ledger, nowMs: number): boolean {
  return nowMs > block.expiresMs + ledger.terms.rules.claimGraceMs + GONE_MS
}

/** True when what is left need wait for no more reports than a quorum. */
export function isLongGone(campaign: Campaign, ledger: Ledger, nowMs: number): boolean {
  return isGone(campaign, ledger, nowMs - MISSING_REPORT_MS)
}

/** @param seen what this witness voted for before, of this viewer */
export function viewFault(
  receipt: Receipt,
  campaign: Campaign,
  ledger: Ledger,
  seen: readonly SeenView[],
  nowMs: number,
): TimeFault | null {
  const { fromMs, toMs, viewer } = receipt
  if (receipt.key !== ledger.account(viewer).key) return 'not-the-viewer'
  if (toMs - fromMs < Math.max(1, campaign.block.viewMs)) return 'viewed-too-briefly'
  if (fromMs < campaign.finalMs - MAX_SKEW_MS || toMs > nowMs + MAX_SKEW_MS) return 'viewed-at-no-time'
  // After the refund the rows that are owed may be claimed at any time: the money lies there for them.
  if (campaign.owed === null && isOver(campaign, ledger, nowMs)) return 'too-late'
  const overlaps = seen.some(
    (other) => other.campaign !== campaign.id && other.fromMs < toMs && fromMs < other.toMs,
  )
  return overlaps ? 'views-overlap' : null
}

/** @param reports those of this campaign that are known here, by their CID */
export function refundFault(
  block: BlockOf<'refund'>,
  reports: ReadonlyMap<string, CloseReport>,
  ledger: Ledger,
): TimeFault | null {
  const shown = block.reports.map((id) => reports.get(id))
  const known = shown.filter((report) => report !== undefined)
  if (
    known.length < shown.length ||
    !isQuorum(
      known.map(({ witness }) => witness),
      ledger.terms,
    )
  )
    return 'too-few-reports'
  return equalBytes(unionOf(known), block.owed) ? null : 'other-reports'
}

/** The rows that at least one of the reports names. */
export function unionOf(reports: readonly CloseReport[]): Uint8Array {
  const union = new Uint8Array(Math.max(0, ...reports.map(({ claimed }) => claimed.byteLength)))
  for (const { claimed } of reports)
    claimed.forEach((byte, index) => (union[index] = (union[index] ?? 0) | byte))
  return union
}
