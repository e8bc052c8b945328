/** Sizes as people read them. */
import { inLocale } from '../words/words.svelte'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const STEP = 1000

const formats = inLocale((locale) =>
  UNITS.map((unit) => {
    // Of the short ones this one is a word, and stays as it is for none and for many: "0 byte".
    const unitDisplay = unit === 'byte' ? 'long' : 'short'
    const shared = { style: 'unit', unit, unitDisplay } as const
    return {
      fine: new Intl.NumberFormat(locale, { ...shared, maximumFractionDigits: unit === 'byte' ? 0 : 1 }),
      whole: new Intl.NumberFormat(locale, { ...shared, maximumFractionDigits: 0 }),
    }
  }),
)

/** `1_530_000` → "1.5 MB". */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit += 1
  }
  const format = formats()[unit]
  return (value >= 100 ? format?.whole : format?.fine)?.format(value) ?? ''
}
