/** The offer table of a campaign (MODEL.md 10): its budget, shared out by Reo as seen from the sponsor's chair. */
import { mostFee } from './ledger'
import { AUTHOR_SHARE, MAX_OFFERS } from './limits'
import type { Terms } from './manifest'
import type { Offer } from './table'
import type { AccountId } from './types'

export interface Standing {
  readonly person: AccountId
  /** As the chair sees it. */
  readonly reo: number
  /** The least that this person looks for; base units. */
  readonly price: number
  /** When this person was last heard of; null for never. */
  readonly seenMs: number | null
}

/**
 * Who asks for more than there would be is left out, and what they would have had is the others'. Those who would have
 * to be offered most for their standing go first, so what remains is the largest circle in which everybody is content:
 * each that goes makes the others' share greater.
 */
function content(viewers: readonly Standing[], shared: number): readonly Standing[] {
  const patient = viewers.toSorted((a, b) => a.price / a.reo - b.price / b.reo || byStanding(a, b))
  let total = patient.reduce((sum, { reo }) => sum + reo, 0)
  while (patient.length > 0) {
    const { reo, price } = patient.at(-1) as Standing
    if (Math.floor((shared * reo) / total) >= price) break
    patient.pop()
    total = patient.reduce((sum, one) => sum + one.reo, 0)
  }
  return patient
}

function byStanding(a: Standing, b: Standing): number {
  return b.reo - a.reo || (a.person < b.person ? -1 : 1)
}

/** The least that any viewer but the author asks for, in base units; null where there is no such viewer. */
export function leastAsked(
  sponsor: AccountId,
  author: AccountId,
  standings: readonly Standing[],
): number | null {
  const prices = standings
    .filter(({ person, reo }) => person !== sponsor && person !== author && reo > 0)
    .map(({ price }) => price)
  return prices.length === 0 ? null : Math.min(...prices)
}

/**
 * Sorted as a table wants it; nobody is offered nothing. What is floored away stays with the budget and comes back.
 * @param author of the post, who is paid first unless it is the sponsor's own, and not once more for looking at it
 * @param budget base units
 */
export function offersFor(
  sponsor: AccountId,
  author: AccountId,
  budget: number,
  standings: readonly Standing[],
  terms: Terms,
): readonly Offer[] {
  // It may become final under the next witnesses, whose parts add up to more by what does not divide among those of now.
  const shared = budget - mostFee(budget, terms)
  const ofAuthor = author === sponsor ? 0 : Math.floor(shared * AUTHOR_SHARE)
  const known = standings
    .filter(({ person, reo }) => person !== sponsor && person !== author && reo > 0)
    .toSorted(byStanding)
    .slice(0, MAX_OFFERS)
  const viewers = content(known, shared - ofAuthor)
  const total = viewers.reduce((sum, { reo }) => sum + reo, 0)
  const amounts = new Map<AccountId, number>()
  for (const { person, reo, price } of viewers) {
    const amount = Math.floor(((shared - ofAuthor) * reo) / total)
    // Adding up in another order may round to a unit less than was asked.
    if (amount >= price) amounts.set(person, amount)
  }
  if (ofAuthor > 0) amounts.set(author, ofAuthor)
  return [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([viewer, amount]) => ({ viewer, amount }))
    .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
}
