/** Which keys of one sign do what: the list that is shown and what is done are both made of it (rule U23). */
import { say } from '../words/words.svelte'

export type Act =
  | 'next'
  | 'previous'
  | 'open'
  | 'like'
  | 'reply'
  | 'share'
  | 'bookmark'
  | 'write'
  | 'search'
  | 'help'
  | 'stream'
  | 'latest'
  | 'notifications'
  | 'messages'
  | 'wallet'
  | 'profile'

export interface Shortcut {
  readonly act: Act
  /** Each does it: a key, or two that are pressed one after the other. */
  readonly keys: readonly (readonly [string] | readonly [string, string])[]
  /** For whom reads what there is. */
  readonly does: () => string
  /** Goes on while the key is held; what is held by mistake must not like and unlike. */
  readonly repeats?: true
}

export const POST_KEYS: readonly Shortcut[] = [
  { act: 'next', keys: [['j']], does: () => say('Goes to the next post or comment'), repeats: true },
  { act: 'previous', keys: [['k']], does: () => say('Goes to the one before'), repeats: true },
  { act: 'open', keys: [['o'], ['Enter']], does: () => say('Opens the post') },
  { act: 'like', keys: [['l']], does: () => say('Likes the post, or likes it no more') },
  { act: 'reply', keys: [['r']], does: () => say('Comments on the post, or answers the comment') },
  { act: 'share', keys: [['s']], does: () => say('Shares the post, or shares it no more') },
  { act: 'bookmark', keys: [['b']], does: () => say('Bookmarks the post, or removes the bookmark') },
]

export const PAGE_KEYS: readonly Shortcut[] = [
  { act: 'write', keys: [['n']], does: () => say('Goes to where a post is written') },
  { act: 'search', keys: [['/']], does: () => say('Opens the search') },
  { act: 'help', keys: [['?']], does: () => say('Opens this list') },
]

export const VIEW_KEYS: readonly Shortcut[] = [
  { act: 'stream', keys: [['g', 's']], does: () => say('Stream') },
  { act: 'latest', keys: [['g', 'l']], does: () => say('Latest') },
  { act: 'notifications', keys: [['g', 'n']], does: () => say('Notifications') },
  { act: 'messages', keys: [['g', 'm']], does: () => say('Messages | letters') },
  { act: 'wallet', keys: [['g', 'w']], does: () => say('Wallet') },
  { act: 'profile', keys: [['g', 'p']], does: () => say('My profile') },
]

export const SHORTCUTS: readonly Shortcut[] = [...POST_KEYS, ...PAGE_KEYS, ...VIEW_KEYS]
