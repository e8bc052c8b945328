import { inLocale, say } from '../words/words.svelte'

const day = inLocale(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
)
const ago = inLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const agoInNumbers = inLocale((locale) => new Intl.RelativeTimeFormat(locale))

const DAY_MS = 86_400_000
const WEEK_DAYS = 7

/** "today", "yesterday", "Friday, November 6, 3 weeks ago". */
export function dayInWords(atMs: number, nowMs: number): string {
  const days = Math.round((nowMs - atMs) / DAY_MS)
  if (days === 0 || days === 1) return ago().format(-days, 'day')
  const weeks = Math.round(days / WEEK_DAYS)
  const age =
    days < WEEK_DAYS
      ? agoInNumbers().format(-days, 'day')
      : weeks === 1
        ? say('a week ago')
        : agoInNumbers().format(-weeks, 'week')
  return say('{day}, {age}', { day: day().format(atMs), age })
}
