/** Reads presses, one after the other, as what they ask for. */
import { SHORTCUTS, type Act, type Shortcut } from './table'

/** Longer after the first of two keys nobody knows any more that it was pressed. */
export const SECOND_KEY_MS = 1_500

export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'repeat' | 'timeStamp'>

export class Presses {
  #first = ''
  #firstMs = 0

  /** What this press asks for, after those before it; null when nothing, or nothing yet. */
  read(press: Press): Act | null {
    const key = signOf(press)
    const first = press.timeStamp - this.#firstMs <= SECOND_KEY_MS ? this.#first : ''
    // A second key that leads nowhere does not do what it does alone: it was not meant so.
    const found = first === '' ? shortcut([key]) : shortcut([first, key])
    const begins = first === '' && !press.repeat && isFirstOfTwo(key)
    // Shift by itself is on its way to a sign.
    if (key !== 'Shift') this.#first = begins ? key : ''
    this.#firstMs = press.timeStamp
    return found === undefined || (press.repeat && found.repeats !== true) ? null : found.act
  }
}

function shortcut(pressed: readonly string[]): Shortcut | undefined {
  return SHORTCUTS.find(({ keys }) => keys.some((these) => these.join(' ') === pressed.join(' ')))
}

function isFirstOfTwo(key: string): boolean {
  return SHORTCUTS.some(({ keys }) => keys.some(([first, second]) => second !== undefined && first === key))
}

/**
 * The sign of a key as the table writes it. Whoever types Arabic or Cyrillic has no j: there it is the key in that place.
 * Signs may need Shift, as `/` does in German; a letter with Shift is another one.
 */
function signOf({ key, code, shiftKey }: Press): string {
  if (key === '؟') return '?'
  if (!/^\p{L}$/u.test(key)) return key
  if (shiftKey) return ''
  const isLatin = /^\p{Script=Latin}$/u.test(key)
  return (isLatin ? key : code.replace(/^Key/, '')).toLowerCase()
}
