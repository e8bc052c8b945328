/** The posts that were put aside, as all tabs of this browser have them, and what can be done with one (rules DR4 to DR8). */
import type { Synereo } from '../../app/api'
import type { DraftStore, KeptDraft } from '../../storage/draft-store'
import { keepSentence } from '../format/draft-sentence'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'
import { noted } from './notes'

type Ui = Pick<AppState, 'toast'> & { readonly app: Pick<Synereo, 'openDrafts'> }

export class DraftList {
  /** The last put aside first. */
  kept = $state.raw<readonly KeptDraft[]>([])
  /** The draft that the box takes as soon as there is one. */
  wanted = $state.raw<string | null>(null)
  readonly store: DraftStore
  readonly #ui: Pick<Ui, 'toast'>

  private constructor(ui: Ui, store: DraftStore) {
    this.#ui = ui
    this.store = store
    store.onchange(() => void this.#read())
  }

  static async open(ui: Ui): Promise<DraftList> {
    const list = new DraftList(ui, await ui.app.openDrafts())
    await list.#adoptOrphans()
    await list.#read()
    return list
  }

  /** @returns false when it is not kept, which is said */
  async keep(draft: KeptDraft, tab: string): Promise<boolean> {
    const kept = await this.#trying(() => this.store.keep(draft, tab))
    if (kept?.ok === true) this.#ui.toast(say('Kept for later, under Drafts.'))
    return kept?.ok === true
  }

  /**
   * @param aside what is being written, which goes to the list
   * @returns null when the draft is not to be had, which is said
   */
  async use(draft: KeptDraft, aside: KeptDraft | null, tab: string): Promise<KeptDraft | null> {
    const used = await this.#trying(() => this.store.use(draft.id, aside, tab, Date.now()))
    if (used?.ok !== true) return null
    if (used.value === null) this.#sayGone()
    else if (aside !== null) this.#ui.toast(say('What you were writing is kept under Drafts.'))
    return used.value
  }

  /** @param onback called when it is back, because its owner wants it back */
  async delete(draft: KeptDraft, onback: () => void): Promise<void> {
    const isDeleted = await this.#trying(() => this.store.delete(draft.id))
    if (isDeleted === false) this.#sayGone()
    if (isDeleted !== true) return
    this.#ui.toast(say('The draft was deleted.'), {
      label: say('Undo'),
      run: async () => {
        await this.#trying(() => this.store.putBack(draft))
        onback()
      },
    })
  }

  /**
   * What stood in a post is a draft before the post is withdrawn, and goes to the box then (rule DR10).
   * @param withdraw says whether it was
   * @returns false when it stays, which is said
   */
  async takeBack(draft: KeptDraft, withdraw: () => Promise<boolean>): Promise<boolean> {
    const isKept = await this.store.putBack(draft).then(
      ({ ok }) => ok,
      () => false,
    )
    if (!isKept) {
      this.#ui.toast(say('This browser cannot keep a draft now, so the post was not withdrawn.'))
      return false
    }
    if (!(await withdraw())) {
      await this.#trying(() => this.store.delete(draft.id))
      return false
    }
    this.#ui.toast(say('The post was withdrawn; what stood in it is in the box again.'))
    this.wanted = draft.id
    await this.#read()
    return true
  }

  /** Back to where it was taken from: there is no box any more. */
  async putBack(draft: KeptDraft): Promise<void> {
    await this.#trying(() => this.store.putBack(draft))
  }

  #sayGone(): void {
    this.#ui.toast(say('This draft was used or deleted in another tab.'))
  }

  /** Says what went wrong; null where the browser keeps nothing any more. */
  async #trying<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      const done = await act()
      if (isRefused(done)) this.#ui.toast(keepSentence(done.error))
      await this.#read()
      return done
    } catch {
      this.#ui.toast(say('This browser does not open its drafts: load the page again.'))
      return null
    }
  }

  async #read(): Promise<void> {
    this.kept = await this.store.all()
  }

  /** A closed tab's draft without words is found by no other tab (rule DR2 goes by words). */
  async #adoptOrphans(): Promise<void> {
    const tabs = await this.store.tabs()
    if (tabs.length === 0) return
    const { held = [] } = await navigator.locks.query()
    const open = new Set(held.map(({ name }) => name))
    for (const tab of tabs)
      if (!open.has(tab) && noted(tab) === null) await this.store.adopt(tab, crypto.randomUUID())
  }
}

type Refused = Extract<Awaited<ReturnType<DraftStore['keep']>>, { readonly ok: false }>

function isRefused(done: unknown): done is Refused {
  return typeof done === 'object' && done !== null && 'ok' in done && done.ok === false
}

let opened: Promise<DraftList> | null = null

/** One for the page: what was deleted may be wanted back from another view. */
export function draftList(ui: Ui): Promise<DraftList> {
  opened ??= DraftList.open(ui).catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}
