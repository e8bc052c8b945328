/** A machine of the simulated network: a participant of the ledger, built from its disk as often as it starts. */
import { Book } from '../../amp/book'
import { Ledger } from '../../amp/ledger'
import type { Allocation, Terms } from '../../amp/manifest'
import { Owner } from '../../amp/owner'
import { Participant } from '../../amp/participant'
import { Purse } from '../../amp/purse'
import type { AccountId } from '../../amp/types'
import { Witness } from '../../amp/witness'
import type { WitnessRules } from '../../amp/witness-rules'
import type { DeviceSigner } from '../../identity/types'
import { SimulatedDisk } from './disk'

export interface MachineParts {
  readonly name: string
  readonly terms: Terms
  readonly allocation: Allocation['rows']
  readonly signer: DeviceSigner
  readonly now: () => number
  readonly isWitness: boolean
  /** The account that it owns; null for none. */
  readonly account: AccountId | null
  readonly disk?: SimulatedDisk
  readonly rules?: WitnessRules
  /** To show what breaks when the words of proven liars count. */
  readonly believesLiars?: boolean
  /** What the epoch before left; else the allocation alone. */
  readonly begins?: Ledger
}

export class Machine {
  readonly name: string
  readonly disk: SimulatedDisk
  readonly signer: DeviceSigner
  readonly account: AccountId | null
  isOnline = true
  readonly #parts: MachineParts
  #participant: Participant
  #owner: Owner | null = null
  #purse: Purse | null = null

  constructor(parts: MachineParts) {
    this.name = parts.name
    this.signer = parts.signer
    this.account = parts.account
    this.disk = parts.disk ?? new SimulatedDisk()
    this.#parts = parts
    this.#participant = this.#build()
  }

  get participant(): Participant {
    return this.#participant
  }

  get owner(): Owner {
    if (this.#owner === null) throw new Error(`expected ${this.name} to own an account`)
    return this.#owner
  }

  get purse(): Purse {
    if (this.#purse === null) throw new Error(`expected ${this.name} to own an account`)
    return this.#purse
  }

  /** Starts anew with what is on the disk alone; what is final comes from the others, who lies from `recallLies`. */
  restart(): void {
    this.#participant = this.#build()
  }

  /** Who was proven to lie before it stopped (rule AM116); after what it acknowledged. */
  recallLies(): void {
    for (const proof of this.disk.lies().values()) this.#participant.book.take({ t: 'lie', proof })
  }

  #build(): Participant {
    const { terms, allocation, signer, now, isWitness, account, rules } = this.#parts
    const { begins } = this.#parts
    const book = new Book(
      begins === undefined ? new Ledger(terms, allocation) : begins.under(terms),
      new Map(),
      this.#parts.believesLiars,
    )
    const log = this.disk
    const witness = isWitness
      ? new Witness({ book, signer, log, memory: log.witnessMemory(), now, ...(rules && { rules }) })
      : null
    if (account === null) return new Participant(book, witness, [])
    const memory = log.ownerMemory()
    this.#owner = new Owner({ account, book, signer, log, memory, now })
    this.#purse = new Purse(this.#owner, book, log, memory, signer.device)
    return new Participant(book, witness, [this.#purse])
  }
}
