/**
 * A link to a place of this network, or somebody's id, where one types what to look for: an installed page has no address
 * bar to paste it into.
 */
import { parsePersonId } from '../../identity/person-id'
import { parseRoute, routeTo, type Route } from '../router.svelte'

/** An invitation, which names relays, is the longest; what is longer is no link that anybody was given by this page. */
export const MAX_PLACE_CHARS = 4_000

const NAMED: ReadonlySet<Route['view']> = new Set(['join', 'person', 'post', 'tag', 'lens', 'pay'])

export interface PlaceTyped {
  /** Where it leads in this page, whichever host served the page it was copied from. */
  readonly hash: string
  readonly isPerson: boolean
}

/** Null for words. */
export function placeTyped(typed: string): PlaceTyped | null {
  const text = typed.trim()
  if (text.length > MAX_PLACE_CHARS || /\s/.test(text)) return null
  const person = parsePersonId(text)
  if (person !== null) return { hash: routeTo('person', person), isPerson: true }
  const at = text.indexOf('#/')
  if (at < 0) return null
  const hash = text.slice(at)
  const route = parseRoute(hash)
  if (!NAMED.has(route.view) || !('id' in route) || route.id === '') return null
  return { hash, isPerson: route.view === 'person' }
}
