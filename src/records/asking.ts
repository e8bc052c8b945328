/** On which terms a person lets others pay for their attention: said to everybody, so that a sponsor can keep to it. */
import { closedMap, integer } from './fields'

/** Whose sponsored posts a person lets come: those of the followed, of members of a community joined, of everybody. */
export const ADMISSIONS = ['nobody', 'followed', 'communities', 'everybody'] as const
export type Admission = (typeof ADMISSIONS)[number]

export interface Asking {
  readonly from: Admission
  /** The least that a look is given for; base units of 10⁻⁶ AMP. */
  readonly price: number
}

/** Of whoever has said nothing. */
export const ANYTHING: Asking = { from: 'everybody', price: 0 }

/** A million AMP: who asks for more wants nothing, and can say so. */
export const MAX_ASKING_PRICE = 1_000_000_000_000

export function readAsking(value: unknown): Asking | undefined {
  const map = closedMap(value, ['from', 'price'])
  const from = ADMISSIONS.find((admission) => admission === map?.from)
  const price = integer(map?.price, 0, MAX_ASKING_PRICE)
  return from === undefined || price === undefined ? undefined : { from, price }
}
