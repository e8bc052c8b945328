/** Whose labels the owner subscribes to, and what they do. */
import type { PersonId } from '../identity/types'

/** Each is looked up for each post that is drawn. */
export const MAX_LABELLERS = 50

/** What a label of somebody subscribed to does: folds, leaves one line, or is only shown. */
export const LABEL_MANNERS = ['fold', 'hide', 'show'] as const

export type LabelManner = (typeof LABEL_MANNERS)[number]

export type Labellers = Readonly<Record<PersonId, LabelManner>>

/** Who is chosen anew stays in the same place. */
export function withLabeller(
  labellers: Labellers,
  labeller: PersonId,
  manner: LabelManner | null,
): Labellers {
  const entries = Object.entries(labellers)
  if (manner === null) return labellersFrom(Object.fromEntries(entries.filter(([id]) => id !== labeller)))
  if (Object.hasOwn(labellers, labeller))
    return Object.fromEntries(entries.map(([id, was]) => [id, id === labeller ? manner : was]))
  return entries.length >= MAX_LABELLERS ? labellers : Object.fromEntries([...entries, [labeller, manner]])
}

/** What another build of this page has kept may name other manners. */
export function labellersFrom(row: Readonly<Record<string, string>>): Labellers {
  return Object.fromEntries(
    Object.entries(row).flatMap(([id, kept]) => {
      const manner = LABEL_MANNERS.find((one) => one === kept)
      return manner === undefined ? [] : [[id, manner]]
    }),
  )
}
