/** Whom somebody means who typed a receiver of AMP (rule AM40). */
import { parsePersonId } from '../../identity/person-id'
import type { PersonId } from '../../identity/types'

export interface Named {
  readonly id: PersonId
  readonly name: string
}

/**
 * A person's id, a link to their page, or the name that one alone of those bears whom the owner follows. Anybody can
 * call themselves as they like and come near by a link or a crumb of AMP, so names of others are nobody's.
 */
export function receiverFrom(typed: string, followed: readonly Named[]): PersonId | 'nobody' | 'several' {
  const named = parsePersonId(typed.trim().split('#/person/').at(-1) ?? '')
  if (named !== null) return named
  const wanted = typed.trim().toLocaleLowerCase()
  const found = followed.filter(({ name }) => name.toLocaleLowerCase() === wanted)
  return found.length > 1 ? 'several' : (found[0]?.id ?? 'nobody')
}
