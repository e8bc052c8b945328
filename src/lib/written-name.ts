/** Short texts by which people call things. */

/** As it is kept: composed, without what cannot be seen at its ends or typed by hand; empty when nothing of it is seen. */
export function writtenName(typed: string): string {
  const name = typed
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .normalize('NFC')
    .trim()
  return /[^\p{Cf}\p{Z}]/u.test(name) ? name : ''
}
