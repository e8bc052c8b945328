/**
 * The first of the muted words that stands in one of the texts, whole and whatever its capitals: "bee" is not in "been".
 * In scripts that are written without spaces it is found inside of what stands around it.
 */
export function mutedWord(
  words: readonly { readonly word: string }[],
  texts: readonly string[],
): string | null {
  const all = texts.map((text) => text.normalize('NFC').toLowerCase())
  return words.find(({ word }) => all.some((text) => hasWhole(text, word)))?.word ?? null
}

/** Written without spaces between words: there a word is found inside of what stands around it. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Letters next to a place, also those of two halves. */
const ENDS_IN_LETTER = /[\p{L}\p{N}\p{M}]$/u
const BEGINS_WITH_LETTER = /^[\p{L}\p{N}\p{M}]/u

function hasWhole(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at)
    const after = text.slice(at + word.length, at + word.length + 2)
    const isApart = !ENDS_IN_LETTER.test(before) && !BEGINS_WITH_LETTER.test(after)
    if (isApart || WITHOUT_SPACES.test(word)) return true
  }
  return false
}
