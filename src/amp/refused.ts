/** What witnesses will not vote for of what an owner proposed, and whether there is hope. Refusals bear no signature. */
import type { Book } from './book'
import { isQuorum, weightOf } from './manifest'
import { slotKey } from './slots'
import type { BlockId, KeyId, SlotKey } from './types'
import type { Refusal, RefusalFault } from './witness-answer'

/** What was signed and finds no votes for these reasons finds none later: its time, or the epoch that it was for, is over. */
const HOPELESS: ReadonlySet<RefusalFault> = new Set([
  // Of a refund that names reports of the witnesses of before.
  'too-few-reports',
  'other-reports',
  'claimed-not-owed',
  // Others give it back, and these witnesses vote for that.
  'returned-elsewhere',
  // Of a campaign that waited for a quorum until too little of it was left.
  'too-short',
  // By rules that the next manifest changed.
  'wrong-sum',
  'below-the-minimum',
])

type Refusers = ReadonlyMap<KeyId, RefusalFault>

export class Refusals {
  readonly #known = new Map<string, Map<KeyId, RefusalFault>>()

  hear(witness: KeyId, { slot, value, fault }: Refusal, book: Book): void {
    const name = attemptOf(slotKey(slot), value, book)
    const former = this.#known.get(name) ?? new Map<KeyId, RefusalFault>()
    this.#known.set(name, former.set(witness, fault))
  }

  forget(key: SlotKey, value: BlockId, book: Book): void {
    this.#known.delete(attemptOf(key, value, book))
  }

  /** Why so many refused that those who are left are no quorum; null while there are enough. */
  faultOf(key: SlotKey, value: BlockId, book: Book): RefusalFault | null {
    const refusers = this.#refusers(key, value, book)
    if (refusers === null) return null
    const faults = [...refusers.values()]
    // What bad witnesses alone may have made up is no reason while there is another.
    const passing = seesNoWay(refusers, book) ? [] : faults.filter((fault) => !HOPELESS.has(fault))
    return (passing.length > 0 ? passing : faults).at(-1) ?? null
  }

  /** It will not become final, and an honest witness is among those who say so (rule AM111). */
  isHopeless(key: SlotKey, value: BlockId, book: Book): boolean {
    const refusers = this.#refusers(key, value, book)
    return refusers !== null && seesNoWay(refusers, book)
  }

  /** Those without whom the others are no quorum, and why they refuse; null while there are enough. */
  #refusers(key: SlotKey, value: BlockId, book: Book): Refusers | null {
    const { terms } = book.ledger
    // Who voted since refuses no more.
    const voted = new Set(book.tally(key)?.heardFrom('vote', value))
    const refused = [...(this.#known.get(attemptOf(key, value, book)) ?? [])]
    const refusers = new Map(refused.filter(([witness]) => !voted.has(witness)))
    const others = [...terms.weights.keys()].filter((witness) => !refusers.has(witness))
    return isQuorum(others, terms) ? null : refusers
  }
}

/** More name a reason that does not pass than may be bad. */
function seesNoWay(refusers: Refusers, book: Book): boolean {
  const { terms } = book.ledger
  const hopeless = [...refusers].filter(([, fault]) => HOPELESS.has(fault)).map(([witness]) => witness)
  return weightOf(hopeless, terms) > terms.faultyWeight
}

/** What witnesses refused before they changed they may vote for now. */
function attemptOf(key: SlotKey, value: BlockId, book: Book): string {
  return `${String(book.ledger.terms.epoch)} ${key} ${value}`
}
