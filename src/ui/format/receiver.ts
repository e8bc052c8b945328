/** Whom somebody means who typed a receiver of AMP (rule AM40). */
import { parsePersonId } from '../../identity/person-id'
import type { PersonId } from '../../identity/types'
import { skeletonOf } from '../../lib/look-alike'

export interface Named {
  readonly id: PersonId
  readonly name: string
}

/**
 * A person's id, a link to their page, or the name that is like that of one alone of those whom the owner follows. Anybody can
 * call themselves as they like and come near by a link or a crumb of AMP, so names of others are nobody's.
 */
export function receiverFrom(typed: string, followed: readonly Named[]): PersonId | 'nobody' | 'several' {
  const named = parsePersonId(typed.trim().split('#/person/').at(-1) ?? '')
  if (named !== null) return named
  const found = calledLike(typed, followed)
  return found.length > 1 ? 'several' : (found[0]?.id ?? 'nobody')
}

/** Those whose names look like what is typed: nobody types a Cyrillic letter to tell two apart (rule LK1). */
export function calledLike(typed: string, people: readonly Named[]): readonly Named[] {
  const wanted = skeletonOf(typed)
  return wanted === '' ? [] : people.filter(({ name }) => skeletonOf(name) === wanted)
}
