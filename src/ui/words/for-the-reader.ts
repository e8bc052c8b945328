import { skeletonOf } from '../../lib/look-alike'
import type { Language } from './language'

/** What the page calls its reader in the place of a name: "you", and "me" in a list to choose from. */
const WORDS: Readonly<Record<Language, readonly string[]>> = {
  en: ['you', 'me'],
  es: ['tú', 'mí'],
  de: ['du', 'mir'],
  ar: ['أنت', 'أنا'],
  zh: ['你', '我'],
}

/**
 * What these look like to whoever reads in the language: whoever has such a name would be taken for the reader (rule LK5). In
 * other languages it may be a name as any other.
 */
export function looksLikeReader(language: Language): ReadonlySet<string> {
  return new Set(WORDS[language].map(skeletonOf))
}
