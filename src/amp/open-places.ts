/**
 * Places at which something is said or proposed and nothing is final yet. When they are too many, whoever holds most of
 * them gives way, so that nobody can take them all and leave the others none (rule AM92).
 */
import type { Ledger } from './ledger'
import { MAX_OPEN_SLOTS } from './limits'
import { slotKey } from './slots'
import { Tally } from './tally'
import type { KeyId, Slot, SlotKey } from './types'

export class OpenPlaces {
  readonly #ledger: Ledger
  readonly #tallies = new Map<SlotKey, Tally>()
  readonly #liars: Set<KeyId> | null

  /** @param liars of every place: the words of whoever lied at one count at none; null to count all */
  constructor(ledger: Ledger, liars: Set<KeyId> | null) {
    this.#ledger = ledger
    this.#liars = liars
  }

  get(key: SlotKey): Tally | undefined {
    return this.#tallies.get(key)
  }

  all(): Iterable<Tally> {
    return this.#tallies.values()
  }

  delete(key: SlotKey): void {
    this.#tallies.delete(key)
  }

  clear(): void {
    this.#tallies.clear()
  }

  /** Null when there is no room. @param isCertain a quorum stands behind it: there is always room */
  open(slot: Slot, isCertain: boolean): Tally | null {
    const key = slotKey(slot)
    const found = this.#tallies.get(key)
    if (found !== undefined) return found
    if (!isCertain && this.#tallies.size >= MAX_OPEN_SLOTS && !this.#makeRoom(slot)) return null
    const made = new Tally(slot, this.#ledger.terms, this.#liars)
    this.#tallies.set(key, made)
    return made
  }

  /**
   * What nobody spoke for, or was spoken of without being shown, gives way first. Then the oldest of whoever holds most:
   * an honest owner asks again until it is final, and a witness that voted says the same again. What a quorum stands
   * behind stays, for a witness must be able to show it.
   */
  #makeRoom(slot: Slot): boolean {
    for (const [key, tally] of this.#tallies) if (tally.isStray()) return this.#tallies.delete(key)
    const counts = new Map([[this.#holderOf(slot), 1]])
    const countOf = (held: Slot): number => counts.get(this.#holderOf(held)) ?? 0
    for (const tally of this.#tallies.values())
      counts.set(this.#holderOf(tally.slot), countOf(tally.slot) + 1)
    let last: { readonly key: SlotKey; readonly count: number } | null = null
    for (const [key, tally] of this.#tallies) {
      const count = countOf(tally.slot)
      if (count > (last?.count ?? 0) && !tally.hasAnyQuorum()) last = { key, count }
    }
    return last !== null && last.count >= countOf(slot) && this.#tallies.delete(last.key)
  }

  /** Who pays for it: a sponsor chooses its viewers, and may have made them up. Its payments stand apart from its claims. */
  #holderOf(slot: Slot): string {
    if (slot.kind === 'account') return `account ${slot.account}`
    if (slot.kind !== 'claim' && slot.kind !== 'rest') return slot.kind
    return `claims ${this.#ledger.campaigns.get(slot.campaign)?.block.account ?? slot.campaign}`
  }
}
