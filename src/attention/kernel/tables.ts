/**
 * What a kernel knows, laid out as its tables are, so that another one takes it up by copying: nothing is sorted, counted
 * or added up again. Without what is the viewer's alone: views, dials, joined tags, and parameters of their own.
 */
import type { Params } from '../params'
import type { TimedAct } from './post-table'

/** Rows one behind the other. */
export interface RowTable {
  /** By row. */
  readonly length: Int32Array
  readonly items: Int32Array
  /** Beside the items; empty in rows without weights. */
  readonly weights: Float64Array
}

export interface Tables {
  /** When it was so. */
  readonly now: number
  readonly countedComments: number
  /** By post. */
  readonly author: Int32Array
  readonly at: Float64Array
  readonly acts: RowTable
  readonly waiting: RowTable
  readonly byAuthor: RowTable
  readonly byActor: RowTable
  readonly followers: RowTable
  readonly engagement: Engagement | null
  readonly ahead: readonly TimedAct[]
}

/** What acts add up to, weighed in one way. */
export interface Engagement {
  readonly weighing: Float64Array
  /** The moment whose strengths these are. */
  readonly epoch: number
  readonly engaged: RowTable
  readonly plain: RowTable
}

/** What of the parameters makes engagement of acts. */
export function weighingOf({ engagementHalfLifeMs, weights }: Params): Float64Array {
  return Float64Array.of(engagementHalfLifeMs, weights.view, weights.like, weights.comment, weights.share)
}

export function isAlike(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index])
}
