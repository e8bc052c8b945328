import { tick } from 'svelte'
import type { Sighted } from './long-list/list-window.svelte'
import { giveBackFocus, pressedLink, type PressedLink } from './pressed-link'

/** Routes live behind the `#`, so that any static host will do. */

/** Of which the address says nothing more, and which are fetched later. */
const PLAIN = [
  'latest',
  'bookmarks',
  'synereos',
  'network',
  'notifications',
  'wallet',
  'attention',
  'connections',
  'storage',
  'settings',
  'found',
] as const
type Plain = (typeof PLAIN)[number]

export type Route =
  | { readonly view: Plain | 'stream' }
  /** No view has this address. */
  | { readonly view: 'nowhere' }
  | { readonly view: 'tag' | 'person' | 'lens' | 'join'; readonly id: string }
  /** `by` is whom the link says to have written it: who does not hold it asks for their log; `comment`, where it is opened. */
  | { readonly view: 'post'; readonly id: string; readonly by: string; readonly comment: string }
  | { readonly view: 'search'; readonly typed: string }
  /** Asks for AMP; `asked` says what for (format/pay-link.ts). */
  | { readonly view: 'pay'; readonly id: string; readonly asked: string }
  /** Without a person all conversations. */
  | { readonly view: 'messages'; readonly id: string }

const WITH_ID: ReadonlySet<string> = new Set(['tag', 'person', 'lens', 'join'])

export function parseRoute(hash: string): Route {
  const [path = '', asked = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  const [view = '', id = ''] = path.split('/')
  if (view === 'search') return { view, typed: new URLSearchParams(asked).get('q') ?? '' }
  if (view === 'pay') return { view, id: decoded(id), asked }
  if (view === 'post' && id !== '') {
    const named = new URLSearchParams(asked)
    return { view, id: decoded(id), by: named.get('by') ?? '', comment: named.get('comment') ?? '' }
  }
  if (view === 'messages') return { view, id: decoded(id) }
  if (WITH_ID.has(view) && id !== '') return { view, id: decoded(id) } as Route
  if (view === '' || view === 'stream') return { view: 'stream' }
  return { view: isPlain(view) ? view : 'nowhere' }
}

export function isPlain(view: string): view is Plain {
  return PLAIN.includes(view as Plain)
}

export function routeTo(view: 'tag' | 'post' | 'person' | 'lens' | 'messages', id: string): string {
  return `#/${view}/${encodeURIComponent(id)}`
}

/** Who does not hold the post asks for the log of whom the address names. @param comment the one to open it at */
export function routeToPost(post: string, by: string, comment: string | null = null): string {
  const asked = new URLSearchParams({ by, ...(comment !== null && { comment }) })
  return `${routeTo('post', post)}?${asked.toString()}`
}

export function searchFor(typed: string): string {
  return typed === '' ? '#/search' : `#/search?${new URLSearchParams({ q: typed }).toString()}`
}

/** What a history entry remembers while its page is left. */
export interface Left {
  readonly scrollPx: number
  /** Of a long list the first item in sight: it finds the place again also where heights are not known yet. */
  readonly item?: Sighted
  readonly pressed?: PressedLink
}

const NOWHERE: Left = { scrollPx: 0 }
/** The reader rests: often enough to find the place again, seldom enough for the browser's limit on history changes. */
const REST_MS = 200

export class Router {
  route = $state.raw<Route>(parseRoute(location.hash))
  /** Grows with every navigation, also to the view that is open: its heading takes the focus, its list brings what is new. */
  visits = $state(0)
  /** The address is the one that the page was loaded with: whoever made the link chose it, and nothing was pressed here. */
  isFromOutside = $state(true)
  /** The reader came back to this page by the browser's own buttons or a reload, and finds it as it was left … */
  isReturn: boolean
  /** … this far down. */
  leftPx: number
  /** What the page's list is to find again, once. */
  #left: Left | null
  /** By which link this page was left, or will be. */
  #pressed: PressedLink | null = null
  #sighted: () => Sighted | null = () => null

  constructor() {
    // A new entry has no state; one that was left has, also after a reload.
    const read = (): Left | null => history.state as Left | null
    this.#left = read()
    this.isReturn = this.#left !== null
    this.leftPx = this.#left?.scrollPx ?? 0
    const note = (): void => history.replaceState(this.#here(), '')
    const loadedWith = location.hash
    let resting: ReturnType<typeof setTimeout> | undefined
    addEventListener('scroll', () => {
      clearTimeout(resting)
      resting = setTimeout(note, REST_MS)
    })
    // A page that is never scrolled is one to come back to as well; noted when it goes away it is not kept.
    history.replaceState(this.#left ?? NOWHERE, '')
    addEventListener('pagehide', note)
    addEventListener('click', ({ target, ctrlKey, metaKey, shiftKey }) => {
      const link = target instanceof Element ? target.closest('a') : null
      if (link === null || ctrlKey || metaKey || shiftKey) return
      if (link.getAttribute('href') !== location.hash) {
        this.#pressed = pressedLink(link)
        // The entry is left by the browser after this.
        note()
        return
      }
      // The address stays, so the browser does nothing: the view begins at its top again (rule ST16).
      this.visits += 1
      scrollTo({ top: 0, behavior: 'instant' })
    })
    addEventListener('hashchange', () => {
      clearTimeout(resting)
      this.#left = read()
      this.isReturn = this.#left !== null
      this.leftPx = this.#left?.scrollPx ?? 0
      this.route = parseRoute(location.hash)
      this.isFromOutside = location.hash === loadedWith
      this.visits += 1
      const [top, visit, pressed] = [this.leftPx, this.visits, this.#left?.pressed ?? null]
      this.#pressed = pressed
      history.replaceState(this.#left ?? NOWHERE, '')
      // The other view has to be drawn before it can be scrolled; its list may have done so.
      void tick().then(() => {
        if (!this.isReturn || this.#left !== null) scrollTo({ top, behavior: 'instant' })
        if (pressed !== null) giveBackFocus(pressed, () => this.visits !== visit)
      })
    })
  }

  go(hash: string): void {
    location.hash = hash
  }

  /** The page stays as it is and has another address from now on. @param isNew and the browser's "back" the former one */
  rename(hash: string, isNew: boolean): void {
    const state = this.#here()
    if (isNew) history.pushState(state, '', hash)
    else history.replaceState(state, '', hash)
    this.route = parseRoute(hash)
  }

  get left(): Left | null {
    return this.#left
  }

  /** For the list of the view that has just been opened; null when it is to begin at its top. */
  takeLeft(): Left | null {
    const left = this.#left
    this.#left = null
    return left
  }

  /** While a list is shown: its first item in sight. Returns what ends that. */
  remember(sighted: () => Sighted | null): () => void {
    this.#sighted = sighted
    // Of this history entry: the browser would go to where the post was in pixels, after the list has gone to the post.
    history.scrollRestoration = 'manual'
    return () => {
      if (this.#sighted !== sighted) return
      this.#sighted = () => null
      history.scrollRestoration = 'auto'
    }
  }

  #here(): Left {
    const item = this.#sighted()
    const pressed = this.#pressed
    return { scrollPx: scrollY, ...(item !== null && { item }), ...(pressed !== null && { pressed }) }
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
