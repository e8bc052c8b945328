/**
 * Claims for which a witness voted and that are not settled, by campaign. A vote stands as long as its epoch, so whoever
 * has a witness vote and lets nobody finish it takes something away for long: from claims of the same campaign that are
 * worth no more than its own, and from nobody else (rule AM92).
 */
import type { BlockOf } from './blocks'
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

  /** False while too many claims of this campaign wait that are worth as much: the viewer asks again. */
  hasRoom({ campaign: id, amount }: BlockOf<'claim'>, { ledger }: Book): boolean {
    const viewers = this.#viewers.get(id)
    if (viewers === undefined || viewers.size < MAX_STANDING_CLAIMS) return true
    const campaign = ledger.campaigns.get(id)
    const table = campaign === undefined ? undefined : ledger.tableOf(campaign)
    let standing = 0
    for (const viewer of viewers) {
      const isSettled = ledger.settled.has(slotKey({ kind: 'claim', campaign: id, viewer }))
      const offer = table === undefined ? null : offerIn(table, viewer)
      const isOwed = campaign !== undefined && offer !== null && ledger.isOwed(campaign, offer.row)
      if (isSettled || !isOwed) viewers.delete(viewer)
      // Of less it may be any number: a sponsor made them up at a millionth each to hold up who is worth a million.
      else if (offer.amount >= amount) standing += 1
      if (standing === MAX_STANDING_CLAIMS) return false
    }
    return true
  }
}
