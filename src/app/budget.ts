/**
 * How much this browser keeps, and what it lets go of first when that is passed. Pure; what is here is measured by
 * app/held-here.ts and goes by the hand of app/budget-desk.ts.
 */
import type { PersonId } from '../identity/types'
import type { BlockCid } from '../records/types'

/** Of what the browser allows this page, unless the owner says otherwise: the page is a guest on their disk. */
export const DEFAULT_SHARE = 0.1
/** … and no more than this: PERFORMANCE.md, the nearest thousand people with their images fit many times. */
export const MAX_DEFAULT_BYTES = 1_000_000_000
/** Where the browser does not tell what it allows. */
export const UNKNOWN_DEFAULT_BYTES = 200_000_000
/** Less would hold no day of the people whom one follows. */
export const MIN_BUDGET_BYTES = 1_000_000
/** More than browsers give a page, and still an exact number. */
export const MAX_BUDGET_BYTES = 1_000_000_000_000

/** When the budget is passed, so much of it is left: else the next post would pass it again. */
export const EASED_SHARE = 0.8
/** From here on nothing more is asked for of strangers: what was let go of would else come back and go again. */
export const NEARLY_SHARE = 0.9

/** Bytes; `chosen` is what the owner set, `allowed` what the browser allows the page. */
export function budgetBytes(chosen: number | null, allowed: number | null): number {
  if (chosen !== null) return chosen
  if (allowed === null) return UNKNOWN_DEFAULT_BYTES
  return Math.max(MIN_BUDGET_BYTES, Math.min(MAX_DEFAULT_BYTES, Math.floor(allowed * DEFAULT_SHARE)))
}

/** What another build, or a typing hand, gives; null for the default. */
export function readBudget(bytes: unknown): number | null {
  if (typeof bytes !== 'number' || Number.isNaN(bytes)) return null
  return Math.round(Math.min(MAX_BUDGET_BYTES, Math.max(MIN_BUDGET_BYTES, bytes)))
}

/** Of the owner; of people attended, or whose labels count; of all others, which can be had again. */
export type Kind = 'own' | 'followed' | 'cached'

export interface HeldImage {
  readonly cid: BlockCid
  readonly bytes: number
  /** The nearest of those who show it. */
  readonly kind: Kind
  /** Of the latest post that shows it, as its author dates it; Unix milliseconds. */
  readonly time: number
}

export interface HeldLogs {
  readonly person: PersonId
  readonly kind: Kind
  readonly count: number
  readonly bytes: number
}

export interface Sized {
  readonly count: number
  readonly bytes: number
}

export interface Held {
  readonly logs: readonly HeldLogs[]
  readonly images: readonly HeldImage[]
  /** Posts and acts of people whose logs are not kept. */
  readonly visitors: Sized
}

export interface GoingThings {
  readonly visitors: boolean
  readonly images: readonly HeldImage[]
  readonly people: readonly HeldLogs[]
}

export function heldBytes({ logs, images, visitors }: Held): number {
  return sum(logs) + sum(images) + visitors.bytes
}

/**
 * What goes so that the budget is kept: visitors, images of strangers (oldest first), logs of strangers (least near
 * first), images of people attended (oldest first). Never anything of the owner, nor what people attended wrote (rule SB2).
 */
export function toLetGo(
  held: Held,
  budget: number,
  nearness: (person: PersonId) => number,
): GoingThings | null {
  let left = heldBytes(held)
  if (left <= budget) return null
  const enough = budget * EASED_SHARE
  const take = <T extends { readonly bytes: number }>(things: readonly T[]): T[] => {
    const taken: T[] = []
    for (const thing of things) {
      if (left <= enough) break
      taken.push(thing)
      left -= thing.bytes
    }
    return taken
  }
  const oldestFirst = (kind: Kind): HeldImage[] =>
    held.images.filter((image) => image.kind === kind).sort((a, b) => a.time - b.time)
  const visitors = take(held.visitors.count > 0 ? [held.visitors] : []).length > 0
  const strangers = take(oldestFirst('cached'))
  const people = take(
    held.logs
      // Infinitely near is who would be fetched again at once.
      .filter(({ kind, person }) => kind === 'cached' && nearness(person) < Infinity)
      .sort((a, b) => nearness(a.person) - nearness(b.person) || b.bytes - a.bytes),
  )
  return { visitors, images: [...strangers, ...take(oldestFirst('followed'))], people }
}

export function sum(things: readonly { readonly bytes: number }[]): number {
  return things.reduce((total, { bytes }) => total + bytes, 0)
}
