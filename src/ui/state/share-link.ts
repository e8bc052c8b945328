import type { PostView } from '../../social/types'
import { titleOf } from '../format/post-title'
import { routeToPost } from '../router.svelte'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

export function sharePost(ui: Pick<AppState, 'copy' | 'guard'>, post: PostView): Promise<void> {
  return shareLink(
    ui,
    routeToPost(post.cid, post.author),
    titleOf({ ...post, text: ui.guard.named(post.text) }),
  )
}

/**
 * Hands the address of a view to the device's own way of sharing, where it has one, else to the clipboard.
 * @param hash as `routeTo` gives it
 */
export async function shareLink(ui: Pick<AppState, 'copy'>, hash: string, title: string): Promise<void> {
  const url = `${location.href.split('#')[0] ?? ''}${hash}`
  // TypeScript believes that every browser has it.
  if ('share' in navigator) {
    try {
      return await navigator.share({ title, url })
    } catch (error) {
      // Closing the sheet is an answer; anything else leaves the clipboard.
      if (error instanceof DOMException && error.name === 'AbortError') return
    }
  }
  await ui.copy(url, say('Link copied.'))
}
