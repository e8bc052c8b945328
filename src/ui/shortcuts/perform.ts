/** Does what a key asks for. What a post has a button for is done by that button, which says what came of it. */
import type { RecordCid } from '../../records/types'
import { goWrite } from '../go-write'
import { routeTo, searchFor } from '../router.svelte'
import type { AppState } from '../state/app-state.svelte'
import { setBookmark } from '../state/bookmark'
import { goAlong, meantItem } from './items'
import { Presses } from './presses'
import type { Act } from './table'

/** What `data-key` says of the button or link that does it. */
const PRESSED: Partial<Record<Act, string>> = { open: 'o', like: 'l', reply: 'r', share: 's' }

export class Shortcuts {
  readonly #presses = new Presses()
  readonly #ui: AppState
  readonly #showHelp: () => void

  constructor(ui: AppState, showHelp: () => void) {
    this.#ui = ui
    this.#showHelp = showHelp
  }

  /** A press that may be a command, as `isCommand` says. */
  press(event: KeyboardEvent): void {
    // What has the focus within a post does with Enter what it is for.
    if (event.key === 'Enter' && event.target !== meantItem()) return
    const act = this.#presses.read(event)
    if (act === null) return
    // The box that gets the focus does not get the letter, too.
    event.preventDefault()
    this.#perform(act)
  }

  #perform(act: Act): void {
    const { router, self, app } = this.#ui
    if (act === 'next' || act === 'previous') goAlong(act === 'next' ? 1 : -1)
    else if (act === 'bookmark') void this.#bookmark()
    else if (act === 'write') goWrite(router)
    else if (act === 'search') this.#search()
    else if (act === 'help') this.#showHelp()
    else if (act === 'profile') router.go(self === null ? '#/stream' : routeTo('person', self))
    else if (act === 'wallet') {
      if (app.network.hasMoney) router.go('#/wallet')
    } else if (PRESSED[act] === undefined) router.go(`#/${act}`)
    else meantItem()?.querySelector<HTMLElement>(`[data-key="${PRESSED[act]}"]`)?.click()
  }

  async #bookmark(): Promise<void> {
    const cid = meantItem()?.dataset['post']
    const post = cid === undefined ? null : this.#ui.social.post(cid as RecordCid)
    if (post === null) return
    const isKept = this.#ui.taste.bookmarks.some((bookmark) => bookmark.post === post.cid)
    await setBookmark(this.#ui, { post: post.cid, by: post.author }, !isKept)
  }

  #search(): void {
    const { router } = this.#ui
    if (router.route.view !== 'search') return router.go(searchFor(''))
    const field = document.querySelector<HTMLInputElement>('main [role="search"] input')
    field?.focus()
    field?.select()
  }
}
