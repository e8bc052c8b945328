/**
 * What people label posts and people as: of each labeller's labels on one of them the last one counts, unless it was
 * taken back. Whoever asks names the labellers, so that what others label costs no reader anything.
 */
import type { PersonId } from '../identity/types'
import type { RecordOf } from '../records/types'
import { byTime, type Withdrawals } from './acts-in-force'
import type { Label, Labelled } from './types'

/** Of one post or person so many labellers are found without being named: whoever makes more people gains nothing. */
export const MAX_UNNAMED_LABELLERS = 100

type LabelRecord = RecordOf<'label'>

export class Labels {
  readonly #undone: Withdrawals
  readonly #last = new Map<PersonId, Map<Labelled, LabelRecord>>()
  readonly #labellers = new Map<Labelled, Set<PersonId>>()

  constructor(undone: Withdrawals) {
    this.#undone = undone
  }

  add(record: LabelRecord): void {
    const { header, body } = record
    if (body === null) return
    const on = body.post ?? body.person
    const row = this.#last.get(header.person) ?? new Map<Labelled, LabelRecord>()
    const former = row.get(on)
    if (former !== undefined && byTime(former, record) >= 0) return
    this.#last.set(header.person, row.set(on, record))
    this.#noteLabeller(on, header.person)
  }

  /** What one labeller says of one post or person. */
  by(labeller: PersonId, on: Labelled): Label | null {
    const record = this.#inForce(labeller, on)
    return record && viewOf(record)
  }

  /** Everything that one labeller says, the newest first. */
  allBy(labeller: PersonId): Label[] {
    return [...(this.#last.get(labeller)?.keys() ?? [])]
      .flatMap((on) => this.#inForce(labeller, on) ?? [])
      .sort((a, b) => byTime(b, a))
      .flatMap((record) => viewOf(record) ?? [])
  }

  /** The records on one post or person by those named, and by a bounded number of all others; in order of time. */
  recordsOn(on: Labelled, named: readonly PersonId[]): LabelRecord[] {
    const found = this.#labellers.get(on) ?? new Set()
    const labellers = found.size < MAX_UNNAMED_LABELLERS ? found : new Set([...found, ...named])
    return [...labellers].flatMap((labeller) => this.#inForce(labeller, on) ?? []).sort(byTime)
  }

  /** The same, newest first. */
  allOn(on: Labelled, named: readonly PersonId[]): Label[] {
    return this.recordsOn(on, named)
      .reverse()
      .flatMap((record) => viewOf(record) ?? [])
  }

  /** Beyond the bound the lowest ids stay: the same whatever comes first. */
  #noteLabeller(on: Labelled, labeller: PersonId): void {
    const labellers = (this.#labellers.get(on) ?? new Set()).add(labeller)
    this.#labellers.set(on, labellers)
    if (labellers.size <= MAX_UNNAMED_LABELLERS) return
    labellers.delete([...labellers].reduce((highest, other) => (other > highest ? other : highest)))
  }

  #inForce(labeller: PersonId, on: Labelled): LabelRecord | null {
    const record = this.#last.get(labeller)?.get(on)
    return record === undefined || this.#undone.hits(record) ? null : record
  }
}

function viewOf({ cid, header, body }: LabelRecord): Label | null {
  return body && { ...body, cid, by: header.person, time: header.time }
}
