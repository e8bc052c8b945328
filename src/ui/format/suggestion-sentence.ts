import type { Suggestion } from '../../attention/types'
import type { PersonId } from '../../identity/types'
import { inLocale, say, sayCount, written } from '../words/words.svelte'
import { asPercent } from './numbers'

const list = inLocale((locale) => new Intl.ListFormat(locale))

/** Why somebody is suggested: "You attend Bob and Charlie, who give 41% and 8% of their attention here." */
export function suggestionSentence(
  { friends, more }: Suggestion,
  nameOf: (person: PersonId) => string,
): string {
  const names = list().format(friends.map(({ person }) => written(nameOf(person as PersonId))))
  const shares = list().format(friends.map(({ share }) => asPercent(share)))
  const reason =
    friends.length === 1
      ? say('You attend {name}, who gives {share} of their attention here.', { name: names, share: shares })
      : say('You attend {names}, who give {shares} of their attention here.', { names, shares })
  if (more === 0) return reason
  const others = sayCount(
    more,
    'So does {count} other whom you attend.',
    'So do {count} others whom you attend.',
  )
  return say('{reason} {others}', { reason, others })
}
