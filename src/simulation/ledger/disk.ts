/** The disk of a simulated peer: what was kept outlives a crash, and a crash may come before a write or after it. */
import { isPleaFor, type OwnBlock, type OwnClaim, type OwnLog, type OwnerMemory } from '../../amp/owner'
import type { PurseMemory, Wish, WishEnd, WishLog } from '../../amp/wish'
import { slotKey, slotOf } from '../../amp/slots'
import type { CloseReportBody } from '../../amp/statements'
import type { KeyId, WitnessProof } from '../../amp/types'
import type { HeldUpClaim, KeptProof, KeptStatement, WitnessLog, WitnessMemory } from '../../amp/witness-log'

export class SimulatedDisk implements WitnessLog, OwnLog, WishLog {
  readonly #statements: KeptStatement[] = []
  readonly #proofs = new Map<string, KeptProof>()
  readonly #reports: CloseReportBody[] = []
  readonly #heldUp: HeldUpClaim[] = []
  #hasForgotten = false
  #frozenEpoch = -1
  readonly #blocks = new Map<string, OwnBlock>()
  readonly #claims: OwnClaim[] = []
  readonly #wishes = new Map<string, Wish>()
  readonly #lies = new Map<KeyId, WitnessProof>()
  readonly #mayStop: () => void
  readonly #forgets: boolean

  /**
   * @param mayStop called before each write and after it; throws when the machine stops there
   * @param forgets a broken disk: it says yes, and keeps nothing of what a witness said
   */
  constructor(mayStop: () => void = () => undefined, forgets = false) {
    this.#mayStop = mayStop
    this.#forgets = forgets
  }

  async #write(change: () => void): Promise<void> {
    // As on a real disk, others go on in the meantime.
    await Promise.resolve()
    this.#mayStop()
    change()
    this.#mayStop()
  }

  async keepStatement(kept: KeptStatement, proof: KeptProof | null): Promise<void> {
    await this.#write(() => {
      if (this.#forgets) return
      this.#statements.push(kept)
      if (proof !== null) this.#proofs.set(proof.name, proof)
    })
  }

  proofs(): readonly KeptProof[] {
    return [...this.#proofs.values()]
  }

  /** Of each witness one. */
  async keepLie(proof: WitnessProof): Promise<void> {
    await this.#write(() => this.#lies.set(proof.a.witness, proof))
  }

  lies(): ReadonlyMap<KeyId, WitnessProof> {
    return this.#lies
  }

  async keepReport(body: CloseReportBody): Promise<void> {
    await this.#write(() => this.#reports.push(body))
  }

  async keepHeldUp(claim: HeldUpClaim): Promise<void> {
    await this.#write(() => this.#heldUp.push(claim))
  }

  async keepForgotten(): Promise<void> {
    await this.#write(() => {
      if (!this.#forgets) this.#hasForgotten = true
    })
  }

  async keepFrozen(epoch: number): Promise<void> {
    await this.#write(() => {
      this.#frozenEpoch = epoch
    })
  }

  async keepBlock(own: OwnBlock): Promise<boolean> {
    const key = slotKey(slotOf(own.signed.block))
    const there = this.#blocks.get(key)
    const isFree = there === undefined || isPleaFor(there, own)
    await this.#write(() => {
      if (!isFree) return
      this.#blocks.set(key, own)
      if (own.wish !== null) this.#wishes.delete(own.wish)
    })
    return isFree
  }

  async keepClaim(claim: OwnClaim): Promise<void> {
    await this.#write(() => this.#claims.push(claim))
  }

  async keepWish(wish: Wish): Promise<void> {
    await this.#write(() => this.#wishes.set(wish.id, wish))
  }

  async renewWish(wish: Wish): Promise<boolean> {
    let isInLine = false
    await this.#write(() => {
      isInLine = this.#wishes.has(wish.id)
      if (isInLine) this.#wishes.set(wish.id, wish)
    })
    return isInLine
  }

  async endWish(id: string, _end: WishEnd): Promise<boolean> {
    let wasThere = false
    await this.#write(() => {
      wasThere = this.#wishes.delete(id)
    })
    return wasThere
  }

  witnessMemory(): WitnessMemory {
    return {
      statements: [...this.#statements],
      reports: [...this.#reports],
      heldUp: [...this.#heldUp],
      hasForgotten: this.#hasForgotten,
      frozenEpoch: this.#frozenEpoch,
    }
  }

  ownerMemory(): OwnerMemory & PurseMemory {
    return {
      blocks: [...this.#blocks.values()],
      claims: [...this.#claims],
      wishes: [...this.#wishes.values()],
    }
  }
}
