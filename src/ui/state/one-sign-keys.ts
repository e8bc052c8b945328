/** Keys of one sign, as `/` and `j`. They can be turned off: who speaks to a computer says signs by mistake (rule U23). */
import { forget, note, noted } from './notes'

/** As it was called when `/` was the only one. */
const KEY = 'synereo-search-key'
/** Where letters are typed, or choose something, they are no command. */
const TYPES = 'input, textarea, select, [contenteditable], [role="textbox"], [role="listbox"]'

export function areOneSignKeysOn(): boolean {
  return noted(KEY) !== 'off'
}

export function setOneSignKeys(areOn: boolean): void {
  if (areOn) forget(KEY)
  else note(KEY, 'off')
}

/** Whether a press may be a command: nothing is being typed or put together from several keys, and no dialog is open. */
export function isCommand(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
    return false
  const isTyped = event.target instanceof Element && event.target.closest(TYPES) !== null
  return !isTyped && document.querySelector('dialog[open]') === null && areOneSignKeysOn()
}
