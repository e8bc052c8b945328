/** How the rules of a community, and whose labels are advised there, stand in a body. */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { list, text, writtenText } from './fields'
import { MAX_RULES_CHARS, MAX_RULES_LABELLERS } from './limits'

export interface SynereoRules {
  /** May be empty where labellers are named. */
  readonly text: string
  /** In the order of their ids, so that the same list is the same bytes whoever writes it. */
  readonly labellers: readonly PersonId[]
}

export function readRules(words: unknown, named: unknown): SynereoRules | undefined {
  const said = text(words, 0, MAX_RULES_CHARS, true)
  const labellers = list(named, MAX_RULES_LABELLERS, (key) => parsePersonBytes(key) ?? undefined)
  if (said === undefined || labellers === undefined) return undefined
  const isInOrder = labellers.every((id, index) => index === 0 || (labellers[index - 1] ?? '') < id)
  const isBlank = said.trim() === '' && (said !== '' || labellers.length === 0)
  return isInOrder && !isBlank ? { text: said, labellers } : undefined
}

/** Whoever is named twice is named once. */
export function writeRules({ text: words, labellers }: SynereoRules): Record<string, unknown> {
  return { text: writtenText(words), labellers: [...new Set(labellers)].sort().map(publicKeyOf) }
}
