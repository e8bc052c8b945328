const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' })

const DAY_MS = 86_400_000
const WEEK_DAYS = 7

/** "today", "yesterday", "Friday, November 6, 3 weeks ago". */
export function dayInWords(atMs: number, nowMs: number): string {
  const days = Math.round((nowMs - atMs) / DAY_MS)
  if (days === 0) return 'today'
  if (days === 1) return 'yesterday'
  const weeks = Math.round(days / WEEK_DAYS)
  const ago = days < WEEK_DAYS ? `${days} days ago` : weeks === 1 ? 'a week ago' : `${weeks} weeks ago`
  return `${day.format(atMs)}, ${ago}`
}
