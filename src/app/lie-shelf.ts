/**
 * Proofs that witnesses lie, one of each, as they travel: kept over restarts and told to whoever asks (rule AM116). Those
 * of witnesses that retired stay on the disk, for an epoch may name one again: a few thousand bytes for each that ever was
 * one and was caught.
 */
import type { KeyId } from '../amp/types'
import { Queue } from '../lib/queue'

export interface LieStore {
  lies(): Promise<readonly Uint8Array[]>
  /** May be lost: others have it too. */
  keepLie(witness: KeyId, proof: Uint8Array): Promise<void>
}

export class LieShelf {
  readonly #store: LieStore
  readonly #proofs = new Map<KeyId, Uint8Array>()
  readonly #unkept = new Set<KeyId>()
  readonly #queue = new Queue()

  constructor(store: LieStore) {
    this.#store = store
  }

  has(witness: KeyId): boolean {
    return this.#proofs.has(witness)
  }

  all(): readonly Uint8Array[] {
    return [...this.#proofs.values()]
  }

  /** A former run kept it. */
  recall(witness: KeyId, proof: Uint8Array): void {
    this.#proofs.set(witness, proof)
  }

  keep(witness: KeyId, proof: Uint8Array): Promise<void> {
    this.#proofs.set(witness, proof)
    this.#unkept.add(witness)
    return this.keepRest()
  }

  /** What the store did not take is tried again (rule AM94). */
  keepRest(): Promise<void> {
    return this.#queue.run(async () => {
      for (const witness of this.#unkept) {
        const proof = this.#proofs.get(witness)
        if (proof !== undefined) await this.#store.keepLie(witness, proof)
        this.#unkept.delete(witness)
      }
    })
  }
}
