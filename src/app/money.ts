/** The owner's wallet in a running page: opens what is kept, runs the ledger's desk, and tells the views how things stand. */
import { Book } from '../amp/book'
import { readDeclaration, type LedgerDeclaration } from '../amp/declaration'
import { feeOf, Ledger, medianMs, offerIn, supplyOf } from '../amp/ledger'
import { offersFor, type Standing } from '../amp/offers'
import { Owner } from '../amp/owner'
import { Participant } from '../amp/participant'
import { Purse, type BlockState, type Wish } from '../amp/purse'
import { slotKey, slotOf } from '../amp/slots'
import { tableFrom } from '../amp/table'
import { isOver } from '../amp/timely'
import type { BlockId, Final, SignedBlock } from '../amp/types'
import { Witness } from '../amp/witness'
import { verifyStrictly } from '../identity/ed25519'
import type { DeviceId, DeviceSigner, PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { RecordCid } from '../records/types'
import { AmpStore } from '../storage/amp-store'
import { LedgerDesk } from './ledger-desk'
import type {
  CampaignState,
  MoneyState,
  Movement,
  MovementState,
  OfferPreview,
  SendError,
} from './money-state'

export interface MoneyInit {
  /** As network.json has it. */
  readonly declared: unknown
  readonly person: PersonId
  readonly signer: DeviceSigner
  /** The person's own key, from the words that are kept here. */
  readonly root: () => Promise<DeviceSigner | null>
  readonly peer: Peer
  readonly now: () => number
  readonly changed: (state: MoneyState) => void
  readonly closedByBrowser: () => void
}

/** More would not be read at one time; the auditor counts them all. */
const MAX_MOVEMENTS_SHOWN = 200
/** What changes at once is told once. */
const TELL_MS = 50
/** Own campaigns that are over are looked for this often. */
const CLOSE_EVERY_MS = 10_000
const MAX_CAMPAIGNS_SHOWN = 500
/** So long a campaign runs … */
const CAMPAIGN_MS = 24 * 3_600_000
/** … and so long must a viewer look. */
const CAMPAIGN_VIEW_MS = 3_000

export interface Amplify {
  readonly post: RecordCid
  readonly author: PersonId
  /** Base units. */
  readonly budget: number
  /** Who has standing as the owner sees it. */
  readonly standings: readonly Standing[]
}

export class Money {
  readonly #init: MoneyInit
  readonly #declaration: LedgerDeclaration
  readonly #store: AmpStore
  readonly #book: Book
  readonly #owner: Owner
  readonly #purse: Purse
  readonly #desk: LedgerDesk
  readonly #wishes: Wish[]
  #stopLine: () => Promise<void> = () => Promise.resolve()
  #closing: ReturnType<typeof setInterval> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #isBroken = false
  #isMoving = false

  /** The error is a sentence for people: the ledger of network.json cannot be used. */
  static async open(init: MoneyInit): Promise<Result<Money, string>> {
    const declaration = await readDeclaration(init.declared)
    if (!declaration.ok) return declaration
    const store = await AmpStore.open(declaration.value.terms.ledger, init.closedByBrowser)
    const money = new Money(init, declaration.value, store, {
      ...(await store.ownerMemory()),
      ...(await store.witnessMemory()),
    })
    await money.#start()
    return ok(money)
  }

  private constructor(
    init: MoneyInit,
    declaration: LedgerDeclaration,
    store: AmpStore,
    memory: Awaited<ReturnType<AmpStore['ownerMemory']>> & Awaited<ReturnType<AmpStore['witnessMemory']>>,
  ) {
    this.#init = init
    this.#declaration = declaration
    this.#store = store
    const { person, signer, now } = init
    this.#book = new Book(new Ledger(declaration.terms, declaration.allocation.rows))
    this.#owner = new Owner({ account: person, book: this.#book, signer, log: store, memory, now })
    this.#purse = new Purse(this.#owner, this.#book, store, memory)
    this.#wishes = [...memory.wishes]
    const isWitness = declaration.terms.weights.has(signer.device)
    const witness = isWitness ? new Witness({ book: this.#book, signer, log: store, memory, now }) : null
    this.#desk = new LedgerDesk({
      declaration,
      participant: new Participant(this.#book, witness, this.#purse),
      store,
      verify: verifyStrictly,
      mark: crypto.randomUUID(),
      changed: () => this.#changed(),
      broken: () => {
        this.#isBroken = true
      },
      grant: () => Promise.resolve(false),
    })
  }

  async #start(): Promise<void> {
    await this.#desk.load()
    const line = await this.#init.peer.openLedgerLine(this.#declaration.terms.ledger, {
      answer: (_from, question) => this.#desk.answer(question),
      hear: (fact) => this.#desk.hear(fact),
      now: this.#init.now,
    })
    this.#stopLine = () => line.stop()
    this.#desk.start(line, this.#init.now)
    this.#closing = setInterval(() => void this.#closeCampaigns(), CLOSE_EVERY_MS)
    void this.#closeCampaigns()
    this.#changed()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#telling)
    clearInterval(this.#closing)
    this.#desk.stop()
    await this.#stopLine()
    this.#store.close()
  }

  async send(to: PersonId, amount: number): Promise<Result<void, SendError>> {
    if (to === this.#init.person) return err('to-yourself')
    if (!Number.isSafeInteger(amount) || amount < this.#declaration.terms.rules.minSend)
      return err('not-an-amount')
    if (this.#isBroken) return err('broken')
    if (this.#owner.spender() === 'another-device') return err('another-device')
    if (this.#spendable() < amount) return err('too-little')
    const wish: Wish = { id: crypto.randomUUID(), t: 'send', to, amount, memo: null }
    this.#wishes.push(wish)
    await this.#purse.wish(wish)
    this.#changed()
    void this.#desk.pump(false)
    return ok(undefined)
  }

  /** What no payment has claimed yet, be it signed or in line. */
  #spendable(): number {
    return this.#owner.balance + this.#owner.untaken() - this.#purse.promised() - this.#owner.openAmount()
  }

  /** What this budget would offer to whom. */
  offers({ author, budget, standings }: Amplify): OfferPreview {
    const { terms } = this.#declaration
    const rows = offersFor(this.#init.person, author, budget, standings, terms)
    return { rows: rows.map(({ viewer, amount }) => ({ person: viewer, amount })), fee: feeOf(budget, terms) }
  }

  /** Locks the budget for the people of the offer table, and lifts the post. */
  async amplify(amplify: Amplify): Promise<Result<void, SendError>> {
    const { post, author, budget, standings } = amplify
    if (!Number.isSafeInteger(budget) || budget <= 0) return err('not-an-amount')
    if (this.#isBroken) return err('broken')
    if (this.#owner.spender() === 'another-device') return err('another-device')
    if (this.#spendable() < budget) return err('too-little')
    const rows = offersFor(this.#init.person, author, budget, standings, this.#declaration.terms)
    const table = rows.length === 0 ? undefined : await tableFrom(rows)
    if (table === undefined) return err('no-offers')
    const terms = {
      ...{ post, budget, table, lastsMs: CAMPAIGN_MS, viewMs: CAMPAIGN_VIEW_MS },
      ...{ algorithm: 'reo of the sponsor', snapshot: null },
    }
    const wish: Wish = { id: crypto.randomUUID(), t: 'sponsor', terms }
    this.#wishes.push(wish)
    await this.#purse.wish(wish)
    this.#changed()
    void this.#desk.pump(false)
    return ok(undefined)
  }

  /** The owner has looked at a sponsored post for this long. */
  async claimView(campaign: string, fromMs: number, toMs: number): Promise<boolean> {
    const spender = this.#owner.spender()
    const signer = spender === 'the-words' ? await this.#init.root() : this.#init.signer
    if (signer === null || spender === 'another-device') return false
    const claimed = await this.#owner.claim(campaign as BlockId, fromMs, toMs, signer)
    if (!claimed.ok) return false
    this.#purse.forgetRefusals(slotKey(slotOf(claimed.value.signed.block)), claimed.value.signed.id)
    this.#changed()
    void this.#desk.pump(true)
    return true
  }

  /** Asks for what the network gives newcomers; false when nobody gave. */
  async starter(): Promise<boolean> {
    const isGranted = await this.#desk.askForGrant(this.#init.person)
    if (isGranted) void this.#desk.catchUp()
    return isGranted
  }

  /** Asks the witnesses to void the place at which the own payment does not become final. */
  async giveUp(): Promise<void> {
    const root = this.#owner.spender() === 'the-words' ? await this.#init.root() : null
    const { account, seq } = {
      account: this.#init.person,
      seq: this.#book.ledger.account(this.#init.person).seq + 1,
    }
    const isForked = this.#book.tally(slotKey({ kind: 'account', account, seq }))?.fork() != null
    await this.#desk.ask([
      await this.#owner.plea(root ?? undefined),
      ...(isForked ? [{ t: 'forked', account, seq } as const] : []),
    ])
  }

  /** Makes this device the one that spends. */
  async spendFromHere(): Promise<boolean> {
    const root = await this.#init.root()
    if (root === null) return false
    const rotated = await this.#owner.rotate(root)
    if (rotated.ok) void this.#desk.pump(true)
    return rotated.ok
  }

  state(): MoneyState {
    const { ledger } = this.#book
    const { person } = this.#init
    const { balances, untaken, locked, total } = supplyOf(ledger)
    const own = [...ledger.campaigns.values()].filter(({ block }) => block.account === person)
    return {
      symbol: this.#declaration.manifest.symbol,
      balance: this.#owner.balance + this.#owner.untaken(),
      arriving: this.#owner.untaken(),
      escrow: own.reduce((sum, campaign) => sum + campaign.locked, 0),
      campaigns: this.#campaigns(),
      movements: this.#movements(),
      isWaiting: this.#owner.open() !== null,
      spender: this.#owner.spender(),
      starter: ledger.terms.rules.faucetGrant,
      witnesses: ledger.terms.weights.size,
      quorum: ledger.terms.quorumWeight,
      supply: { balances, untaken, locked, total: total ?? Number.NaN, declared: ledger.terms.supply },
      isBroken: this.#isBroken,
    }
  }

  #movements(): Movement[] {
    const { person } = this.#init
    const settled = this.#book.finals().flatMap((final) => movementOf(final, person, this.#declaration))
    const known = new Set(settled.map(({ id }) => id))
    const open = this.#owner.signed().flatMap((signed) => this.#ownMovement(signed))
    const saved = this.#wishes.flatMap((wish) => this.#wished(wish))
    return [...settled, ...open.filter(({ id }) => !known.has(id)), ...saved]
      .sort((a, b) => b.at - a.at)
      .slice(0, MAX_MOVEMENTS_SHOWN)
  }

  #campaigns(): CampaignState[] {
    const { ledger } = this.#book
    const { person, now } = this.#init
    return [...ledger.campaigns.values()]
      .map((campaign): CampaignState => {
        const { id, block, finalMs, locked } = campaign
        const table = ledger.tableOf(campaign)
        const key = slotKey({ kind: 'claim', campaign: id, viewer: person })
        const isPaid = ledger.settled.has(key)
        return {
          id,
          post: block.post as RecordCid,
          sponsor: block.account,
          budget: block.budget,
          at: finalMs,
          viewMs: block.viewMs,
          addressed: table?.rows.map(({ viewer }) => viewer) ?? [],
          offer: table === undefined ? 0 : (offerIn(table, person)?.amount ?? 0),
          claim: isPaid ? 'paid' : this.#owner.isClaiming(key) ? 'sent' : null,
          locked,
          isOver: isOver(campaign, ledger, now()),
        }
      })
      .sort((a, b) => b.at - a.at)
      .slice(0, MAX_CAMPAIGNS_SHOWN)
  }

  /** What is left of own campaigns that are over comes back: reports are asked for until there is a quorum of them. */
  async #closeCampaigns(): Promise<void> {
    for (const { id, block, owed } of this.#book.ledger.campaigns.values()) {
      if (block.account !== this.#init.person || owed !== null) continue
      const closing = this.#owner.closing(id)
      if (!closing.ok) continue
      const wish: Wish = { id: `refund of ${id}`, t: 'refund', campaign: id }
      if (!this.#wishes.some((other) => other.id === wish.id)) {
        this.#wishes.push(wish)
        await this.#purse.wish(wish)
      }
      await this.#desk.ask([closing.value])
    }
  }

  #ownMovement(signed: SignedBlock): Movement[] {
    const { block, id } = signed
    if (block.t !== 'send' && block.t !== 'spon') return []
    const state = movementState(this.#purse.blockState(signed), this.#declaration.terms.quorumWeight)
    return block.t === 'send'
      ? [{ id, kind: 'sent', person: block.to, amount: block.amount, at: block.timeMs, state }]
      : [{ id, kind: 'campaign', person: null, amount: block.budget, at: block.timeMs, state }]
  }

  #wished(wish: Wish): Movement[] {
    const state = this.#purse.stateOf(wish.id)
    if (wish.t === 'refund' || state === null || (state.at !== 'saved' && state.at !== 'refused')) return []
    const shown: MovementState = state.at === 'saved' ? { at: 'saved' } : { at: 'rejected', why: state.fault }
    const row = { id: wish.id, at: this.#init.now(), state: shown }
    return wish.t === 'send'
      ? [{ ...row, kind: 'sent', person: wish.to, amount: wish.amount }]
      : [{ ...row, kind: 'campaign', person: null, amount: wish.terms.budget }]
  }

  #changed(): void {
    // What came to an account that obeys the words alone is taken up by this device from now on.
    if (this.#owner.spender() === 'the-words' && this.#owner.untaken() + this.#owner.balance > 0)
      void this.#takeOver()
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#init.changed(this.state())
    }, TELL_MS)
  }

  async #takeOver(): Promise<void> {
    if (this.#isMoving || this.#owner.open() !== null || !this.#desk.mayJoin) return
    this.#isMoving = true
    try {
      await this.spendFromHere()
    } finally {
      this.#isMoving = false
    }
  }
}

function movementOf({ signed, proof }: Final, person: PersonId, { terms }: LedgerDeclaration): Movement[] {
  const { block, id } = signed
  const state: MovementState = { at: 'final' }
  if (block.t === 'send' && block.account === person)
    return [{ id, kind: 'sent', person: block.to, amount: block.amount, at: block.timeMs, state }]
  if (block.t === 'spon' && block.account === person)
    return [{ id, kind: 'campaign', person: null, amount: block.budget, at: block.timeMs, state }]
  if (block.t === 'refund' && block.account === person)
    return [{ id, kind: 'refund', person: null, amount: block.amount, at: block.timeMs, state }]
  if (block.t === 'claim' && block.viewer === person)
    return [
      {
        id,
        kind: 'paid-for-attention',
        person: null,
        amount: block.amount,
        at: medianMs(proof.signatures, terms),
        state,
      },
    ]
  if (block.t === 'send' && block.to === person) {
    const isWitness = terms.weights.has(block.account as string as DeviceId)
    const from = isWitness ? null : block.account
    return [
      {
        id,
        kind: isWitness ? 'granted' : 'received',
        person: from,
        amount: block.amount,
        at: block.timeMs,
        state,
      },
    ]
  }
  return []
}

function movementState(state: BlockState, needed: number): MovementState {
  switch (state.at) {
    case 'pending':
      return {
        at: 'pending',
        votes: state.votedWeight,
        needed,
        isForked: state.isForked,
        refused: state.refused,
      }
    case 'certified':
      return { at: 'certified' }
    case 'final':
      return { at: 'final' }
    case 'void':
      return { at: 'void' }
    case 'rejected':
      return { at: 'rejected', why: state.fault ?? 'another payment took its place' }
  }
}
