/** What a witness thinks of a block: the judgement that everybody shares, then its own clock and the evidence shown to it. */
import type { BlockOf, OwnedBlock } from './blocks'
import type { Book } from './book'
import { judge, type BlockFault, type Missing } from './judge'
import { restTimeFault } from './rest'
import { reportIdOf } from './signing'
import { slotKey, slotOf } from './slots'
import type { CloseReport } from './statements'
import { campaignTimeFault, refundFault, timeFault, viewFault, type SeenView, type TimeFault } from './timely'
import type { SignedBlock } from './types'

export type OpinionFault = BlockFault | TimeFault

export type Opinion =
  /** With the time that was looked at, for a claim. */
  | { readonly for: 'vote'; readonly view: SeenView | null }
  | { readonly for: 'waiting'; readonly missing: Missing }
  | { readonly for: 'refusal'; readonly fault: OpinionFault }

export interface Outlook {
  readonly book: Book
  readonly nowMs: number
  /** Of a claim's viewer: for what this witness voted before. */
  readonly seen: readonly SeenView[]
  /** This witness has reported the end of the claim's campaign. */
  readonly isClosedHere: boolean
}

export async function opinionOf(signed: SignedBlock, outlook: Outlook): Promise<Opinion> {
  const { block } = signed
  const judgement = judge(outlook.book.ledger, signed)
  if (judgement.verdict === 'wait') return { for: 'waiting', missing: judgement.missing }
  if (judgement.verdict === 'invalid') return refuse(judgement.fault)
  if (block.t === 'claim') return opinionOfClaim(block, outlook)
  if (block.t === 'rest') {
    const fault = restTimeFault(block, outlook.book, outlook.nowMs)
    return fault === null ? { for: 'vote', view: null } : refuse(fault)
  }
  const fault = block.t === 'skip' ? null : await faultNow(block, outlook)
  return fault === null ? { for: 'vote', view: null } : refuse(fault)
}

async function faultNow(block: OwnedBlock, { book, nowMs }: Outlook): Promise<TimeFault | null> {
  const fault = timeFault(block.timeMs, nowMs)
  if (fault !== null) return fault
  if (block.t === 'spon') return campaignTimeFault(block, nowMs)
  if (block.t !== 'refund') return null
  // Also of liars, and both: a quorum of reports bears them, and others may have voted by the one or the other.
  const reports = book.allReports(block.campaign)
  const named = await Promise.all(reports.map(async (one) => [await reportIdOf(one), one] as const))
  return refundFault(block, new Map<string, CloseReport>(named), book.ledger)
}

function opinionOfClaim(block: BlockOf<'claim'>, { book, nowMs, seen, isClosedHere }: Outlook): Opinion {
  const campaign = book.ledger.campaigns.get(block.campaign)
  if (campaign === undefined) return { for: 'waiting', missing: 'campaign' }
  // What the refund left owed may be claimed all the same.
  if (campaign.owed === null && isClosedHere) return refuse('closed')
  let fault: TimeFault = 'no-receipt'
  for (const receipt of book.receipts(slotKey(slotOf(block)))) {
    const found = viewFault(receipt, campaign, book.ledger, seen, nowMs)
    const { fromMs, toMs, viewer } = receipt
    if (found === null) return { for: 'vote', view: { campaign: campaign.id, viewer, fromMs, toMs } }
    fault = found
  }
  return refuse(fault)
}

function refuse(fault: OpinionFault): Opinion {
  return { for: 'refusal', fault }
}
