/** What a label may say of a post or a person: a few names that every page knows how to say, and a free short word. */

export const LABEL_NAMES = ['spam', 'impostor', 'violence', 'adult', 'misleading', 'other'] as const

export type LabelName = (typeof LABEL_NAMES)[number]

/** `word` is empty but for `other`, of which it is all that is said. */
export interface LabelSaid {
  readonly name: LabelName
  readonly word: string
}
