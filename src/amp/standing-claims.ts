/**
 * Claims for which a witness voted and that are not settled, by campaign. A vote stands as long as its epoch, so whoever
 * has a witness vote and lets nobody finish it takes something away for long: from its own campaigns alone (rule AM92).
 */
import type { Book } from './book'
import { offerIn } from './ledger'
import { MAX_STANDING_CLAIMS } from './limits'
import { slotKey } from './slots'
import type { AccountId, BlockId, Slot } from './types'

export class StandingClaims {
  readonly #viewers = new Map<BlockId, Set<AccountId>>()

  note(slot: Slot): void {
    if (slot.kind !== 'claim') return
    const viewers = this.#viewers.get(slot.campaign) ?? new Set<AccountId>()
    this.#viewers.set(slot.campaign, viewers.add(slot.viewer))
  }

  clear(): void {
    this.#viewers.clear()
  }

  /** False while too many claims of this campaign and others of its sponsor wait: the viewer asks again. */
  hasRoom(campaign: BlockId, book: Book): boolean {
    if (this.#count(campaign, book) < MAX_STANDING_CLAIMS) return true
    this.#letGo(book)
    return this.#count(campaign, book) < MAX_STANDING_CLAIMS
  }

  #count(campaign: BlockId, { ledger }: Book): number {
    const sponsor = ledger.campaigns.get(campaign)?.block.account
    let count = 0
    for (const [id, viewers] of this.#viewers)
      if (ledger.campaigns.get(id)?.block.account === sponsor) count += viewers.size
    return count
  }

  /** What is settled, and what can be claimed no more since the rest of the budget went back. */
  #letGo({ ledger }: Book): void {
    for (const [id, viewers] of this.#viewers) {
      const campaign = ledger.campaigns.get(id)
      const table = campaign === undefined ? undefined : ledger.tableOf(campaign)
      for (const viewer of viewers) {
        const isSettled = ledger.settled.has(slotKey({ kind: 'claim', campaign: id, viewer }))
        const offer = table === undefined ? null : offerIn(table, viewer)
        const isOwed = campaign !== undefined && offer !== null && ledger.isOwed(campaign, offer.row)
        if (isSettled || !isOwed) viewers.delete(viewer)
      }
      if (viewers.size === 0) this.#viewers.delete(id)
    }
  }
}
