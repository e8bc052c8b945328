/** How the tour by keyboard comes to each view that the router knows. */
import type { Route } from '../../../src/ui/router.svelte'

/** By its link in the navigation, or by an address that is typed. */
export type Way = { readonly link: string } | { readonly address: string }

/** Addresses, from the `#` on, that cannot be known before. */
export interface Addresses {
  readonly post: string
  readonly lens: string
  readonly invite: string
  /** Of somebody who may be paid. */
  readonly person: string
}

/** A view that has none here fails the types. The last is where the tour goes on. */
export function ways({ post, lens, invite, person }: Addresses): Readonly<Record<Route['view'], Way>> {
  return {
    search: { link: 'Search' },
    notifications: { link: 'Notifications' },
    messages: { link: 'Messages' },
    latest: { address: '#/latest' },
    bookmarks: { link: 'Bookmarks' },
    synereos: { link: 'Synereos' },
    network: { link: 'Network' },
    attention: { link: 'Your attention' },
    wallet: { link: 'Wallet' },
    connections: { link: 'Connections' },
    storage: { link: 'Storage' },
    settings: { link: 'Settings' },
    found: { address: '#/found' },
    tag: { address: '#/tag/keys' },
    post: { address: post },
    lens: { address: lens },
    pay: { address: `${person.replace('person', 'pay')}?amount=7` },
    join: { address: invite },
    nowhere: { address: '#/straem' },
    person: { link: 'My profile' },
    stream: { link: 'Stream' },
  }
}
