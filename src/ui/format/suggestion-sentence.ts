import type { Suggestion } from '../../attention/types'
import type { PersonId } from '../../identity/types'
import { asPercent, counted } from './numbers'

/** Why somebody is suggested: "You attend Bob and Charlie, who give 41% and 8% of their attention here." */
export function suggestionSentence(
  { friends, more }: Suggestion,
  nameOf: (person: PersonId) => string,
): string {
  const names = friends.map(({ person }) => nameOf(person as PersonId))
  const shares = friends.map(({ share }) => asPercent(share))
  const give = friends.length === 1 ? 'gives' : 'give'
  const others =
    more === 0 ? '' : ` So ${more === 1 ? 'does' : 'do'} ${counted(more, 'other', 'others')} whom you attend.`
  return `You attend ${listed(names)}, who ${give} ${listed(shares)} of their attention here.${others}`
}

/** "a", "a and b", "a, b and c". */
function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}
