/** How many of those whom a table names may look, and what that costs: a range, from who was about lately (rule AM26). */
import type { Offer } from './table'
import type { AccountId, Cid } from './types'

export interface Reach {
  readonly people: number
  /** Base units. */
  readonly spent: number
}

export interface Forecast {
  /** If only those look who were about within as long as the campaign runs … */
  readonly least: Reach
  /** … and if everybody does who was about within a week. */
  readonly most: Reach
}

/** A forecast as it is kept, to be compared with what came of it. */
export interface KeptForecast extends Forecast {
  readonly campaign: string
}

/** Who was not seen for longer is not counted on. */
const LATELY_MS = 7 * 86_400_000

/**
 * @param seenMs when each was last heard of, by records or claims; null for never. Who is about without doing anything is
 * not seen, so more may look than the range says.
 */
export function forecast(
  rows: readonly Offer[],
  seenMs: (person: AccountId) => number | null,
  nowMs: number,
  lastsMs: number,
): Forecast {
  const within = (ms: number): Reach => {
    const about = rows.filter(({ viewer }) => nowMs - (seenMs(viewer) ?? -Infinity) <= ms)
    return { people: about.length, spent: about.reduce((sum, { amount }) => sum + amount, 0) }
  }
  return { least: within(Math.min(lastsMs, LATELY_MS)), most: within(LATELY_MS) }
}

/** A campaign has no id before it is signed; its post and table name it well enough. */
export function forecastName(post: Cid, table: Cid): string {
  return `${post} ${table}`
}
