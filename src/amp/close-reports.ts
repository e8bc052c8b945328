/** What a witness reports of a campaign whose time is over: every claim that is final, that it spoke for, or held up. */
import type { Fact } from './facts'
import { offerIn, type Campaign } from './ledger'
import { signReport } from './signing'
import { slotKey } from './slots'
import type { CloseReportBody, StatementBody } from './statements'
import { rowBitsOf } from './table'
import { isOver } from './timely'
import type { AccountId, BlockId, Slot } from './types'
import type { Turn, WitnessParts } from './witness-answer'

export class CloseReports {
  readonly #parts: WitnessParts
  readonly #claimed = new Map<BlockId, Set<AccountId>>()
  /** Viewers of whose claims it was shown all that it asks, and for which it had no room (rule AM101). */
  readonly #heldUp = new Map<BlockId, Set<AccountId>>()
  readonly #reports = new Map<BlockId, CloseReportBody>()

  constructor(parts: WitnessParts) {
    this.#parts = parts
    for (const { campaign, viewer } of parts.memory.heldUp) addTo(this.#heldUp, campaign, viewer)
    this.beginEpoch()
  }

  /** Those of this epoch that a former run kept. */
  beginEpoch(): void {
    const { memory, book } = this.#parts
    this.#reports.clear()
    for (const report of memory.reports)
      if (report.epoch === book.ledger.terms.epoch) this.#reports.set(report.campaign, report)
  }

  /** It reported the end of this campaign. */
  has(campaign: BlockId): boolean {
    return this.#reports.has(campaign)
  }

  /** Of a claim: whoever it spoke for is in its report. */
  noteWord({ slot }: StatementBody): void {
    if (slot.kind === 'claim') addTo(this.#claimed, slot.campaign, slot.viewer)
  }

  /**
   * Of a claim for which there is no room: its row stays owed, else a sponsor that fills the room would take it back. Kept, for
   * nobody asks again once the campaign is over.
   */
  async noteHeldUp(slot: Slot): Promise<void> {
    if (slot.kind !== 'claim' || this.#isHeldUp(slot.campaign, slot.viewer)) return
    const { campaign, viewer } = slot
    await this.#parts.log.keepHeldUp({ campaign, viewer })
    addTo(this.#heldUp, campaign, viewer)
  }

  #isHeldUp(campaign: BlockId, viewer: AccountId): boolean {
    return this.#heldUp.get(campaign)?.has(viewer) === true
  }

  /** No refusal before the rest went back: the viewer would give up what may be claimed after it. */
  isToBeOwed(slot: Slot): boolean {
    if (slot.kind !== 'claim' || this.#parts.book.ledger.campaigns.get(slot.campaign)?.owed !== null)
      return false
    return this.#isHeldUp(slot.campaign, slot.viewer)
  }

  async report(id: BlockId, turn: Turn): Promise<void> {
    const { book, now, log, signer } = this.#parts
    const campaign = book.ledger.campaigns.get(id)
    if (campaign === undefined || campaign.owed !== null) return
    const body =
      this.#reports.get(id) ?? (isOver(campaign, book.ledger, now()) ? this.#newReport(campaign) : null)
    if (body === null) return
    const isNew = !this.#reports.has(id)
    if (isNew) {
      await log.keepReport(body)
      this.#reports.set(id, body)
    }
    const fact: Fact = { t: 'report', report: await signReport(body, signer) }
    book.take(fact)
    // Who asks again is answered alone.
    ;(isNew ? turn.say : turn.reply).push(fact)
  }

  #newReport(campaign: Campaign): CloseReportBody | null {
    const { book, signer, now } = this.#parts
    const table = book.ledger.tableOf(campaign)
    if (table === undefined) return null
    // What it spoke for, and what became final without it: before it was a witness, or while it was away.
    const paid = table.rows
      .map(({ viewer }) => viewer)
      .filter((viewer) => book.ledger.settled.has(slotKey({ kind: 'claim', campaign: campaign.id, viewer })))
    const noted = [this.#claimed, this.#heldUp].flatMap((viewers) => [...(viewers.get(campaign.id) ?? [])])
    const claimed = new Set([...noted, ...paid])
    const rows = [...claimed].map((viewer) => offerIn(table, viewer)?.row ?? 0)
    const { ledger, epoch } = book.ledger.terms
    const bits = rowBitsOf(rows, table.rows.length)
    return {
      v: 1,
      ledger,
      t: 'close',
      epoch,
      campaign: campaign.id,
      witness: signer.device,
      claimed: bits,
      timeMs: now(),
    }
  }
}

function addTo(viewersOf: Map<BlockId, Set<AccountId>>, campaign: BlockId, viewer: AccountId): void {
  const viewers = viewersOf.get(campaign) ?? new Set<AccountId>()
  viewersOf.set(campaign, viewers.add(viewer))
}
