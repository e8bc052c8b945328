/**
 * Makes this device the one that spends once there is something to spend: until then an account obeys the words alone.
 * Two devices that see the first AMP at once may both sign that. Neither gives anything away, so nobody is cheated; the
 * place is voided, and one of the two signs again (rule AM31).
 */
import { isInChain } from '../amp/blocks'
import type { Book } from '../amp/book'
import type { Fact } from '../amp/facts'
import { yieldsTo } from '../amp/forks'
import type { Owner } from '../amp/owner'
import { slotKey } from '../amp/slots'
import type { AccountId, ForkProof } from '../amp/types'
import type { DeviceSigner } from '../identity/types'

export interface TakeOverInit {
  readonly account: AccountId
  readonly book: Book
  readonly owner: Owner
  readonly signer: DeviceSigner
  /** The person's own key. */
  readonly root: () => Promise<DeviceSigner | null>
  readonly now: () => number
  /** True once it is known how the account stands. */
  readonly maySign: () => boolean
  /** Asks the witnesses. */
  readonly ask: (facts: readonly Fact[]) => Promise<void>
  /** Something was signed. */
  readonly signed: () => void
}

/** By then the other device has signed again, or is away. */
const YIELD_MS = 60_000

export class TakeOver {
  readonly #init: TakeOverInit
  #isMoving = false
  #waitsUntilMs = -Infinity
  /** The owner wished it, and what this device signed for it collided. */
  #isWished = false

  constructor(init: TakeOverInit) {
    this.#init = init
  }

  noteFork(proof: ForkProof): void {
    const { account, signer, now } = this.#init
    const { block } = proof.a
    if (!isInChain(block) || block.account !== account) return
    if (yieldsTo(proof, signer.device)) this.#waitsUntilMs = now() + YIELD_MS
  }

  /** The place at which this device would have become the one that spends is given up: it asks for the next. */
  insist(): void {
    this.#isWished = this.#init.owner.open()?.block.t === 'rotate'
  }

  /** Does what is due: nothing most of the time. */
  async look(): Promise<void> {
    const spender = this.#init.owner.spender()
    if (spender === 'this-device') this.#isWished = false
    if (this.#isMoving || !(spender === 'the-words' || this.#isWished)) return
    this.#isMoving = true
    try {
      if (this.#init.owner.open() === null) await this.#rotate()
      else if (spender === 'the-words') await this.#unblock()
    } finally {
      this.#isMoving = false
    }
  }

  /** What one of the two has a quorum of votes for becomes final by itself; else the place is voided. */
  async #unblock(): Promise<void> {
    const { account, book, owner, root, ask } = this.#init
    if (owner.open()?.block.t !== 'rotate') return
    const tally = book.tally(slotKey(book.ledger.nextSlot(account)))
    if (tally?.fork() == null || tally.quorumValues('vote').length > 0) return
    await ask(await owner.pleas((await root()) ?? undefined))
  }

  async #rotate(): Promise<void> {
    const { owner, root, now, maySign, signed } = this.#init
    const hasSomething = owner.untaken() + owner.balance > 0
    if (!hasSomething || !maySign() || now() < this.#waitsUntilMs) return
    const key = await root()
    if (key !== null && (await owner.rotate(key)).ok) signed()
  }
}
