/**
 * The rules of a community as one person meets them. Nobody owns a tag, so there are as many rules as members hold;
 * those stand first that most of the people hold whom the reader follows, and how many strangers hold some moves nothing.
 */
import type { PersonId } from '../identity/types'
import type { SynereoRules } from '../records/synereo-rules'
import type { RecordCid, Tag } from '../records/types'
import type { RulesView, SocialView } from './types'

/** More is a list that nobody reads to its end; of strangers' rules so many stand behind a click. */
export const MAX_HELD_RULES = 12

export interface HeldRules extends SynereoRules {
  /** Holds the same text and labellers together, whoever wrote them first. */
  readonly key: string
  /** The reader and whom they follow, first who held them first. */
  readonly heldBy: readonly PersonId[]
  /** How many others hold them. */
  readonly strangers: number
  /** The reader's own record of them. */
  readonly own: RecordCid | null
}

export interface RulesMet {
  /** Held by the reader or somebody they follow. */
  readonly near: readonly HeldRules[]
  /** Held by other members alone: whose nearest holder is nearest first, then those that most hold (rule CR3). */
  readonly far: readonly HeldRules[]
}

type Society = Pick<SocialView, 'rules' | 'follows' | 'hasJoined'>

/**
 * Only what members hold counts. How far rules of strangers stand is told by nothing that their writers set themselves,
 * such as the date.
 * @param isShown false for people who are muted
 * @param nearness how much of a charge of theirs would arrive at the reader
 */
export function rulesMet(
  reader: PersonId | null,
  tag: Tag,
  social: Society,
  isShown: (person: PersonId) => boolean,
  nearness: (person: PersonId) => number,
): RulesMet {
  const held = new Map<string, RulesView[]>()
  for (const rules of social.rules(tag)) {
    if (!social.hasJoined(rules.by, tag) || !isShown(rules.by)) continue
    const key = keyOf(rules)
    held.set(key, [...(held.get(key) ?? []), rules])
  }
  const isNear = (person: PersonId): boolean =>
    reader !== null && (person === reader || social.follows(reader, person))
  const all = [...held].flatMap(([key, alike]) => {
    const [first] = alike
    if (first === undefined) return []
    const heldBy = alike.map(({ by }) => by).filter(isNear)
    const own = alike.find(({ by }) => by === reader)?.cid ?? null
    const { text, labellers } = first
    return [{ key, text, labellers, heldBy, own, strangers: alike.length - heldBy.length }]
  })
  const nearest = (key: string): number => Math.max(0, ...(held.get(key) ?? []).map(({ by }) => nearness(by)))
  return {
    near: all
      .filter(({ heldBy }) => heldBy.length > 0)
      .sort((a, b) => Number(b.own !== null) - Number(a.own !== null) || b.heldBy.length - a.heldBy.length)
      .slice(0, MAX_HELD_RULES),
    far: all
      .filter(({ heldBy }) => heldBy.length === 0)
      .sort(
        (a, b) => nearest(b.key) - nearest(a.key) || b.strangers - a.strangers || (a.key < b.key ? -1 : 1),
      )
      .slice(0, MAX_HELD_RULES),
  }
}

function keyOf({ text, labellers }: SynereoRules): string {
  return JSON.stringify([text, ...labellers])
}
