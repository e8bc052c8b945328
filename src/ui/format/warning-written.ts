import { writtenName } from '../../lib/written-name'
import { MAX_WARNING_CHARS } from '../../records/limits'
import { say } from '../words/words.svelte'

/** The part of a body that says what it warns of; none when nothing was typed. */
export function warningOf(warns: boolean, typed: string): { readonly warning?: string } {
  const warning = writtenName(typed)
  return warns && warning !== '' ? { warning } : {}
}

/** What is missing of a warning that is switched on and blank: sent without a word, it would fold nothing. */
export function warningLacks(warns: boolean, typed: string): string | null {
  const isBlank = warns && writtenName(typed) === ''
  return isBlank ? say('Say what people should know before they open it, or remove the warning.') : null
}

/** One that is too long does not go out, and neither does what it would fold (rule U42). */
export function isWarningShort(warns: boolean, typed: string): boolean {
  return !warns || writtenName(typed).length <= MAX_WARNING_CHARS
}
