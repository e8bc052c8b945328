/**
 * A request for AMP as the address of a page: `#/pay/PERSON?amount=10&memo=for the honey`. Whoever opens it finds the
 * form filled in; nothing is sent by opening it.
 */
import { memoFrom } from '../../amp/memo'
import { parsePersonId } from '../../identity/person-id'
import type { PersonId } from '../../identity/types'
import { err, ok, type Result } from '../../lib/result'
import { fieldText, unitsFrom } from './amount'

export interface PayRequest {
  readonly to: PersonId
  /** Base units; null leaves it to whoever pays. */
  readonly amount: number | null
  /** Empty for none. */
  readonly memo: string
}

export type PayLinkFault = 'nobody' | 'amount' | 'memo' | 'unknown'

const FIELDS: ReadonlySet<string> = new Set(['amount', 'memo'])

export function payLink({ to, amount, memo }: PayRequest): string {
  const asked = new URLSearchParams()
  if (amount !== null) asked.set('amount', fieldText(amount))
  if (memo !== '') asked.set('memo', memo)
  const query = asked.toString()
  return `#/pay/${encodeURIComponent(to)}${query === '' ? '' : `?${query}`}`
}

/** @param id, asked the two parts of the address, as the router has them */
export function readPayLink(id: string, asked: string): Result<PayRequest, PayLinkFault> {
  const to = parsePersonId(id)
  if (to === null) return err('nobody')
  const fields = new URLSearchParams(asked)
  const names = [...fields.keys()]
  // A field that this page does not know may be what matters, and one that stands twice says two things.
  if (names.some((name) => !FIELDS.has(name)) || new Set(names).size !== names.length) return err('unknown')
  const typed = fields.get('amount')
  const amount = typed === null ? null : unitsFrom(typed)
  if (typed !== null && amount === null) return err('amount')
  const memo = memoFrom(fields.get('memo') ?? '')
  return memo === undefined ? err('memo') : ok({ to, amount, memo: memo ?? '' })
}
