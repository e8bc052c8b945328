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
/** An @ before a letter that runs from the left: among Arabic or Hebrew words it would be drawn behind its word. */
const AT_WORD = /(?<![\p{L}\p{N}\u200e])@(?=\p{L})(?![\p{Script=Arabic}\p{Script=Hebrew}])/gu
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u
/** Turns nothing but what stands beside it. */
const LEFT_TO_RIGHT = '\u200e'

/** Without marks that turn a text around, and without more marks on a letter than stay in their line. */
export function inItsLine(text: string): string {
  return text.replace(TURNED, '').replace(STACKED, (stack) => {
    let marks = 0
    return Array.from(stack)
      .filter((char) => !MARK.test(char) || (marks += 1) <= MAX_MARKS)
      .join('')
  })
}

/** A text of others as it stands in its own box. */
export function shownText(text: string): string {
  const line = inItsLine(text)
  return RIGHT_TO_LEFT.test(line) ? line.replace(AT_WORD, `${LEFT_TO_RIGHT}@`) : line
}
