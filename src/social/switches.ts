/**
 * What people turn on and off: whom they follow, which community they joined. Of all records by which a person turns the
 * same thing, from any device, the last one counts (rule SO3).
 */
import type { PersonId } from '../identity/types'
import type { RecordCid, VerifiedRecord } from '../records/types'
import { byTime } from './acts-in-force'

interface Turn {
  readonly record: VerifiedRecord
  readonly isOn: boolean
}

export class Switches<Thing extends string> {
  readonly #last = new Map<PersonId, Map<Thing, Turn>>()
  readonly #people = new Map<Thing, Set<PersonId>>()

  /** True when it turns something. */
  add(record: VerifiedRecord, thing: Thing, isOn: boolean): boolean {
    const { person } = record.header
    const row = this.#last.get(person) ?? new Map<Thing, Turn>()
    const former = row.get(thing)
    if (former !== undefined && byTime(former.record, record) >= 0) return false
    this.#last.set(person, row.set(thing, { record, isOn }))
    if ((former?.isOn ?? false) === isOn) return false
    const people = this.#people.get(thing) ?? new Set<PersonId>()
    if (isOn) people.add(person)
    else people.delete(person)
    this.#people.set(thing, people)
    return true
  }

  has(person: PersonId, thing: Thing): boolean {
    return this.#last.get(person)?.get(thing)?.isOn ?? false
  }

  /** The record by which it is on. */
  recordOf(person: PersonId, thing: Thing): RecordCid | null {
    const last = this.#last.get(person)?.get(thing)
    return last?.isOn === true ? last.record.cid : null
  }

  /** Since when it is on, by the record that turned it on last. */
  sinceOf(person: PersonId, thing: Thing): number | null {
    const last = this.#last.get(person)?.get(thing)
    return last?.isOn === true ? last.record.header.time : null
  }

  /** Everything that is on for a person, in the order in which it was turned on. */
  of(person: PersonId): Thing[] {
    return [...(this.#last.get(person) ?? [])]
      .filter(([, { isOn }]) => isOn)
      .sort(([, a], [, b]) => byTime(a.record, b.record))
      .map(([thing]) => thing)
  }

  /** Everybody for whom it is on. */
  peopleOf(thing: Thing): PersonId[] {
    return [...(this.#people.get(thing) ?? [])].sort()
  }

  /** The records by which it is on, of everybody. */
  recordsOf(thing: Thing): VerifiedRecord[] {
    return [...(this.#people.get(thing) ?? [])].flatMap(
      (person) => this.#last.get(person)?.get(thing)?.record ?? [],
    )
  }

  *all(): Iterable<readonly [person: PersonId, thing: Thing]> {
    for (const [person, row] of this.#last) {
      for (const [thing, { isOn }] of row) if (isOn) yield [person, thing]
    }
  }
}
