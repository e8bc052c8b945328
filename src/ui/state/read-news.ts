/**
 * Which notifications have been read, each by its own id: by their dates somebody whose clock is ahead would hide what others
 * write until then, and what was written earlier and came later would never be new (rule NO13).
 */

/** About 80 kB in this browser, and more than a list of notifications shows that anybody looks through. */
export const MAX_READ_IDS = 1000

export interface Read {
  /** Whatever is dated until then is read: so far goes what is too much to be kept by id. Unix milliseconds. */
  readonly until: number
  /** The rest by id, with its date. */
  readonly dates: Readonly<Record<string, number>>
}

export interface Told {
  readonly id: string
  readonly time: number
}

const NOTHING: Read = { until: 0, dates: {} }

export function isRead({ until, dates }: Read, { id, time }: Told): boolean {
  return time <= until || Object.hasOwn(dates, id)
}

export function reading(read: Read, told: readonly Told[]): Read {
  return bounded(read.until, { ...read.dates, ...Object.fromEntries(told.map(({ id, time }) => [id, time])) })
}

/** What either of two tabs has read. */
export function joined(a: Read, b: Read): Read {
  return bounded(Math.max(a.until, b.until), { ...a.dates, ...b.dates })
}

export function readToText({ until, dates }: Read): string {
  return JSON.stringify({ until, dates })
}

/** What this browser noted; a bare number is of a page that kept no ids. */
export function readFromText(text: string | null): Read {
  if (text === null) return NOTHING
  try {
    const kept: unknown = JSON.parse(text)
    if (typeof kept === 'number') return { until: kept, dates: {} }
    if (typeof kept !== 'object' || kept === null) return NOTHING
    const { until, dates } = kept as Partial<Record<keyof Read, unknown>>
    if (typeof until !== 'number' || typeof dates !== 'object' || dates === null) return NOTHING
    const entries = Object.entries(dates).filter((entry): entry is [string, number] =>
      Number.isFinite(entry[1]),
    )
    return bounded(until, Object.fromEntries(entries))
  } catch {
    return NOTHING
  }
}

/** Of too many the earliest dated go: somebody dated ahead stays by id and hides nobody. */
function bounded(until: number, dates: Readonly<Record<string, number>>): Read {
  const latestFirst = Object.entries(dates)
    .filter(([, time]) => time > until)
    .sort(([, a], [, b]) => b - a)
  return {
    until: latestFirst[MAX_READ_IDS]?.[1] ?? until,
    dates: Object.fromEntries(latestFirst.slice(0, MAX_READ_IDS)),
  }
}
