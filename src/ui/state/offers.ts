/** What others offer the owner for a look, before the post is opened (rule AM72). */
import type { CampaignState } from '../../app/money-state'

/** Still to be had, the highest first. */
export function openOffers(campaigns: readonly CampaignState[]): CampaignState[] {
  return campaigns
    .filter(({ offer, claim, isOver }) => offer > 0 && claim === null && !isOver)
    .sort((a, b) => b.offer - a.offer)
}
