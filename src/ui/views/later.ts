/**
 * The views that the first paint does not wait for. They are fetched when asked for, and all of them once the page has
 * come to rest, so that going to one draws it at once, also when the line has gone meanwhile.
 */
import type { Component } from 'svelte'
import {
  fetchAmplify,
  fetchJourney,
  fetchImageViewer,
  fetchKeyHelp,
  fetchLabel,
  fetchLabelNotes,
  fetchPostMenu,
  fetchShare,
  fetchTip,
  fetchWhyHere,
  fetchWithdraw,
} from '../components/later-dialogs'
import { words } from '../words/words.svelte'

const LATER = {
  latest: () => import('./LatestView.svelte'),
  connections: () => import('./ConnectionsView.svelte'),
  wallet: () => import('./WalletView.svelte'),
  network: () => import('./NetworkView.svelte'),
  messages: () => import('./MessagesView.svelte'),
  conversation: () => import('./ConversationView.svelte'),
  notifications: () => import('./NotificationsView.svelte'),
  search: () => import('./SearchView.svelte'),
  attention: () => import('./AttentionView.svelte'),
  storage: () => import('./StorageView.svelte'),
  bookmarks: () => import('./BookmarksView.svelte'),
  settings: () => import('./SettingsView.svelte'),
  found: () => import('./FoundView.svelte'),
  synereos: () => import('./SynereosView.svelte'),
  tag: () => import('./TagView.svelte'),
  lens: () => import('./LensView.svelte'),
  post: () => import('./PostView.svelte'),
  person: () => import('./PersonView.svelte'),
}

export type LaterView = keyof typeof LATER

/** A view with what the address says of it; which it takes, `App.svelte` knows. */
type AnyView = Component<Record<string, string>>

const fetched = new Map<LaterView, AnyView>()

/** Null until it has been fetched. */
export function fetchedView(name: LaterView): AnyView | null {
  return fetched.get(name) ?? null
}

/** Rejects when the host does not answer. */
export async function fetchView(name: LaterView): Promise<AnyView> {
  const [module] = await Promise.all([LATER[name](), words.fetchLater()])
  const view = module.default as unknown as AnyView
  fetched.set(name, view)
  return view
}

/** Asks for the rest, one after the other; what does not come is asked for again when it is needed. */
export async function fetchAllViews(): Promise<void> {
  for (const name of Object.keys(LATER) as LaterView[]) await fetchView(name).catch(() => undefined)
  const dialogs = [
    fetchPostMenu,
    fetchWhyHere,
    fetchShare,
    fetchAmplify,
    fetchImageViewer,
    fetchLabel,
    fetchLabelNotes,
    fetchKeyHelp,
    fetchTip,
    fetchJourney,
    fetchWithdraw,
  ]
  for (const dialog of dialogs) await dialog().catch(() => undefined)
}
