import type { ConnectionState } from '../../app/api'
import { counted } from './numbers'

/** How connected one is, in plain words, for the status line. */
export function connectionSentence({ tab, links, relays, online, peerId }: ConnectionState): string {
  if (tab === 'following') return 'Synereo runs in another tab; this one goes through it.'
  if (tab === 'without-peer')
    return 'This browser cannot connect to others: reading works, and what you write is kept here.'
  if (!online) return 'Offline: writing is kept here and will be sent.'
  if (peerId === null) return 'Starting…'
  const people = new Set(links.map(({ person, peerId: peer }) => person ?? peer)).size
  if (people > 0) return `Linked directly with ${counted(people, 'person', 'people')}.`
  if (relays.some(({ state }) => state === 'connected')) return 'Looking for people…'
  if (relays.length === 0) return 'No relay is set: open an invite link to meet somebody.'
  return 'No relay can be reached; trying again. Writing is kept here.'
}
