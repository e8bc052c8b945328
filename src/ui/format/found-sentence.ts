import type { Found } from '../../search/types'
import { counted } from './numbers'

/** How much was found; for who does not see it, also that something was. */
export function foundSentence({ people, tags, writings, isTolerant }: Found): string {
  const counts = [
    ...(people.count > 0 ? [counted(people.count, 'person', 'people')] : []),
    ...(tags.count > 0 ? [counted(tags.count, 'tag')] : []),
    ...(writings.count > 0 ? [counted(writings.count, 'post or comment', 'posts and comments')] : []),
  ]
  if (counts.length === 0) return 'Nothing found.'
  const all = new Intl.ListFormat('en').format(counts)
  return isTolerant ? `Nothing is written like this. Near to it: ${all}.` : `Found: ${all}.`
}
