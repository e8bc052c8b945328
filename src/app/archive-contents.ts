/** Of whom and of what an archive is, so that somebody who took one in finds the people and communities in it. */
import type { PersonId } from '../identity/types'
import type { RecordStore } from '../records/store'
import type { Kind, RecordCid, Tag } from '../records/types'

/** More names are a list that nobody reads to its end. */
export const MAX_NAMED = 12
/** Of so many different ones it is counted how often they come: a file may name a tag per post, for nothing. */
const MAX_COUNTED = 10_000

/** All that the guides have that a page is shipped with (rule SH1); whoever used a page wrote something else, too. */
const KINDS_OF_GUIDES: ReadonlySet<Kind> = new Set<Kind>(['device', 'profile', 'post'])

export interface ArchiveContents {
  /** First those who did more than a guide does, then those of whom most records are in it, at most {@link MAX_NAMED} … */
  readonly people: readonly PersonId[]
  /** … and how many others. */
  readonly morePeople: number
  /** Those that most posts in it bear, at most {@link MAX_NAMED}. */
  readonly tags: readonly Tag[]
}

export class ContentsCount {
  readonly #people = new Map<PersonId, number>()
  readonly #didMore = new Set<PersonId>()
  readonly #tags = new Map<Tag, number>()

  /** Counts what passed the gate, be it from the file or before. */
  async note(store: Pick<RecordStore, 'get'>, name: string): Promise<void> {
    const record = await store.get(name as RecordCid)
    if (record === null) return
    const { person } = record.header
    count(this.#people, person)
    if (this.#people.has(person) && !KINDS_OF_GUIDES.has(record.kind)) this.#didMore.add(person)
    if (record.kind === 'post') for (const tag of record.body?.tags ?? []) count(this.#tags, tag)
  }

  shown(): ArchiveContents {
    const people = byCount(this.#people, (person) => (this.#didMore.has(person) ? 1 : 0))
    return { people, morePeople: this.#people.size - people.length, tags: byCount(this.#tags) }
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  const before = counts.get(key)
  if (before !== undefined || counts.size < MAX_COUNTED) counts.set(key, (before ?? 0) + 1)
}

/** @param comesFirst those of whom it gives more stand before the others, however often these come */
function byCount<Key>(counts: ReadonlyMap<Key, number>, comesFirst: (key: Key) => number = () => 0): Key[] {
  return [...counts]
    .sort(([a, countA], [b, countB]) => comesFirst(b) - comesFirst(a) || countB - countA)
    .slice(0, MAX_NAMED)
    .map(([key]) => key)
}
