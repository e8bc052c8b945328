import { inLocale } from '../words/words.svelte'

const percent = inLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
)
const few = inLocale((locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }))
const whole = inLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }))

/** `0.973` → "97%". */
export function asPercent(share: number): string {
  return percent().format(share)
}

/** Three digits that matter: enough to follow a calculation, short enough to read. */
export function shortNumber(value: number): string {
  return few().format(value)
}

/** "1,250" */
export function wholeNumber(value: number): string {
  return whole().format(value)
}

/** Below it three digits say nothing that anybody reads. */
const LEAST_SHOWN = 0.001
const nothing = inLocale((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }))

/** What something adds: "+0.05", and "+0.00…" of what is next to nothing. */
export function shownGain(value: number): string {
  return value > 0 && value < LEAST_SHOWN ? `+${nothing().format(0)}…` : `+${shortNumber(value)}`
}

/** Half of the light is on: a fresh post of somebody whom the reader knows well, and few of the reader's friends know. */
const HALF_LIT_CURRENT = 0.25

/**
 * How much of the light is on, below 1: AMP may lift a current as far as it likes. By itself and not beside others, so that
 * no card changes when another post comes.
 */
export function lightOf(current: number): number {
  return current / (current + HALF_LIT_CURRENT)
}

/** Half a pixel of the lamp of a charge. */
const LIGHT_STEPS = 150

/**
 * A share from 0 to 1 as it is drawn. Charge leaks all the time: each bit less, drawn, would animate every card in sight
 * again and again, for nobody who could see it.
 */
export function drawnShare(share: number): number {
  return Math.round(share * LIGHT_STEPS) / LIGHT_STEPS
}
