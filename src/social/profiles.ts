/** What people say of themselves; of all profiles of a person the last one counts (rule SO4). */
import type { PersonId } from '../identity/types'
import type { RecordOf } from '../records/types'
import { byTime } from './acts-in-force'
import type { Namesakes } from './namesakes'
import type { PersonView } from './types'

type Profile = RecordOf<'profile'>

export class Profiles {
  readonly #profiles = new Map<PersonId, Profile>()
  /** Those that came without the log they stand in: they count until one of a log is here. */
  readonly #introduced = new Map<PersonId, Profile>()
  readonly #namesakes: Namesakes

  constructor(namesakes: Namesakes) {
    this.#namesakes = namesakes
  }

  add(record: Profile): void {
    this.#namesakes.say(record)
    const former = this.#profiles.get(record.header.person)
    if (record.body !== null && (former === undefined || byTime(former, record) < 0)) {
      this.#profiles.set(record.header.person, record)
      this.#call(record.header.person)
    }
  }

  introduce(record: Profile): void {
    this.#introduced.set(record.header.person, record)
    this.#call(record.header.person)
  }

  /** Lets go of one that was introduced. */
  dismiss({ cid, header }: Pick<Profile, 'cid' | 'header'>): void {
    if (this.#introduced.get(header.person)?.cid !== cid) return
    this.#introduced.delete(header.person)
    this.#call(header.person)
  }

  of(person: PersonId): Profile | null {
    return this.#profiles.get(person) ?? this.#introduced.get(person) ?? null
  }

  view(id: PersonId): PersonView {
    const body = this.of(id)?.body
    return body ? { id, ...body } : { id, name: null, about: '', hue: hueOf(id) }
  }

  /** Everybody of whom one of their log is held. */
  people(): PersonId[] {
    return [...this.#profiles.keys()]
  }

  #call(person: PersonId): void {
    this.#namesakes.call(person, this.of(person)?.body?.name ?? null)
  }
}

/** A colour for somebody whose profile is not held: any number that the id fixes. */
function hueOf(id: PersonId): number {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 360
  return sum
}
