/** Short texts by which people call things. */

/** As it is kept: composed, without what cannot be seen at its ends or typed by hand; empty when nothing of it is seen. */
export function writtenName(typed: string): string {
  const name = typed
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .normalize('NFC')
    .trim()
  return isSeen(name) ? name : ''
}

/** Letters that are none: fillers, marks that join or choose what is beside them, the empty pattern of braille. */
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether anything of a text is seen. */
export function isSeen(text: string): boolean {
  return !UNSEEN.test(text)
}

/** What others have written, as it counts here: a warning of which nothing is seen is none. */
export function seenOrNull(text: string | undefined): string | null {
  return text !== undefined && isSeen(text) ? text : null
}
