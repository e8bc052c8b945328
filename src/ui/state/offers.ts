/** What others offer the owner for a look (rule AM72). Pure. */
import type { CampaignState } from '../../app/money-state'

/** A look at its post is still paid for. */
export function isForSale({ offer, claim, isOver }: CampaignState): boolean {
  return offer > 0 && claim === null && !isOver
}

/** Still to be had, the highest first; none for who does not claim what looking pays. */
export function openOffers(campaigns: readonly CampaignState[], claimsLooks: boolean): CampaignState[] {
  return claimsLooks ? campaigns.filter(isForSale).sort((a, b) => b.offer - a.offer) : []
}

/**
 * Of several campaigns for one post the one of which its card tells, and for which it is looked at: one that still pays before
 * those that have paid or are over, or a higher offer would keep the owner from all others; then the highest, then the largest.
 */
export function shownCampaign(campaigns: readonly CampaignState[]): CampaignState | undefined {
  return campaigns.toSorted(
    (a, b) => Number(isForSale(b)) - Number(isForSale(a)) || b.offer - a.offer || b.weight - a.weight,
  )[0]
}
