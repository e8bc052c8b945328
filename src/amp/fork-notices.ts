/**
 * At which places it was said that an owner signed twice: once of whatever was seen there, and once of a double spend.
 * One does not use up the other, or whoever means to pay twice would sign a harmless pair first.
 */
import { isDoubleSpend } from './forks'
import type { ForkProof, SignedBlock, SlotKey } from './types'

export class ForkNotices {
  readonly #told = new Set<SlotKey>()
  readonly #doubleSpends = new Set<SlotKey>()

  /** The pair that this block makes with another of its place, if it says what was not said; null for none. */
  firstOf(key: SlotKey, others: readonly SignedBlock[], signed: SignedBlock): ForkProof | null {
    if (signed.signer === null) return null
    const pairs = others
      .filter(({ id, signer }) => signer !== null && id !== signed.id)
      .map((other): ForkProof => ({ a: other, b: signed }))
    const pair = pairs.find(isDoubleSpend) ?? pairs[0]
    return pair !== undefined && this.isFirst(key, pair) ? pair : null
  }

  /** True once for each place and kind. */
  isFirst(key: SlotKey, proof: ForkProof): boolean {
    const told = isDoubleSpend(proof) ? this.#doubleSpends : this.#told
    if (told.has(key) || (told === this.#told && this.#doubleSpends.has(key))) return false
    told.add(key)
    return true
  }
}
