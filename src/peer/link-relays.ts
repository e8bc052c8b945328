/**
 * Which relays of an invite link are used: anybody may have made the link, and it is opened as soon as one comes to it. Pure.
 */
import { whereLed } from './named-place'
import { readRelayAddress } from './relay-address'

/** Where a page came from. */
export interface PageOrigin {
  readonly protocol: string
  readonly hostname: string
}

/** Into our own machine or house a link leads only who has a relay there, or came from there. */
export function relaysOfLink(named: readonly string[], own: readonly string[], page: PageOrigin): string[] {
  const readable = named.flatMap((text) => {
    const address = readRelayAddress(text, page.protocol === 'https:')
    return address.ok ? [address.value] : []
  })
  return whereLed(readable, [...own, `/dns/${page.hostname}`])
}
