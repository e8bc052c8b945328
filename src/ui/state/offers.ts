/** What others offer the owner for a look, before the post is opened (rule AM72). */
import type { CampaignState } from '../../app/money-state'

/** Still to be had, the highest first; none for who does not claim what looking pays. */
export function openOffers(campaigns: readonly CampaignState[], claimsLooks: boolean): CampaignState[] {
  if (!claimsLooks) return []
  return campaigns
    .filter(({ offer, claim, isOver }) => offer > 0 && claim === null && !isOver)
    .sort((a, b) => b.offer - a.offer)
}
