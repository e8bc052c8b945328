import { writtenName } from '../../lib/written-name'

/** The part of a body that says what it warns of; none when nothing was typed. */
export function warningOf(warns: boolean, typed: string): { readonly warning?: string } {
  const warning = writtenName(typed)
  return warns && warning !== '' ? { warning } : {}
}
