/** The keys that work anywhere: `/` and `?`. They can be turned off: who speaks to a computer says signs by mistake. */
import { forget, note, noted } from './notes'

const KEY = 'synereo-search-key'
/** Where letters are typed, or choose something, they are no command. */
const TYPES = 'input, textarea, select, [contenteditable], [role="textbox"], [role="listbox"]'

export function isSearchKeyOn(): boolean {
  return noted(KEY) !== 'off'
}

export function setSearchKey(isOn: boolean): void {
  if (isOn) forget(KEY)
  else note(KEY, 'off')
}

/** Brings the reader to the search. */
export function isSearchKey(event: KeyboardEvent): boolean {
  return isCommand(event, '/')
}

/** Lists the keys. */
export function isHelpKey(event: KeyboardEvent): boolean {
  return isCommand(event, '?')
}

/** Unless it is typed somewhere or a dialog is open. */
function isCommand(event: KeyboardEvent, key: '/' | '?'): boolean {
  if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const isTyped = event.target instanceof Element && event.target.closest(TYPES) !== null
  return !isTyped && document.querySelector('dialog[open]') === null && isSearchKeyOn()
}
