import type { Synereo } from '../../app/api'
import { MAX_BOOKMARKS, type Bookmark } from '../../social/bookmarks'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

/** Marks a post to be come back to, or takes the mark away; a toast says so, and can undo it. */
export async function setBookmark(
  ui: Pick<AppState, 'toast' | 'taste'> & { readonly app: Pick<Synereo, 'setTaste'> },
  bookmark: Bookmark,
  isKept: boolean,
): Promise<void> {
  if (isKept && ui.taste.bookmarks.length >= MAX_BOOKMARKS) {
    ui.toast(say('There are as many bookmarks as this browser keeps: remove one first.'))
    return
  }
  const set = (kept: boolean): Promise<void> => ui.app.setTaste({ bookmark, isKept: kept })
  await set(isKept)
  ui.toast(isKept ? say('Bookmarked.') : say('The bookmark was removed.'), {
    label: say('Undo'),
    run: () => set(!isKept),
  })
}
