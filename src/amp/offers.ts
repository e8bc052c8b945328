/** The offer table of a campaign (MODEL.md 10): its budget, shared out by Reo as seen from the sponsor's chair. */
import { feeOf } from './ledger'
import { MAX_OFFERS } from './limits'
import type { Terms } from './manifest'
import type { Offer } from './table'
import type { AccountId } from './types'

/** The author of a post that another amplifies gets the first share. */
const AUTHOR_SHARE = 0.25

export interface Standing {
  readonly person: AccountId
  /** As the chair sees it. */
  readonly reo: number
}

/**
 * Sorted as a table wants it; nobody is offered nothing. What is floored away stays with the budget and comes back.
 * @param author of the post, who is paid first unless it is the sponsor's own
 * @param budget base units
 */
export function offersFor(
  sponsor: AccountId,
  author: AccountId,
  budget: number,
  standings: readonly Standing[],
  terms: Terms,
): readonly Offer[] {
  const shared = budget - feeOf(budget, terms)
  const ofAuthor = author === sponsor ? 0 : Math.floor(shared * AUTHOR_SHARE)
  const viewers = standings
    .filter(({ person, reo }) => person !== sponsor && reo > 0)
    .toSorted((a, b) => b.reo - a.reo || (a.person < b.person ? -1 : 1))
    .slice(0, MAX_OFFERS)
  const total = viewers.reduce((sum, { reo }) => sum + reo, 0)
  const amounts = new Map<AccountId, number>()
  for (const { person, reo } of viewers) amounts.set(person, Math.floor(((shared - ofAuthor) * reo) / total))
  if (ofAuthor > 0) amounts.set(author, (amounts.get(author) ?? 0) + ofAuthor)
  return [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([viewer, amount]) => ({ viewer, amount }))
    .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
}
