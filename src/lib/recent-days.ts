/** Days on which something was so, of late. Counted in UTC since 1970. Pure. */

const DAY_MS = 86_400_000

/** What was so longer ago says little of today. */
const RECENT_DAYS = 30

export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS)
}

/** A day that is still to come was noted by a clock that has been set back since. */
export function recentDays(days: readonly number[], nowMs: number): number[] {
  const today = dayOf(nowMs)
  return days.filter((day) => day > today - RECENT_DAYS && day <= today)
}
