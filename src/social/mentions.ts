/** Who is mentioned where: the posts and comments held here that name a person by id. */
import type { PersonId } from '../identity/types'
import { mentionsIn } from '../records/tag'
import type { RecordCid, RecordOf } from '../records/types'
import { byTime } from './acts-in-force'

/** Of one author the latest: who mentions somebody in everything fills nobody's notifications. */
export const MAX_MENTIONS_OF_ONE = 5
/** Of all together, should many be at it at a time. */
export const MAX_MENTIONS_TOLD = 60

export type Mentioning = RecordOf<'post'> | RecordOf<'comment'>

export class Mentions {
  readonly #of = new Map<PersonId, Map<RecordCid, Mentioning>>()

  add(record: Mentioning): void {
    for (const person of mentionsIn(record.body?.text ?? '')) {
      const row = this.#of.get(person) ?? new Map<RecordCid, Mentioning>()
      this.#of.set(person, row.set(record.cid, record))
    }
  }

  remove(record: Mentioning): void {
    for (const person of mentionsIn(record.body?.text ?? '')) {
      const row = this.#of.get(person)
      row?.delete(record.cid)
      if (row?.size === 0) this.#of.delete(person)
    }
  }

  of(person: PersonId): Mentioning[] {
    return [...(this.#of.get(person)?.values() ?? [])]
  }
}

/** What is told of them: of each author the latest, and those of people followed first. */
export function fewMentions(
  mentions: readonly Mentioning[],
  known: ReadonlySet<PersonId>,
): readonly Mentioning[] {
  const rankOf = ({ header }: Mentioning): number => (known.has(header.person) ? 0 : 1)
  const counts = new Map<PersonId, number>()
  return mentions
    .toSorted((a, b) => rankOf(a) - rankOf(b) || byTime(b, a))
    .filter(({ header }) => {
      const count = (counts.get(header.person) ?? 0) + 1
      counts.set(header.person, count)
      return count <= MAX_MENTIONS_OF_ONE
    })
    .slice(0, MAX_MENTIONS_TOLD)
}
