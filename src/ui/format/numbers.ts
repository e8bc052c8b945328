const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 })
const few = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** `0.973` → "97%". */
export function asPercent(share: number): string {
  return percent.format(share)
}

/** Three digits that matter: enough to follow a calculation, short enough to read. */
export function shortNumber(value: number): string {
  return few.format(value)
}

/** "1 like", "3 likes"; `plural` where an s is not enough. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}

/** Below it three digits say nothing that anybody reads. */
const LEAST_SHOWN = 0.001

/** What something adds: "+0.05", and "+0.00…" of what is next to nothing. */
export function shownGain(value: number): string {
  return value > 0 && value < LEAST_SHOWN ? '+0.00…' : `+${shortNumber(value)}`
}
