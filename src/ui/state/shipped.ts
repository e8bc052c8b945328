import type { PersonId } from '../../identity/types'
import type { Language } from '../words/language'

/**
 * Of those whose posts came with the page, whose its reader is shown (rule SH3): who write the reader's language, else
 * English, else whoever there is.
 */
export function shippedIn(language: Language, shipped: ReadonlyMap<PersonId, string>): ReadonlySet<PersonId> {
  const all = [...shipped]
  const inOne = [language, 'en'].map((wanted) => all.filter(([, written]) => written === wanted))
  return new Set((inOne.find((some) => some.length > 0) ?? all).map(([person]) => person))
}

/** Whose posts came with the page for readers of other languages; whoever is followed is read in any. */
export function shippedForOthers(
  language: Language,
  shipped: ReadonlyMap<PersonId, string>,
  hasFollowed: (person: PersonId) => boolean,
): readonly PersonId[] {
  const own = shippedIn(language, shipped)
  return [...shipped.keys()].filter((person) => !own.has(person) && !hasFollowed(person))
}
