/** The double spends that a peer tells to whoever asks: the last ones, few of each account, so that one keeps out no other. */
import { isInChain } from '../amp/blocks'
import { MAX_FORKS_PER_ACCOUNT } from '../amp/forks'
import { MAX_FACTS_PER_EXCHANGE } from '../amp/limits'
import { slotKey, slotOf } from '../amp/slots'
import type { AccountId, ForkProof, SlotKey } from '../amp/types'

interface Told {
  readonly account: AccountId
  readonly bytes: Uint8Array
}

/** They fill one answer. */
const MAX_PROOFS_TOLD = MAX_FACTS_PER_EXCHANGE

export class ToldProofs {
  readonly #told = new Map<SlotKey, Told>()

  all(): Uint8Array[] {
    return [...this.#told.values()].map(({ bytes }) => bytes)
  }

  keep({ a: { block } }: ForkProof, bytes: Uint8Array): void {
    if (!isInChain(block)) return
    const key = slotKey(slotOf(block))
    const { account } = block
    const ofAccount = [...this.#told.values()].filter((told) => told.account === account)
    if (this.#told.has(key) || ofAccount.length >= MAX_FORKS_PER_ACCOUNT) return
    this.#told.set(key, { account, bytes })
    const [oldest] = this.#told.keys()
    if (this.#told.size > MAX_PROOFS_TOLD && oldest !== undefined) this.#told.delete(oldest)
  }
}
