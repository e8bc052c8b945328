/**
 * The owner's own taste: what nobody else knows of, and what counts in this browser's ranking alone. It is kept on the
 * device, and all tabs agree on it.
 */
import { readRanking, type Ranking } from '../attention/adjustable'
import type { PersonId } from '../identity/types'
import type { Tag } from '../records/types'
import type { TasteRow } from '../storage/schema'

/** Everybody's dial until it is set. */
export const USUAL_DIAL = 1
export const GREATEST_DIAL = 4

export interface Taste {
  /** 0 … 4 by person, but for 1; 0 mutes. */
  readonly people: Readonly<Record<PersonId, number>>
  readonly tags: Readonly<Record<Tag, number>>
  readonly ranking: Ranking
}

export const NO_TASTE: Taste = { people: {}, tags: {}, ranking: {} }

/** One thing that the owner sets. */
export type TasteChange =
  | { readonly person: PersonId; readonly dial: number }
  | { readonly tag: Tag; readonly dial: number }
  | { readonly ranking: Ranking }

/** What another build of this page has kept may have other names and bounds. */
export function tasteFrom(row: TasteRow | null): Taste {
  if (row === null) return NO_TASTE
  return { people: dialsFrom(row.people), tags: dialsFrom(row.tags), ranking: readRanking(row.ranking) }
}

export function withChange(taste: Taste, change: TasteChange): Taste {
  if ('ranking' in change) return { ...taste, ranking: readRanking(change.ranking) }
  if ('person' in change) return { ...taste, people: withDial(taste.people, change.person, change.dial) }
  return { ...taste, tags: withDial(taste.tags, change.tag, change.dial) }
}

/** Without a prototype or special names: entries only. */
function withDial(
  dials: Readonly<Record<string, number>>,
  name: string,
  dial: number,
): Record<string, number> {
  const others = Object.entries(dials).filter(([other]) => other !== name)
  const isSet = isDial(dial) && dial !== USUAL_DIAL
  return Object.fromEntries(isSet ? [...others, [name, dial]] : others)
}

function dialsFrom(dials: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(dials).filter(([, dial]) => isDial(dial) && dial !== USUAL_DIAL))
}

function isDial(dial: number): boolean {
  return dial >= 0 && dial <= GREATEST_DIAL
}
