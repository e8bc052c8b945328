import type { ConnectionState } from '../../app/api'
import { say, sayCount } from '../words/words.svelte'

/** How connected one is, in plain words, for the status line. */
export function connectionSentence({ tab, links, relays, online, peerId, missing }: ConnectionState): string {
  if (tab === 'following') return say('Synereo runs in another tab; this one goes through it.')
  if (tab === 'without-peer')
    return say('This browser cannot connect to others: reading works, and what you write is kept here.')
  const people = new Set(links.map(({ person, peerId: peer }) => person ?? peer)).size
  if (!online && people === 0) return say('Offline: writing is kept here and will be sent.')
  if (peerId === null) return say('Starting…')
  if (people > 0 && missing.unheard !== null)
    return sayCount(
      people,
      'Linked with {count} person; you may be cut off from those you follow.',
      'Linked with {count} people; you may be cut off from those you follow.',
    )
  if (people > 0)
    return sayCount(people, 'Linked directly with {count} person.', 'Linked directly with {count} people.')
  if (relays.some(({ state }) => state === 'connected')) return say('Looking for people…')
  // An invite link names relays that are reached: without one, only a code leads to somebody.
  if (relays.length === 0) return say('No relay is set: meet somebody by a code.')
  return say('No relay can be reached; trying again. Writing is kept here.')
}
