/**
 * Arabic writes what stands before a word into it: the, and, with the, for the. Who looks for “school” finds “and the school”
 * (rule SE11). Which letters, and how many must be left, are those of light stemming (Larkey et al., light10).
 */

/** The article, alone or with what is written before it. */
const ARTICLE = /^(?:[وبكف]?ال|لل)(?=\p{Script=Arabic}{2})/u
/** And. Many words of three letters begin with this one. */
const AND = /^و(?=\p{Script=Arabic}{3})/u
/** In a question the article goes where a whole word is left: of a shorter one somebody may still be typing the rest. */
const MIN_ASKED_CHARS = 3

/** @returns what the word is without what stands before it; null where nothing does */
export function withoutArticle(key: string): string | null {
  return without(ARTICLE, key) ?? without(AND, key)
}

/** As somebody asks for it: with the article or without is the same. */
export function asAsked(key: string): string {
  const bare = without(ARTICLE, key)
  return bare !== null && bare.length >= MIN_ASKED_CHARS ? bare : key
}

function without(before: RegExp, key: string): string | null {
  const bare = key.replace(before, '')
  return bare === key ? null : bare
}
