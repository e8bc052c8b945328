/** Which campaigns a page looks at when there are more than it can (rule AM42): nobody fills the list with crumbs. */
import { weightOfCampaign } from '../amp/campaign-weight'
import type { Campaign } from '../amp/ledger'
import type { PersonId } from '../identity/types'

export interface Weighed {
  readonly sponsor: PersonId
  readonly campaign: Campaign
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

/** A crumb for the viewer is cheap, too: what offers nothing to them but much to others keeps its room. */
const MAX_FOR_THEIR_OFFER = 150

/** With what it counts for (rule AM109); base units. */
export type Chosen<T extends Weighed> = T & { readonly weight: number }

/** Own ones, some for what they offer, then those that run before those that are over, by what they count for. */
export function chosenCampaigns<T extends Weighed>(found: readonly T[], owner: PersonId): Chosen<T>[] {
  const campaigns = found.map((one) => ({ ...one, weight: weightOfCampaign(one.campaign) }))
  const own = campaigns.filter(({ sponsor }) => sponsor === owner).sort((a, b) => b.at - a.at)
  const others = boundedBySponsor(campaigns.filter(({ sponsor }) => sponsor !== owner).sort(byWeight))
  const offering = others.filter(({ offer, isOver }) => offer > 0 && !isOver).slice(0, MAX_FOR_THEIR_OFFER)
  const chosen = new Set([...own.slice(0, MAX_OWN), ...offering, ...others])
  return [...chosen].slice(0, MAX_CAMPAIGNS)
}

function byWeight(a: Chosen<Weighed>, b: Chosen<Weighed>): number {
  return Number(a.isOver) - Number(b.isOver) || b.weight - a.weight || b.at - a.at
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
