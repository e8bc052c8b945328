import type { PostView } from '../../social/types'
import { inOneLine } from './shown-name'

/** Enough to know which post is meant. */
const TITLE_CHARS = 32
/** Of what the title is cut: finding the letters of a whole post takes quadratic time. 32 pictures of a family fit. */
const MAX_CUT_UNITS = 400

/** Of lists and quotes, as `blocks.ts` reads them, also one within another; a year, a face and a minus are none. */
const FIRST_MARKS = /^(?:\s*(?:>(?=[ >\p{L}])|(?:-|(?:0|[1-9]\d{0,2})\.)[ \t]+(?=.*[^-\s])))+/u

/** In one line, without the marks of a list or a quote that the text begins with. */
export function lineOf(text: string): string {
  return inOneLine(text.replace(FIRST_MARKS, ''))
}

/** How a post begins, in one line; empty when it has no words. */
export function postTitle(text: string): string {
  const line = lineOf(text)
  // Not between the two halves of a character.
  const cut = line.slice(0, MAX_CUT_UNITS).replace(/[\ud800-\udbff]$/, '')
  const letters = [...new Intl.Segmenter().segment(cut)].map(({ segment }) => segment)
  if (cut === line && letters.length <= TITLE_CHARS) return line
  // Of so few letters, each as wide as that, the last one may have lost its end.
  const whole = Math.min(TITLE_CHARS, Math.max(1, letters.length - 1))
  return `${letters.slice(0, whole).join('').trimEnd()}…`
}

/** By what a post is called where it is not shown: its warning, when it has one; empty when it is not held. */
export function titleOf(post: Pick<PostView, 'text' | 'warning'> | null): string {
  return postTitle(post?.warning ?? post?.text ?? '')
}
