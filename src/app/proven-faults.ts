/**
 * What others were proven to have done against the ledger: witnesses that lied, one proof of each (rule AM116), and
 * accounts that signed two blocks for one place. Kept, recalled, and told to whoever asks.
 */
import type { Fact } from '../amp/facts'
import { inOrder, isDoubleSpend } from '../amp/forks'
import { readFact } from '../amp/gate'
import type { Terms } from '../amp/manifest'
import { factBytes } from '../amp/signing'
import type { ForkProof, KeyId, WitnessProof } from '../amp/types'
import type { DeskInit } from './ledger-desk-init'
import { LieShelf } from './lie-shelf'
import { ToldProofs } from './told-proofs'

export class ProvenFaults {
  readonly #init: Pick<DeskInit, 'participant' | 'store' | 'lied'>
  readonly #liars = new Set<KeyId>()
  readonly #doubleSpends = new ToldProofs()
  readonly #lies: LieShelf

  constructor(init: Pick<DeskInit, 'participant' | 'store' | 'lied'>) {
    this.#init = init
    this.#lies = new LieShelf(init.store)
  }

  lies(): readonly Uint8Array[] {
    return this.#lies.all()
  }

  doubleSpends(): readonly Uint8Array[] {
    return this.#doubleSpends.all()
  }

  /** After what this machine acknowledged, in which the words of a liar may have counted then (rule AM97). */
  async recallLies(): Promise<void> {
    const { store, participant } = this.#init
    for (const bytes of await store.lies()) {
      const read = await readFact(bytes, this.#terms, () => Promise.resolve(true))
      // Of another epoch: who lied in it may be named again.
      if (!read.ok || read.value.t !== 'lie') continue
      const { witness } = read.value.proof.a
      await participant.recall(read.value)
      this.#lies.recall(witness, bytes)
      this.#noteLiar(witness)
    }
  }

  /** A double spend that a former run kept. */
  recallFork(proof: ForkProof): void {
    if (!isDoubleSpend(proof)) return
    this.#init.participant.book.take({ t: 'twice', proof: inOrder(proof) })
    this.takeFork(proof)
  }

  /** @returns the proof as it is told to others; null when these two are no double spend */
  takeFork(proof: ForkProof): Uint8Array | null {
    if (!isDoubleSpend(proof)) return null
    const ordered = inOrder(proof)
    const bytes = this.#written({ t: 'twice', proof: ordered })
    this.#doubleSpends.keep(ordered, bytes)
    return bytes
  }

  /** @returns the proof as it is told to others, and its way to the disk; null when this witness was known to lie */
  takeLie(proof: WitnessProof): { readonly bytes: Uint8Array; keep(): Promise<void> } | null {
    const { witness } = proof.a
    this.#noteLiar(witness)
    if (this.#lies.has(witness)) return null
    const bytes = this.#written({ t: 'lie', proof })
    return { bytes, keep: () => this.#lies.keep(witness, bytes) }
  }

  keepRest(): Promise<void> {
    return this.#lies.keepRest()
  }

  #noteLiar(witness: KeyId): void {
    if (this.#liars.has(witness)) return
    this.#liars.add(witness)
    this.#init.lied?.(witness)
  }

  get #terms(): Terms {
    return this.#init.participant.book.ledger.terms
  }

  #written(fact: Fact): Uint8Array {
    return factBytes(fact, this.#terms.ledger)
  }
}
