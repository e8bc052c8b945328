/**
 * What the owner of an account wishes, in line: one block after the other is signed, shown and settled, and what has
 * come is taken up between. Wishes survive a restart; none is signed twice.
 */
import { Queue } from '../lib/queue'
import type { Result } from '../lib/result'
import { isInChain } from './blocks'
import type { Book } from './book'
import type { Fact } from './facts'
import type { Owner, OwnerFault } from './owner'
import { weightOf } from './manifest'
import { Refusals } from './refused'
import { isReturning } from './rest'
import { slotKey, slotOf } from './slots'
import type { BlockId, KeyId, SignedBlock, SlotKey } from './types'
import type { PurseMemory, RefusedWish, Wish, WishLog } from './wish'
import type { Refusal, RefusalFault } from './witness-answer'

/** LEDGER.md 5.1, for whoever looks at a block of an account. */
export type BlockState =
  | {
      readonly at: 'pending'
      readonly votedWeight: number
      readonly acknowledgedWeight: number
      readonly isForked: boolean
      /** Why so many refuse it for now that it does not get on. */
      readonly refused: RefusalFault | null
    }
  | { readonly at: 'certified'; readonly acknowledgedWeight: number }
  | { readonly at: 'final' }
  /** Another block became final in its place. */
  | { readonly at: 'rejected'; readonly fault: RefusalFault | null }
  | { readonly at: 'void' }

export type WishState =
  | { readonly at: 'saved'; readonly waitsFor: OwnerFault | null }
  | { readonly at: 'refused'; readonly fault: OwnerFault }
  | ({ readonly block: BlockId } & BlockState)

export interface Unfulfilled {
  readonly wish: Wish
  readonly state: Extract<WishState, { at: 'saved' | 'refused' }>
}

/** These pass by themselves; the wish stays in line. */
const PASSING: ReadonlySet<OwnerFault> = new Set([
  'busy',
  'predecessor',
  'source',
  'campaign',
  'table',
  'not-over-yet',
  'too-few-reports',
  'returning',
  'signed-elsewhere',
  'not-the-owner',
])

export class Purse {
  readonly #owner: Owner
  readonly #book: Book
  readonly #log: WishLog
  readonly #line: Wish[]
  readonly #device: KeyId
  /** In line since a former run. */
  readonly #remembered: Set<string>
  readonly #waits = new Map<string, OwnerFault>()
  readonly #ended = new Map<string, Unfulfilled>()
  readonly #fulfilled = new Map<string, SignedBlock>()
  readonly #refusals = new Refusals()
  readonly #shown = new Set<string>()
  /** What is being signed is not withdrawn meanwhile, nor the other way round. */
  readonly #turns = new Queue()

  /** @param device the key with which the owner signs here */
  constructor(owner: Owner, book: Book, log: WishLog, memory: PurseMemory, device: KeyId) {
    this.#owner = owner
    this.#book = book
    this.#log = log
    this.#line = [...memory.wishes]
    this.#device = device
    this.#remembered = new Set(memory.wishes.map(({ id }) => id))
    // What is left of a campaign is asked for anew in each run.
    for (const one of memory.refused ?? []) if (one.wish.t !== 'refund') this.#end(one)
  }

  async wish(wish: Wish): Promise<void> {
    await this.#log.keepWish(wish)
    this.#ended.delete(wish.id)
    this.#line.push(wish)
  }

  /** Wishes for what is left of an own campaign that is over, also when a former attempt came to nothing. */
  async takeBack(campaign: BlockId): Promise<void> {
    const id = `refund of ${campaign}`
    const open = this.#owner.open()?.block
    if (open?.t === 'refund' && open.campaign === campaign) return
    // Others see to it already: a refund would find no votes.
    if (isReturning(this.#book, campaign)) return
    const state = this.stateOf(id)
    // Another copy of the browser may have taken its place, or had it voided.
    if (state !== null && state.at !== 'void' && state.at !== 'rejected') return
    this.#fulfilled.delete(id)
    await this.wish({ id, t: 'refund', campaign })
  }

  /** Signs what can be signed now; null when nothing can. */
  advance(): Promise<SignedBlock | null> {
    return this.#turns.run(() => this.#advance())
  }

  async #advance(): Promise<SignedBlock | null> {
    if (this.#owner.open() !== null) return null
    const held = this.held()
    for (const wish of [...this.#line]) {
      if (held.includes(wish)) continue
      const result = await this.#sign(wish)
      if (result.ok) {
        this.#leaveLine(wish)
        this.#fulfilled.set(wish.id, result.value)
        // What kept the others from being signed was before this.
        this.#waits.clear()
        return result.value
      }
      // What has come may suffice.
      if (result.error === 'too-little' && this.#owner.untaken() > 0) break
      this.#waits.set(wish.id, result.error)
      if (PASSING.has(result.error)) continue
      await this.#log.endWish(wish.id, result.error)
      this.#leaveLine(wish)
      this.#end({ wish, fault: result.error })
    }
    const received = await this.#owner.receive()
    return received?.ok === true ? received.value : null
  }

  /**
   * What waits for a word of the owner (rule AM113): in line since a former run, of which this browser does not remember
   * all that it signed. It was put back from a copy, and may have paid this since. What is taken back comes to nobody else;
   * what was wished for later than all that it forgot cannot have been in that copy (rule AM147).
   */
  held(): readonly Wish[] {
    if (this.#remembered.size === 0) return []
    const forgottenMs = this.#forgottenMs()
    if (forgottenMs === null) return []
    return this.#line.filter(
      ({ id, t, wishedMs = forgottenMs }) =>
        t !== 'refund' && this.#remembered.has(id) && wishedMs <= forgottenMs,
    )
  }

  /** When this device last signed something that became final and that it does not remember; null when it remembers all. */
  #forgottenMs(): number | null {
    const known = new Set(this.#owner.signed().map(({ id }) => id))
    return this.#book.finals().reduce<number | null>((last, { signed: { block, id, signer } }) => {
      if (!isInChain(block) || block.t === 'skip') return last
      // A device may sign for two accounts: its owner's, and that of its own key as a witness.
      const isOwn = block.account === this.#owner.account && signer === this.#device
      return isOwn && !known.has(id) ? Math.max(last ?? block.timeMs, block.timeMs) : last
    }, null)
  }

  /** The owner wants what is held to be paid all the same: it is wished for anew, so no later run asks again. */
  release(nowMs: number): Promise<void> {
    return this.#turns.run(async () => {
      const wishedMs = Math.max(nowMs, (this.#forgottenMs() ?? nowMs) + 1)
      for (const wish of this.held()) {
        const renewed = { ...wish, wishedMs }
        if (await this.#log.renewWish(renewed)) {
          this.#line.splice(this.#line.indexOf(wish), 1, renewed)
          this.#remembered.delete(wish.id)
        } else this.#leaveLine(wish)
      }
    })
  }

  /**
   * The owner does not want it any more: true when it never happens. False for what was signed, be it by a former tab, for
   * somebody may have been shown that, and for what comes back by itself (rule AM121).
   */
  withdraw(id: string): Promise<boolean> {
    return this.#turns.run(async () => {
      const wish = this.#line.find((one) => one.id === id)
      if (wish === undefined || wish.t === 'refund' || !(await this.#log.endWish(id, 'withdrawn')))
        return false
      this.#leaveLine(wish)
      return true
    })
  }

  /** Of a wish of this run. */
  stateOf(id: string): WishState | null {
    const signed = this.#fulfilled.get(id)
    if (signed !== undefined) return { block: signed.id, ...this.blockState(signed) }
    return this.unfulfilled().find(({ wish }) => wish.id === id)?.state ?? null
  }

  /** What no block stands for: in line, or refused. */
  unfulfilled(): Unfulfilled[] {
    const inLine = this.#line.map((wish): Unfulfilled => {
      return { wish, state: { at: 'saved', waitsFor: this.#waits.get(wish.id) ?? null } }
    })
    return [...inLine, ...this.#ended.values()]
  }

  blockState(signed: SignedBlock): BlockState {
    const key = slotKey(slotOf(signed.block))
    const { terms } = this.#book.ledger
    const final = this.#book.finalAt(key)
    if (final !== undefined) {
      if (final.signed.id === signed.id) return { at: 'final' }
      return final.signed.block.t === 'skip' ? { at: 'void' } : { at: 'rejected', fault: null }
    }
    const refused = this.#refusedFor(key, signed.id)
    // A claim that is refused is given up. A block stays: what speaks against it, a clock say, may pass.
    if (refused !== null && signed.block.t === 'claim') return { at: 'rejected', fault: refused }
    const tally = this.#book.tally(key)
    const acknowledgedWeight = weightOf(tally?.heardFrom('ack', signed.id) ?? [], terms)
    if (tally?.hasQuorum('vote', signed.id) === true) return { at: 'certified', acknowledgedWeight }
    const votedWeight = weightOf(tally?.heardFrom('vote', signed.id) ?? [], terms)
    return { at: 'pending', votedWeight, acknowledgedWeight, isForked: tally?.fork() != null, refused }
  }

  /** A witness will not vote for what this account proposed. Of claims, too many of these end the attempt. */
  hearRefusal(witness: KeyId, refusal: Refusal): void {
    const key = slotKey(refusal.slot)
    // Of anything else there is no end to what a witness could refuse.
    if (!this.#book.ledger.terms.weights.has(witness) || !this.#isProposed(key, refusal.value)) return
    this.#refusals.hear(witness, refusal, this.#book)
    if (refusal.slot.kind === 'claim' && this.isRefused(key, refusal.value)) this.#owner.giveUpClaim(key)
  }

  /** A new attempt begins: what was said of the one before counts no more. */
  forgetRefusals(key: SlotKey, value: BlockId): void {
    this.#refusals.forget(key, value, this.#book)
  }

  /** Wishes that no block fulfils yet. */
  get length(): number {
    return this.#line.length
  }

  /** What wishes in line will take from the balance. */
  promised(): number {
    return this.#line.reduce(
      (sum, wish) => sum + (wish.t === 'send' ? wish.amount : wish.t === 'sponsor' ? wish.terms.budget : 0),
      0,
    )
  }

  /** True while there is something to sign, or something signed that is not settled. */
  isWaiting(): boolean {
    return this.#line.length > 0 || this.#owner.untaken() > 0 || this.#owner.proposals().length > 0
  }

  /** Everything that waits for witnesses. */
  proposals(): Fact[] {
    return this.#owner.proposals()
  }

  /**
   * Asks to void an own block that cannot become final, or the account would wait for it for ever. Where a quorum votes
   * for it all the same, it is finished, so asking costs nothing but time.
   */
  async undoing(): Promise<Fact[]> {
    const open = this.#owner.open()
    if (open === null) return []
    const isHopeless = this.#refusals.isHopeless(slotKey(slotOf(open.block)), open.id, this.#book)
    return isHopeless ? this.#owner.pleas() : []
  }

  /**
   * Quorums that came together here, for the witnesses: each may have heard too few of the others. New ones, or all
   * if `again`.
   */
  quorums(again: boolean): Fact[] {
    return this.#owner.openPlaces().flatMap((key) => {
      const tally = this.#book.tally(key)
      return (['vote', 'vow'] as const).flatMap((stage) =>
        (tally?.quorumValues(stage) ?? []).flatMap((value): Fact[] => {
          const name = `${stage} ${key} ${value}`
          const quorum = tally?.quorum(stage, value) ?? null
          if (quorum === null || (this.#shown.has(name) && !again)) return []
          this.#shown.add(name)
          return [{ t: 'quorum', quorum }]
        }),
      )
    })
  }

  /** True when so many witnesses refused this place that the others are no quorum. */
  isRefused(key: SlotKey, value: BlockId): boolean {
    return this.#refusedFor(key, value) !== null
  }

  /** Why so many refused that those who are left are no quorum; null while there are enough. */
  #refusedFor(key: SlotKey, value: BlockId): RefusalFault | null {
    return this.#refusals.faultOf(key, value, this.#book)
  }

  #isProposed(key: SlotKey, value: BlockId): boolean {
    return this.#owner
      .proposals()
      .some(
        (fact) =>
          fact.t === 'block' && fact.signed.id === value && slotKey(slotOf(fact.signed.block)) === key,
      )
  }

  #end({ wish, fault }: RefusedWish): void {
    this.#ended.set(wish.id, { wish, state: { at: 'refused', fault } })
  }

  #leaveLine(wish: Wish): void {
    this.#line.splice(this.#line.indexOf(wish), 1)
    this.#waits.delete(wish.id)
    this.#remembered.delete(wish.id)
  }

  #sign(wish: Wish): Promise<Result<SignedBlock, OwnerFault>> {
    switch (wish.t) {
      case 'send':
        return this.#owner.send(wish.to, wish.amount, wish.memo, wish.id)
      case 'sponsor':
        return this.#owner.sponsor(wish.terms, wish.id)
      case 'refund':
        return this.#owner.refund(wish.campaign, wish.id)
    }
  }
}
