/**
 * The whole ledger again, from its first balances on: each final is verified anew with every signature, judged by the
 * rules, and only then counted. Nothing that was believed before is believed here.
 */
import type { Turn } from './beginning'
import { snapshotOf } from './checkpoint'
import type { FactFault } from './gate'
import { readFact } from './gate'
import { judge, type BlockFault, type Missing } from './judge'
import { applyFinal, Ledger, supplyOf, type Supply } from './ledger'
import type { Terms } from './manifest'
import { slotKey } from './slots'
import type { Successor } from './successor'
import type { AccountId, Final, SignedBlock, VerifySignature } from './types'

export type ReplayReason = FactFault | BlockFault | Missing | 'not-a-final'

/** Something that is kept and does not fit. */
export interface Misfit {
  /** Where it stands among what is kept, from 0 on. */
  readonly place: number
  /** A rule that it breaks, or what it stands on and is not there. */
  readonly reason: ReplayReason
  /** Null for what cannot be read. */
  readonly signed: SignedBlock | null
}

export interface ReplayInit {
  readonly terms: Terms
  readonly allocation: readonly { readonly account: AccountId; readonly amount: number }[]
  readonly verify: VerifySignature
  /** Lets others have their turn. */
  readonly breathe: () => Promise<void>
}

interface Waiting {
  readonly place: number
  readonly final: Final
  readonly missing: Missing
}

/**
 * What is kept stands in the order in which it became final, but a table after its campaign: one pass does. More are for a
 * store that was mended.
 */
const MAX_PASSES = 16
/** More say nothing new, and all of them are counted. */
const MAX_MISFITS_KEPT = 100

export class Replay {
  readonly ledger: Ledger
  readonly #init: ReplayInit
  readonly #misfits: Misfit[] = []
  #misfitCount = 0
  readonly #waiting: Waiting[] = []
  /** Of the epoch that the replay is in. */
  #terms: Terms
  /** Who witnesses the next epoch, once that was read. */
  #successor: Successor | null = null
  #taken = 0
  #blocks = 0

  constructor(init: ReplayInit) {
    this.#init = init
    this.#terms = init.terms
    this.ledger = new Ledger(init.terms, init.allocation)
  }

  /** Facts that were looked at. */
  get taken(): number {
    return this.#taken
  }

  /** Blocks that fit. */
  get blocks(): number {
    return this.#blocks
  }

  /** The first of them … */
  get misfits(): readonly Misfit[] {
    return this.#misfits
  }

  /** … and how many there are. */
  get misfitCount(): number {
    return this.#misfitCount
  }

  get supply(): Supply {
    return supplyOf(this.ledger)
  }

  /** One after the other, in the order in which they are kept. */
  async take(bytes: Uint8Array): Promise<void> {
    const place = this.#taken
    this.#taken += 1
    const fact = await readFact(bytes, this.#terms, this.#init.verify)
    if (!fact.ok) this.#note({ place, reason: fact.error, signed: await this.#blockIn(bytes) })
    // What is certified was carried over into the next epoch, and is final by what ends this one.
    else if (fact.value.t === 'final' || fact.value.t === 'certified') this.#settle(place, fact.value.final)
    else if (fact.value.t === 'table') this.ledger.keepTable(fact.value.table)
    else if (fact.value.t === 'successor') this.#successor = fact.value.successor
    else if (fact.value.t === 'turn') await this.#turn(place, fact.value.turn)
    // What it names was replayed before it, and is under the root that ends the epoch.
    else if (fact.value.t !== 'page') this.#note({ place, reason: 'not-a-final', signed: null })
  }

  /** What still waits when all was taken, after what came later in vain. */
  async finish(): Promise<void> {
    await this.#tryAgain()
    for (const { place, missing, final } of this.#waiting.splice(0))
      this.#note({ place, reason: missing, signed: final.signed })
  }

  async #tryAgain(): Promise<void> {
    for (let pass = 0; pass < MAX_PASSES && this.#waiting.length > 0; pass += 1) {
      const before = this.#waiting.length
      for (const one of this.#waiting.splice(0)) {
        await this.#init.breathe()
        this.#settle(one.place, one.final)
      }
      if (this.#waiting.length === before) return
    }
  }

  /** The old witnesses ended their epoch with exactly what the replay came to, or it goes no further. */
  async #turn(place: number, { beginning }: Turn): Promise<void> {
    await this.#tryAgain()
    const root = (await snapshotOf(this.ledger, this.#init.breathe))?.tree.root
    const isSame = root?.hash === beginning.root && root.sum === beginning.sum
    if (!isSame || this.#successor?.id !== beginning.next)
      return this.#note({ place, reason: 'other-beginning', signed: null })
    this.#terms = this.#successor.terms
    this.ledger.turn(this.#terms)
    this.#successor = null
  }

  #settle(place: number, final: Final): void {
    // Kept twice, it counts once.
    if (this.ledger.settled.get(slotKey(final.proof.slot)) === final.signed.id) return
    const judgement = judge(this.ledger, final.signed)
    if (judgement.verdict === 'wait') this.#waiting.push({ place, final, missing: judgement.missing })
    else if (judgement.verdict === 'invalid')
      this.#note({ place, reason: judgement.fault, signed: final.signed })
    else {
      applyFinal(this.ledger, final)
      this.#blocks += 1
    }
  }

  #note(misfit: Misfit): void {
    this.#misfitCount += 1
    if (this.#misfits.length < MAX_MISFITS_KEPT) this.#misfits.push(misfit)
  }

  /** To be shown, not to be believed: whose it says to be, though its signatures do not hold. */
  async #blockIn(bytes: Uint8Array): Promise<SignedBlock | null> {
    const fact = await readFact(bytes, this.#terms, () => Promise.resolve(true))
    return fact.ok && fact.value.t === 'final' ? fact.value.final.signed : null
  }
}
