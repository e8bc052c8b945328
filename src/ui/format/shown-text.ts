/** Texts of others as they are drawn; what is kept, searched and signed stays as it was written (rule U25). */

/**
 * Marks that turn what follows until another mark ends it: read backwards, a text says what it does not, and puts something
 * else behind a link. Which way letters run is known without; the marks that stand for one letter each stay.
 */
const TURNED = /[\u202a-\u202e\u2066-\u2069]/g
/** The most that anybody needs above or below a letter: Vietnamese two, Thai two, Hebrew with signs for singing four. */
const MAX_MARKS = 4
/** With what is not seen between them marks stand on the same letter. */
const STACKED = /[\p{Mn}\p{Me}\p{Cf}]{5,}/gu
const MARK = /[\p{Mn}\p{Me}]/u

/** Without marks that turn a text around, and without more marks on a letter than stay in their line. */
export function shownText(text: string): string {
  return text.replace(TURNED, '').replace(STACKED, (stack) => {
    let marks = 0
    return Array.from(stack)
      .filter((char) => !MARK.test(char) || (marks += 1) <= MAX_MARKS)
      .join('')
  })
}
