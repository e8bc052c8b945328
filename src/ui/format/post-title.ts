import type { PostView } from '../../social/types'
import { inOneLine } from './shown-name'

/** Enough to know which post is meant. */
const TITLE_CHARS = 32

/** How a post begins, in one line; empty when it has no words. */
export function postTitle(text: string): string {
  const line = inOneLine(text)
  const letters = [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment)
  return letters.length <= TITLE_CHARS ? line : `${letters.slice(0, TITLE_CHARS).join('').trimEnd()}…`
}

/** By what a post is called where it is not shown: its warning, when it has one; empty when it is not held. */
export function titleOf(post: Pick<PostView, 'text' | 'warning'> | null): string {
  return postTitle(post?.warning ?? post?.text ?? '')
}
