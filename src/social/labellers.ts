/** Whose labels the owner subscribes to, and what they do. */
import type { PersonId } from '../identity/types'
import { MAX_RULES_LABELLERS } from '../records/limits'
import type { Tag } from '../records/types'

/** Each is looked up for each post that is drawn. */
export const MAX_LABELLERS = 50

/** What a label of somebody subscribed to does: folds, leaves one line, or is only shown. */
export const LABEL_MANNERS = ['fold', 'hide', 'show'] as const

export type LabelManner = (typeof LABEL_MANNERS)[number]

export type Labellers = Readonly<Record<PersonId, LabelManner>>

/** Lists of so many communities: with the most labellers each, as many more look-ups for a post that bears all its tags. */
export const MAX_ADVISED_TAGS = 20

/** By tag: whose labels fold posts that bear it, as the rules advised when the owner took them up. */
export type AdvisedLabellers = Readonly<Record<Tag, readonly PersonId[]>>

/** None ends it. */
export function withAdvised(
  advised: AdvisedLabellers,
  tag: Tag,
  labellers: readonly PersonId[],
): AdvisedLabellers {
  const others = Object.entries(advised).filter(([other]) => other !== tag)
  if (labellers.length === 0) return Object.fromEntries(others)
  if (others.length >= MAX_ADVISED_TAGS) return advised
  return Object.fromEntries([...others, [tag, labellers.slice(0, MAX_RULES_LABELLERS)]])
}

/** Whose labels count on what bears these tags. */
export function advisedOn(advised: AdvisedLabellers, tags: readonly Tag[]): PersonId[] {
  return tags.flatMap((tag) => (Object.hasOwn(advised, tag) ? (advised[tag] ?? []) : []))
}

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
