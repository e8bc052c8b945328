/** Which campaigns a page looks at when there are more than it can (rule AM42): nobody fills the list with crumbs. */
import type { PersonId } from '../identity/types'

export interface Weighed {
  readonly sponsor: PersonId
  /** Base units. */
  readonly budget: number
  /** What the owner of the page is offered; 0 for nothing. */
  readonly offer: number
  /** When it became final; Unix milliseconds. */
  readonly at: number
  readonly isOver: boolean
}

/** More would be work at each change of the ledger, and nobody is shown so many. */
const MAX_CAMPAIGNS = 500
/** A campaign lasts a day: who begins more of them at a time speaks over the others. */
const MAX_OF_ONE_SPONSOR = 20
/** The wallet lists them all, but they leave room for those of others. */
const MAX_OWN = 200

/** A crumb for the viewer is cheap, too: what offers nothing but spends much keeps its room. */
const MAX_FOR_THEIR_OFFER = 150

/** Own ones, some for what they offer, then those that run before those that are over, by budget. */
export function chosenCampaigns<T extends Weighed>(campaigns: readonly T[], owner: PersonId): T[] {
  const own = campaigns.filter(({ sponsor }) => sponsor === owner).sort((a, b) => b.at - a.at)
  const others = boundedBySponsor(campaigns.filter(({ sponsor }) => sponsor !== owner).sort(byWorth))
  const offering = others.filter(({ offer, isOver }) => offer > 0 && !isOver).slice(0, MAX_FOR_THEIR_OFFER)
  const chosen = new Set([...own.slice(0, MAX_OWN), ...offering, ...others])
  return [...chosen].slice(0, MAX_CAMPAIGNS)
}

function byWorth(a: Weighed, b: Weighed): number {
  return Number(a.isOver) - Number(b.isOver) || b.budget - a.budget || b.at - a.at
}

/** Of each sponsor the first. */
function boundedBySponsor<T extends Weighed>(campaigns: readonly T[]): T[] {
  const counts = new Map<PersonId, number>()
  return campaigns.filter(({ sponsor }) => {
    const count = (counts.get(sponsor) ?? 0) + 1
    counts.set(sponsor, count)
    return count <= MAX_OF_ONE_SPONSOR
  })
}
