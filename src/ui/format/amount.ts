/** Amounts of AMP: whole base units of 10⁻⁶ inside, decimals for people. */
import { inLocale } from '../words/words.svelte'

const UNITS_PER_AMP = 1_000_000
const DECIMALS = 6

const amp = inLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: DECIMALS }))

/** "1,250.5" */
export function ampText(units: number): string {
  return amp().format(units / UNITS_PER_AMP)
}

const roundAmp = inLocale(
  (locale) =>
    new Intl.NumberFormat(locale, {
      ...{ maximumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: 'morePrecision' },
    }),
)

/** "49.99" or "0.0012": where nobody counts the last unit, since an offer table floors some away. */
export function roundAmpText(units: number): string {
  return roundAmp().format(units / UNITS_PER_AMP)
}

/** As a field for numbers takes it, the same in every language. */
export function fieldText(units: number): string {
  return (units / UNITS_PER_AMP).toFixed(DECIMALS).replace(/\.?0+$/, '')
}

/** As `unitsFrom`, or 0 where that is what was typed; an emptied field is no 0. */
export function priceFrom(text: string): number | null {
  return /^0{1,10}(?:\.0{1,6})?$/.test(text.trim()) ? 0 : unitsFrom(text)
}

/** Base units; null for what is no amount above zero with at most six decimals. */
export function unitsFrom(text: string): number | null {
  const found = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (found === null) return null
  const [, whole = '', decimals = ''] = found
  const units = Number(whole) * UNITS_PER_AMP + Number(decimals.padEnd(DECIMALS, '0'))
  return Number.isSafeInteger(units) && units > 0 ? units : null
}
