import { inLocale, say } from '../words/words.svelte'

const relative = inLocale(
  // In German the shortest of minutes are metres.
  (locale) =>
    new Intl.RelativeTimeFormat(locale, {
      numeric: 'auto',
      style: locale.startsWith('de') ? 'short' : 'narrow',
    }),
)
const absolute = inLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }),
)
const hour = inLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }),
)
const day = inLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }))

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** "now", "5m ago", "yesterday", or the date when it is more than a week. */
export function timeAgo(atMs: number, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - atMs)
  if (ageMs < MINUTE_MS) return say('now')
  if (ageMs < HOUR_MS) return relative().format(-Math.floor(ageMs / MINUTE_MS), 'minute')
  if (ageMs < DAY_MS) return relative().format(-Math.floor(ageMs / HOUR_MS), 'hour')
  if (ageMs < 7 * DAY_MS) return relative().format(-Math.floor(ageMs / DAY_MS), 'day')
  return day().format(atMs)
}

/** "Nov 27, 2:34 AM": for what follows one another within a few days. */
export function dayAndHour(atMs: number): string {
  return hour().format(atMs)
}

export function fullTime(atMs: number): string {
  return absolute().format(atMs)
}
