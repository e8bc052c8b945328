/**
 * Posts that were put aside, and the pictures of those that are being written: in a database of its own, since drafts are
 * this browser's, of no network, as the one that each tab writes is (src/ui/state/post-draft.ts). Not beside that one in
 * `localStorage`, which has 5 MB in all and no files, and where two tabs cannot take a draft so that one of them gets it.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { isQuotaExceeded } from './open'

/** More is an archive and no list to be looked through; nothing is dropped for another one, so one more is refused. */
export const MAX_KEPT_DRAFTS = 50
/** Of pictures in all drafts, as a camera leaves them: a browser that is short of room gives a page about a gigabyte. */
export const MAX_KEPT_PICTURE_BYTES = 200_000_000

export interface KeptPicture {
  readonly file: File
  readonly alt: string
}

export interface KeptDraft {
  readonly id: string
  readonly text: string
  /** Whom the names in the text stand for. */
  readonly called: readonly { readonly name: string; readonly person: PersonId }[]
  /** Null when it warns of nothing. */
  readonly warning: string | null
  readonly pictures: readonly KeptPicture[]
  /** Unix milliseconds; when it was put aside. */
  readonly changedMs: number
}

/** The pictures of the post that is being written in a tab; its words are kept in `localStorage`. */
export interface OpenPictures {
  readonly pictures: readonly KeptPicture[]
  readonly changedMs: number
}

export type KeepError =
  | { readonly reason: 'tooMany'; readonly most: number }
  | { readonly reason: 'tooLarge'; readonly mostBytes: number }
  | { readonly reason: 'noRoom' }

/** Otherwise than those of networks, of which one may be called drafts. */
const NAME = 'drafts-of-synereo'

interface DraftDb extends DBSchema {
  kept: { key: string; value: KeptDraft }
  /** By the name under which a tab keeps its draft. */
  open: { key: string; value: OpenPictures }
}

/** What is put aside is taken out of the box: it has reached the disk before. */
const STRICT = { durability: 'strict' } as const

export class DraftStore {
  readonly #db: IDBPDatabase<DraftDb>
  /** The other tabs show the same list. */
  readonly #channel = new BroadcastChannel(NAME)

  private constructor(db: IDBPDatabase<DraftDb>) {
    this.#db = db
  }

  static async open(): Promise<DraftStore> {
    const db = await openDB<DraftDb>(NAME, 1, {
      upgrade(upgraded) {
        upgraded.createObjectStore('kept', { keyPath: 'id' })
        upgraded.createObjectStore('open')
      },
      blocking: () => db.close(),
    })
    return new DraftStore(db)
  }

  /** Called when another tab has put something aside, or taken it. */
  onchange(changed: () => void): void {
    this.#channel.onmessage = changed
  }

  /** The last put aside first. */
  async all(): Promise<KeptDraft[]> {
    return (await this.#db.getAll('kept')).sort((a, b) => b.changedMs - a.changedMs)
  }

  /** From then on it is in the list, and its pictures are not those of the tab any more. */
  async keep(draft: KeptDraft, tab: string): Promise<Result<void, KeepError>> {
    const transaction = this.#db.transaction(['kept', 'open'], 'readwrite', STRICT)
    const kept = transaction.objectStore('kept')
    const others = await kept.getAll()
    if (others.length >= MAX_KEPT_DRAFTS) return err({ reason: 'tooMany', most: MAX_KEPT_DRAFTS })
    if (bytesOf(draft) > 0 && bytesOf(...others, draft) > MAX_KEPT_PICTURE_BYTES)
      return err({ reason: 'tooLarge', mostBytes: MAX_KEPT_PICTURE_BYTES })
    return this.#done(kept.put(draft), transaction.objectStore('open').delete(tab), transaction.done)
  }

  /**
   * Takes a draft from the list into a tab. In the same step what is being written there goes to the list, whether there
   * is room for one more or not: whatever happens, each is in one place.
   * @returns null where another tab took it before; then nothing is put aside
   */
  async use(
    id: string,
    aside: KeptDraft | null,
    tab: string,
    nowMs: number,
  ): Promise<Result<KeptDraft | null, KeepError>> {
    const transaction = this.#db.transaction(['kept', 'open'], 'readwrite', STRICT)
    const [kept, open] = [transaction.objectStore('kept'), transaction.objectStore('open')]
    const draft = await kept.get(id)
    if (draft === undefined) return ok(null)
    const { pictures } = draft
    const done = await this.#done(
      kept.delete(id),
      pictures.length > 0 ? open.put({ pictures, changedMs: nowMs }, tab) : open.delete(tab),
      aside === null ? null : kept.put(aside),
      transaction.done,
    )
    return done.ok ? ok(draft) : done
  }

  /** @returns false where another tab took it before */
  async delete(id: string): Promise<boolean> {
    const transaction = this.#db.transaction('kept', 'readwrite', STRICT)
    if ((await transaction.store.getKey(id)) === undefined) return false
    await this.#done(transaction.store.delete(id), transaction.done)
    return true
  }

  /** One that was deleted; there was room for it a moment ago. */
  async putBack(draft: KeptDraft): Promise<Result<void, KeepError>> {
    const transaction = this.#db.transaction('kept', 'readwrite', STRICT)
    return this.#done(transaction.store.put(draft), transaction.done)
  }

  async pictures(tab: string): Promise<OpenPictures | null> {
    return (await this.#db.get('open', tab)) ?? null
  }

  /** On a full disk they last as long as the page, as all of a draft did that was never put aside. */
  async setPictures(tab: string, open: OpenPictures): Promise<void> {
    if (open.pictures.length === 0) return this.#db.delete('open', tab)
    try {
      await this.#db.put('open', open, tab)
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error
    }
  }

  /** The tabs whose pictures are kept. */
  async tabs(): Promise<string[]> {
    return this.#db.getAllKeys('open')
  }

  /** The pictures of a tab that nobody will open again become a draft of their own. */
  async adopt(tab: string, id: string): Promise<void> {
    const transaction = this.#db.transaction(['kept', 'open'], 'readwrite')
    const open = await transaction.objectStore('open').get(tab)
    if (open === undefined) return
    const draft: KeptDraft = { id, text: '', called: [], warning: null, ...open }
    await this.#done(
      transaction.objectStore('kept').put(draft),
      transaction.objectStore('open').delete(tab),
      transaction.done,
    )
  }

  async #done(...writes: readonly unknown[]): Promise<Result<void, KeepError>> {
    try {
      await Promise.all(writes)
    } catch (error) {
      if (isQuotaExceeded(error)) return err({ reason: 'noRoom' })
      throw error
    }
    this.#channel.postMessage(null)
    return ok(undefined)
  }
}

function bytesOf(...drafts: readonly KeptDraft[]): number {
  return drafts.flatMap(({ pictures }) => pictures).reduce((sum, { file }) => sum + file.size, 0)
}
