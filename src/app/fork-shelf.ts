/** Proofs that somebody signed two spends for one place: kept over restarts, and shown to whoever deals with them (rule AM24). */
import { isInChain } from '../amp/blocks'
import type { LedgerDeclaration } from '../amp/declaration'
import { isDoubleSpend, MAX_FORKS_PER_ACCOUNT, type ForkStore } from '../amp/forks'
import { readFact } from '../amp/gate'
import { ownKey } from '../amp/ledger'
import { factBytes } from '../amp/signing'
import type { AccountId, ForkProof, KeyId, SignedBlock } from '../amp/types'
import type { ForkShown } from './money-state'

/** Whoever did it a year ago may have learnt. */
const KEPT_MS = 365 * 86_400_000
/** A thousand forkers are a megabyte; who makes more names makes no more room for them. */
const MAX_FORKS = 1_000

interface Found {
  readonly proof: ForkProof
  readonly foundMs: number
}

export class ForkShelf {
  readonly #store: ForkStore
  readonly #dealtWith: () => ReadonlySet<AccountId>
  readonly #found = new Map<AccountId, Map<number, Found>>()
  #count = 0

  /** @param dealtWith whom the owner paid or was paid by: their proofs are the last to give way */
  constructor(store: ForkStore, dealtWith: () => ReadonlySet<AccountId>) {
    this.#store = store
    this.#dealtWith = dealtWith
  }

  /** What is kept was checked when it was found. */
  async load({ terms }: LedgerDeclaration, nowMs: number): Promise<void> {
    const read = async (bytes: Uint8Array): Promise<SignedBlock | null> => {
      const fact = await readFact(bytes, terms, () => Promise.resolve(true))
      return fact.ok && fact.value.t === 'block' ? fact.value.signed : null
    }
    for (const { account, seq, foundMs, a, b } of await this.#store.forks()) {
      const [one, other] = [await read(a), await read(b)]
      const isOld = nowMs - foundMs > KEPT_MS
      if (isOld || one === null || other === null) await this.#store.dropFork(account, seq)
      else this.#put(account, seq, { proof: { a: one, b: other }, foundMs })
    }
  }

  /** False for what is no double spend, or is known, or is more of the same, or finds no room. */
  async note(proof: ForkProof, nowMs: number, { terms }: LedgerDeclaration): Promise<boolean> {
    const { block } = proof.a
    if (!isInChain(block) || !isDoubleSpend(proof)) return false
    const { account, seq } = block
    const known = this.#found.get(account)
    if (known?.has(seq) === true || (known?.size ?? 0) >= MAX_FORKS_PER_ACCOUNT) return false
    if (this.#count >= MAX_FORKS && !(await this.#makeRoom(account))) return false
    this.#put(account, seq, { proof, foundMs: nowMs })
    const [a, b] = [proof.a, proof.b].map((signed) => factBytes({ t: 'block', signed }, terms.ledger)) as [
      Uint8Array,
      Uint8Array,
    ]
    await this.#store.keepFork({ account, seq, foundMs: nowMs, a, b })
    return true
  }

  /**
   * Of each who did it the last.
   * @param keyNow which key an account obeys
   */
  shown(keyNow: (account: AccountId) => KeyId): ForkShown[] {
    return [...this.#found].map(([person, proofs]) => ({
      person,
      times: proofs.size,
      at: Math.max(...[...proofs.values()].map(({ foundMs }) => foundMs)),
      // The words are never given up.
      isByFormerDevice: [...proofs.values()].every(
        ({ proof }) => proof.a.signer !== keyNow(person) && proof.a.signer !== ownKey(person),
      ),
    }))
  }

  /** Everybody's, the oldest first. */
  all(): readonly ForkProof[] {
    return [...this.#found.values()]
      .flatMap((proofs) => [...proofs.values()])
      .sort((a, b) => a.foundMs - b.foundMs)
      .map(({ proof }) => proof)
  }

  /** Of one person, newest first. */
  proofs(person: AccountId): readonly ForkProof[] {
    return [...(this.#found.get(person)?.values() ?? [])]
      .sort((a, b) => b.foundMs - a.foundMs)
      .map(({ proof }) => proof)
  }

  /** The oldest goes of those with whom the owner never dealt: who forks a thousand names for it keeps out no other. */
  async #makeRoom(account: AccountId): Promise<boolean> {
    const dealtWith = this.#dealtWith()
    const all = [...this.#found].flatMap(([person, proofs]) =>
      [...proofs].map(([seq, { foundMs }]) => ({ person, seq, foundMs })),
    )
    const strangers = all.filter(({ person }) => !dealtWith.has(person))
    const giveWay = strangers.length > 0 ? strangers : dealtWith.has(account) ? all : []
    const [first, ...others] = giveWay
    if (first === undefined) return false
    const { person, seq } = others.reduce(
      (oldest, one) => (one.foundMs < oldest.foundMs ? one : oldest),
      first,
    )
    const proofs = this.#found.get(person)
    proofs?.delete(seq)
    if (proofs?.size === 0) this.#found.delete(person)
    this.#count -= 1
    await this.#store.dropFork(person, seq)
    return true
  }

  #put(account: AccountId, seq: number, found: Found): void {
    const known = this.#found.get(account) ?? new Map<number, Found>()
    this.#found.set(account, known.set(seq, found))
    this.#count += 1
  }
}
