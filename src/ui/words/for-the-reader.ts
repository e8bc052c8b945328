import { skeletonOf } from '../../lib/look-alike'

/** What the page calls its reader in the place of a name ("you", and "me" in a list to choose from), in each of its languages. */
const WORDS = ['you', 'me', 'tú', 'mí', 'du', 'mir', 'أنت', 'أنا', '你', '我']

/** What these look like: whoever has such a name would be taken for the reader (rule LK5). */
export const LOOKS_LIKE_READER: ReadonlySet<string> = new Set(WORDS.map(skeletonOf))
