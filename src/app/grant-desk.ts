/** Gives starter AMP out of the account of a witness's key: of a page, and of a witness that runs alone (rules AM98, AM118). */
import type { Book } from '../amp/book'
import { Faucet } from '../amp/faucet'
import { Owner, type OwnerMemory, type OwnLog } from '../amp/owner'
import { Purse } from '../amp/purse'
import type { AccountId } from '../amp/types'
import type { PurseMemory, WishLog } from '../amp/wish'
import type { Witness } from '../amp/witness'
import type { DeviceSigner } from '../identity/types'
import { Queue } from '../lib/queue'

/** Grants are signed one after the other; whoever is further behind asks again. */
const MAX_GRANTS_IN_LINE = 50

export interface GrantDeskInit {
  readonly book: Book
  /** Null in a page that says nothing, though its key is named. */
  readonly witness: Pick<Witness, 'isSilent'> | null
  /** Of the witness. */
  readonly signer: DeviceSigner
  readonly log: OwnLog & WishLog
  /** Of the account of that key alone. */
  readonly memory: OwnerMemory & PurseMemory
  readonly now: () => number
  /** False until it is known how the ledger stands: what is promised before may never be signed. */
  readonly maySign: () => boolean
  /** A grant is in line. */
  readonly wished: () => void
}

export class GrantDesk {
  /** Of the account of the key, for whatever else is paid from it or comes to it. */
  readonly purse: Purse
  readonly #init: GrantDeskInit
  readonly #owner: Owner
  readonly #faucet: Faucet
  readonly #queue = new Queue()

  constructor(init: GrantDeskInit) {
    const { book, signer, log, memory, now } = init
    this.#init = init
    this.#owner = new Owner({ account: accountOfKey(signer), book, signer, log, memory, now })
    this.purse = new Purse(this.#owner, book, log, memory, signer.device)
    this.#faucet = new Faucet(memory, now())
  }

  /** Base units that are promised to nobody. */
  get left(): number {
    return this.#owner.balance - this.purse.promised() - this.#owner.openAmount()
  }

  /** False for no. One after the other, or what is left would be promised twice. */
  grant(to: AccountId): Promise<boolean> {
    return this.#queue.run(() => this.#grant(to))
  }

  async #grant(to: AccountId): Promise<boolean> {
    const { book, witness, maySign, now, wished } = this.#init
    const amount = book.ledger.terms.rules.faucetGrant
    const isNoGiver = witness === null || witness.isSilent || amount === 0 || !maySign()
    if (isNoGiver || this.left < amount || this.purse.length >= MAX_GRANTS_IN_LINE) return false
    const nowMs = now()
    const wish = this.#faucet.give(to, amount, nowMs)
    // What a browser that was put back from a copy has given since stands in the ledger alone. All of it is looked through:
    // not before the faucet would give, which is so many times a day.
    if (wish === null || this.#hasGiven(to)) return false
    try {
      await this.purse.wish(wish)
    } catch (error) {
      this.#faucet.takeBack(to, nowMs)
      throw error
    }
    wished()
    return true
  }

  #hasGiven(to: AccountId): boolean {
    const { book, signer } = this.#init
    const own = accountOfKey(signer)
    return book
      .finals()
      .some(({ signed: { block } }) => block.t === 'send' && block.account === own && block.to === to)
  }
}

/** The account that the key of a witness has by itself; in a page it is another than its owner's. */
export function accountOfKey({ device }: DeviceSigner): AccountId {
  return device as string as AccountId
}
