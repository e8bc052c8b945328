import type { Found } from '../../search/types'
import { inLocale, say, sayCount } from '../words/words.svelte'

const list = inLocale((locale) => new Intl.ListFormat(locale))

/** How much was found; for who does not see it, also that something was. */
export function foundSentence({ people, tags, writings, isTolerant }: Found): string {
  const counts = [
    ...(people.count > 0 ? [sayCount(people.count, '{count} person', '{count} people')] : []),
    ...(tags.count > 0 ? [sayCount(tags.count, '{count} tag', '{count} tags')] : []),
    ...(writings.count > 0
      ? [sayCount(writings.count, '{count} post or comment', '{count} posts and comments')]
      : []),
  ]
  if (counts.length === 0) return say('Nothing found.')
  const all = list().format(counts)
  return isTolerant
    ? say('Nothing is written like this. Near to it: {all}.', { all })
    : say('Found: {all}.', { all })
}
