/** What the code of somebody who wants AMP says: a request, or who they are (rule U38). */
import { err, ok, type Result } from '../../lib/result'
import { parseRoute } from '../router.svelte'
import { readPayLink, type PayLinkFault, type PayRequest } from './pay-link'
import { receiverFrom } from './receiver'

/** Whatever page the code leads to: what it asks for stands in the part of the address that no host sees. */
export function scannedRequest(text: string): Result<PayRequest, PayLinkFault | 'no-code'> {
  const at = text.indexOf('#/')
  const route = at < 0 ? null : parseRoute(text.slice(at))
  if (route?.view === 'pay') return readPayLink(route.id, route.asked)
  // Names are no business of a code: nobody is followed here.
  const to = receiverFrom(text, [])
  return to === 'nobody' || to === 'several' ? err('no-code') : ok({ to, amount: null, memo: '' })
}
