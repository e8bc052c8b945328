import { skeletonOf } from '../../lib/look-alike'
import { inOneLine } from './shown-name'

/** Those between which the page says the name, in its languages: one within would end it. */
const QUOTES = /["“”„«»]/g

/** As it stands between the page's own quotes. */
export function shownNetwork(name: string): string {
  return inOneLine(name).replace(QUOTES, '’')
}

/** Whether a network could be taken for the present one by its name, which anybody may write into a file. */
export function isNamedAlike(name: string, present: string): boolean {
  return skeletonOf(name).includes(skeletonOf(present))
}
