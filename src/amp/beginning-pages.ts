/** The pages of beginnings that carry more than one message holds (beginning.ts), as they come. */
import { restOf, type Beginning, type Carried, type Page } from './beginning'
import { slotKey } from './slots'
import type { BlockId } from './types'

export class BeginningPages {
  readonly #pages = new Map<BlockId, Page>()

  has(id: BlockId): boolean {
    return this.#pages.has(id)
  }

  /** In order, up to the first that is missing. */
  of(beginning: Beginning): Page[] {
    const found: Page[] = []
    for (let rest = restOf(beginning); rest !== null;) {
      const page = this.#pages.get(rest)
      if (page === undefined) break
      found.push(page)
      rest = page.rest
    }
    return found
  }

  /**
   * @param certain beginnings of which every page is wanted
   * @param all those and others, of which a page is wanted when it goes on in order and names only what is known: so there
   *   is an end to them
   */
  keep(
    page: Page,
    certain: readonly Beginning[],
    all: readonly Beginning[],
    isKnown: (carried: Carried) => boolean,
  ): void {
    if (this.#pages.has(page.id)) return
    const isWantedBy = (beginning: Beginning): boolean => restOf(this.#lastOf(beginning)) === page.id
    const isWanted =
      certain.some(isWantedBy) ||
      (all.some((beginning) => isWantedBy(beginning) && goesOn(this.#lastOf(beginning), page)) &&
        page.carried.every(isKnown))
    if (isWanted) this.#pages.set(page.id, page)
  }

  /** Those of these beginnings. */
  keepOnly(beginnings: readonly Beginning[]): void {
    if (this.#pages.size === 0) return
    const named = new Set(beginnings.flatMap((beginning) => this.of(beginning).map(({ id }) => id)))
    for (const id of this.#pages.keys()) if (!named.has(id)) this.#pages.delete(id)
  }

  #lastOf(beginning: Beginning): Beginning | Page {
    return this.of(beginning).at(-1) ?? beginning
  }
}

/** Its places come behind those before it, each once. */
function goesOn(former: Beginning | Page, page: Page): boolean {
  const keys = [...former.carried.slice(-1), ...page.carried].map(({ slot }) => slotKey(slot))
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key)
}
