/** The owner's wallet in a running page: opens what is kept, runs the ledger's desk, and tells the views how things stand. */
import { Book } from '../amp/book'
import { readDeclaration, type LedgerDeclaration } from '../amp/declaration'
import { partsOf } from '../amp/faucet'
import { feeOf, Ledger } from '../amp/ledger'
import { leastAsked, offersFor, type Standing } from '../amp/offers'
import { memoFrom } from '../amp/memo'
import { Owner } from '../amp/owner'
import { Participant } from '../amp/participant'
import { Purse } from '../amp/purse'
import { slotKey, slotOf } from '../amp/slots'
import { tableFrom } from '../amp/table'
import type { BlockId, ForkProof, KeyId } from '../amp/types'
import { Witness } from '../amp/witness'
import type { Wish } from '../amp/wish'
import { verifyStrictly } from '../identity/ed25519'
import type { DeviceSigner, PersonId } from '../identity/types'
import { nextTask } from '../lib/next-task'
import { err, ok, type Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { RecordCid } from '../records/types'
import { AmpStore } from '../storage/amp-store'
import { Attempts } from './attempts'
import { CheckpointDesk, type ProvenAt } from './checkpoint-desk'
import { forkShown, proofShown } from './block-proof'
import { Forecasts } from './forecasts'
import { ForkShelf } from './fork-shelf'
import { accountOfKey, GrantDesk } from './grant-desk'
import { LedgerDesk } from './ledger-desk'
import { BROWSER_MARKS } from './marks'
import { accountShown, dealtWith, spendableOf } from './money-shown'
import { SuccessionDesk } from './succession-desk'
import { TakeOver } from './take-over'
import { hasItsLog } from './witness-mark'
import type {
  BlockShown,
  GiveUpAnswer,
  GrantAnswer,
  HeldPayment,
  MoneyState,
  OfferPreview,
  PlanError,
  PlanShown,
  PlanStep,
  ProofShown,
  SendError,
  SumChecked,
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
  /** The wallet's store did not keep something; it is tried again. */
  readonly failed: (error: unknown) => void
  readonly closedByBrowser: () => void
  /** The wallet has to be opened anew: this device has become a witness. */
  readonly reopen: () => void
}

/** What changes at once is told once. */
const TELL_MS = 50
/** Starter AMP that was promised is final in seconds; whoever promises and does not pay keeps nobody from the others. */
const GRANT_MS = 60_000
/** What waits for its time, campaigns that are over say, is looked for this often. */
const TEND_EVERY_MS = 10_000
/** Witnesses make no newer one in less … */
const PROOF_EVERY_MS = 3_600_000
/** … but none may have one yet, or none can be asked. */
const PROOF_RETRY_MS = 30_000
/** So long a campaign runs … */
const CAMPAIGN_MS = 24 * 3_600_000
/** … and so long must a viewer look. */
const CAMPAIGN_VIEW_MS = 3_000

export interface Amplify {
  readonly post: RecordCid
  readonly author: PersonId
  /** Base units. */
  readonly budget: number
  /** Who has standing with the chair. */
  readonly standings: readonly Standing[]
  /** When the author was last heard of; null for never. */
  readonly authorSeenMs: number | null
}

export class Money {
  readonly #init: MoneyInit
  readonly #declaration: LedgerDeclaration
  readonly #store: AmpStore
  readonly #book: Book
  readonly #owner: Owner
  readonly #purse: Purse
  /** Of a device that some epoch names as a witness, the account of its key. */
  readonly #grants: GrantDesk | null
  readonly #purses: readonly Purse[]
  readonly #attempts: Attempts<SendError>
  readonly #witness: Witness | null
  readonly #desk: LedgerDesk
  readonly #checkpoints: CheckpointDesk
  readonly #takeOver: TakeOver
  readonly #succession: SuccessionDesk
  readonly #forks: ForkShelf
  readonly #forecasts: Forecasts
  #stopLine: () => Promise<void> = () => Promise.resolve()
  #tending: ReturnType<typeof setInterval> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #isBroken = false
  readonly #faultyWitnesses: KeyId[] = []
  #proven: ProvenAt | null = null
  #askProofAtMs = -Infinity
  #isStopped = false
  #grantedAtMs = -Infinity
  /** Some epoch names this device as a witness, as far as was known when the wallet was opened. */
  #isNamed: boolean
  /** The epoch that the ledger was in when the page began. */
  #firstEpoch = 0

  /** The error says to whoever hosts the page why the ledger of network.json cannot be used. */
  static async open(init: MoneyInit): Promise<Result<Money, string>> {
    const declaration = await readDeclaration(init.declared)
    if (!declaration.ok) return declaration
    const store = await AmpStore.open(declaration.value.terms.ledger, init.closedByBrowser)
    const { terms } = declaration.value
    const named = [
      declaration.value.manifest,
      ...declaration.value.successors.map(({ manifest }) => manifest),
    ]
    const isDeclared = named.some(({ witnesses }) => witnesses.some(({ key }) => key === init.signer.device))
    const isNamed = isDeclared || (await store.isNamed())
    const mayVote = isNamed && (await hasItsLog(terms.ledger, store, BROWSER_MARKS))
    const memory = { ...(await store.ownerMemory()), ...(await store.witnessMemory()) }
    const money = new Money(init, declaration.value, store, memory, { isNamed, mayVote })
    await money.#start()
    return ok(money)
  }

  private constructor(
    init: MoneyInit,
    declaration: LedgerDeclaration,
    store: AmpStore,
    memory: Awaited<ReturnType<AmpStore['ownerMemory']>> & Awaited<ReturnType<AmpStore['witnessMemory']>>,
    { isNamed, mayVote }: { readonly isNamed: boolean; readonly mayVote: boolean },
  ) {
    this.#init = init
    this.#isNamed = isNamed
    this.#declaration = declaration
    this.#store = store
    const { person, signer, now } = init
    this.#book = new Book(new Ledger(declaration.terms, declaration.allocation.rows), declaration.ends)
    const { own, given } = partsOf(memory, accountOfKey(signer))
    this.#owner = new Owner({ account: person, book: this.#book, signer, log: store, memory: own, now })
    this.#forks = new ForkShelf(store, () => dealtWith(this.#book, this.#owner, person))
    this.#forecasts = new Forecasts(store, this.#book)
    this.#purse = new Purse(this.#owner, this.#book, store, own, signer.device)
    const wished = own.blocks.flatMap(({ wish }) => (wish === null ? [] : [wish]))
    this.#attempts = new Attempts([...wished, ...own.wishes.map(({ id }) => id)])
    this.#witness = mayVote
      ? new Witness({ book: this.#book, signer, log: store, memory, now, breathe: nextTask })
      : null
    this.#grants = isNamed
      ? new GrantDesk({
          ...{ book: this.#book, witness: this.#witness, signer, log: store, memory: given, now },
          maySign: () => this.#desk.maySign && !this.#isBroken,
          wished: () => void this.#desk.pump(false),
        })
      : null
    this.#purses = this.#grants === null ? [this.#purse] : [this.#purse, this.#grants.purse]
    this.#desk = new LedgerDesk({
      declaration,
      participant: new Participant(this.#book, this.#witness, this.#purses, nextTask),
      store,
      verify: verifyStrictly,
      mark: crypto.randomUUID(),
      changed: () => this.#changed(),
      helpers: (addresses) => {
        init.peer.expectHelpers(addresses)
      },
      failed: (error) => init.failed(error),
      broken: () => {
        this.#isBroken = true
      },
      lied: (witness) => void this.#faultyWitnesses.push(witness),
      forked: (proof) => this.#desk.behind(this.#noteFork(proof)),
      grant: (account) => this.#grants?.grant(account) ?? Promise.resolve(false),
      attest: (account) => this.#checkpoints.attest(account),
      sealed: (account) => this.#checkpoints.sealed(account),
    })
    this.#checkpoints = new CheckpointDesk({
      ...{ book: this.#book, witness: this.#witness, signer, verify: verifyStrictly, now },
      askEach: (question) => this.#desk.askEach(question),
      catchUp: () => this.#desk.catchUp(),
      breathe: nextTask,
      wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    })
    this.#succession = new SuccessionDesk({
      ...{ book: this.#book, witness: this.#witness, signer, verify: verifyStrictly },
      declaration,
      // It was read as a declaration of a ledger, so it is an object.
      declared: init.declared as Record<string, unknown>,
      finals: () => store.finals(),
      maySign: () => this.#desk.maySign,
      noteSigned: (epoch, successor) => store.noteSigned(epoch, successor),
      announce: (fact) => this.#desk.announce(fact),
    })
    this.#takeOver = new TakeOver({
      ...{ account: person, book: this.#book, owner: this.#owner, signer, now },
      root: init.root,
      maySign: () => this.#desk.maySign,
      ask: (facts) => this.#desk.ask(facts),
      signed: () => void this.#desk.pump(true),
    })
  }

  async #start(): Promise<void> {
    await this.#desk.load()
    this.#firstEpoch = this.#book.ledger.terms.epoch
    await this.#forecasts.load()
    await this.#forks.load(this.#declaration, this.#init.now())
    for (const proof of this.#forks.all()) this.#desk.recallFork(proof)
    const line = await this.#init.peer.openLedgerLine(this.#declaration.terms.ledger, this.#desk.helpers(), {
      answer: (_from, ...question) => this.#desk.answer(...question),
      hear: (fact) => this.#desk.hear(fact),
      now: this.#init.now,
    })
    this.#stopLine = () => line.stop()
    this.#desk.start(line, this.#init.now)
    this.#tending = setInterval(() => this.#desk.behind(this.#tend()), TEND_EVERY_MS)
    this.#desk.behind(this.#tend())
    this.#changed()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#telling)
    clearInterval(this.#tending)
    this.#desk.stop()
    await this.#stopLine()
    this.#store.close()
  }

  /**
   * @param typed words that go with it, for everybody to read; empty for none
   * @param name the same when the same payment is asked for again
   */
  send(to: PersonId, amount: number, typed: string, name: string): Promise<Result<void, SendError>> {
    return this.#attempts.once(name, () => this.#send(to, amount, typed, name))
  }

  async #send(to: PersonId, amount: number, typed: string, id: string): Promise<Result<void, SendError>> {
    const memo = memoFrom(typed)
    if (memo === undefined) return err('not-a-memo')
    if (to === this.#init.person) return err('to-yourself')
    if (!Number.isSafeInteger(amount) || amount < this.#book.ledger.terms.rules.minSend)
      return err('not-an-amount')
    const fault = this.#paymentFault(amount)
    if (fault !== null) return err(fault)
    return this.#wish({ id, t: 'send', to, amount, memo })
  }

  /** Kept at once, signed when its turn has come. */
  async #wish(wish: Wish): Promise<Result<void, SendError>> {
    await this.#purse.wish({ ...wish, wishedMs: this.#init.now() })
    this.#changed()
    void this.#desk.pump(false)
    return ok(undefined)
  }

  /** Why nothing may be paid from here now; null when it may. */
  #paymentFault(amount: number): SendError | null {
    if (this.#isBroken) return 'broken'
    if (this.#owner.spender() === 'another-device') return 'another-device'
    return spendableOf(this.#owner, this.#purse) < amount ? 'too-little' : null
  }

  /** What this budget would offer to whom. */
  offers(amplify: Amplify): OfferPreview {
    const { author, budget, standings } = amplify
    const { terms } = this.#book.ledger
    const rows = offersFor(this.#init.person, author, budget, standings, terms)
    return {
      rows: rows.map(({ viewer, amount }) => ({ person: viewer, amount })),
      fee: feeOf(budget, terms),
      leastAsked: leastAsked(this.#init.person, author, standings),
      forecast: this.#forecasts.of(rows, amplify, this.#init.now(), CAMPAIGN_MS),
    }
  }

  /** Locks the budget for the people of the offer table, and lifts the post. `name` as of `send`. */
  amplify(amplify: Amplify, name: string): Promise<Result<void, SendError>> {
    return this.#attempts.once(name, () => this.#amplify(amplify, name))
  }

  async #amplify(amplify: Amplify, id: string): Promise<Result<void, SendError>> {
    const { post, author, budget, standings } = amplify
    if (!Number.isSafeInteger(budget) || budget <= 0) return err('not-an-amount')
    const fault = this.#paymentFault(budget)
    if (fault !== null) return err(fault)
    const rows = offersFor(this.#init.person, author, budget, standings, this.#book.ledger.terms)
    const table = rows.length === 0 ? undefined : await tableFrom(rows)
    if (table === undefined) return err('no-offers')
    const expected = this.#forecasts.of(rows, amplify, this.#init.now(), CAMPAIGN_MS)
    await this.#forecasts.keep(post, table.id, expected)
    const terms = {
      ...{ post, budget, table, lastsMs: CAMPAIGN_MS, viewMs: CAMPAIGN_VIEW_MS },
      ...{ algorithm: 'reo of the sponsor', snapshot: null },
    }
    return this.#wish({ id, t: 'sponsor', terms })
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

  /**
   * Asks for what the network gives newcomers. Once somebody said yes, nobody else is asked until it
   * should have come.
   */
  async starter(): Promise<GrantAnswer> {
    const { person, now } = this.#init
    if (now() - this.#grantedAtMs > GRANT_MS) {
      const answer = await this.#desk.askForGrant(person)
      if (answer !== 'granted') return answer
      this.#grantedAtMs = now()
    }
    void this.#desk.catchUp()
    return 'granted'
  }

  /** Asks the witnesses to void the place at which this block does not become final, and no other. */
  async giveUp(id: string): Promise<GiveUpAnswer> {
    // Of a browser that the account does not obey (yet) the witnesses believe the words alone.
    const root = this.#owner.spender() === 'this-device' ? null : await this.#init.root()
    const pleas = await this.#owner.pleasFor(id, root ?? undefined)
    if (pleas === null) return 'too-late'
    this.#takeOver.insist()
    await this.#desk.ask(pleas)
    return 'asked'
  }

  /** The owner has decided on what was held (rule AM113). */
  async decideHeld(isPaid: boolean): Promise<boolean> {
    for (const purse of this.#purses) {
      if (isPaid) await purse.release(this.#init.now())
      else for (const { id } of purse.held()) await this.#withdraw(purse, id)
    }
    this.#changed()
    void this.#desk.pump(false)
    return true
  }

  /** A payment that waits in line is not made; false for one that was signed (rule AM121). */
  withdraw(id: string): Promise<boolean> {
    return this.#withdraw(this.#purse, id)
  }

  async #withdraw(purse: Purse, id: string): Promise<boolean> {
    const isWithdrawn = await purse.withdraw(id)
    // Who asks for it once more wants it anew.
    if (isWithdrawn) this.#attempts.forget(id)
    this.#changed()
    return isWithdrawn
  }

  /** Makes this device the one that spends. */
  async spendFromHere(): Promise<boolean> {
    const root = await this.#init.root()
    if (root === null) return false
    const rotated = await this.#owner.rotate(root)
    if (rotated.ok) void this.#desk.pump(true)
    return rotated.ok
  }

  planWitnesses(step: PlanStep, text: string): Promise<Result<PlanShown, PlanError>> {
    return this.#succession.go(step, text)
  }

  ledgerForSite(): Promise<string> {
    return this.#succession.forSite()
  }

  get #hasTurned(): boolean {
    return this.#book.ledger.terms.epoch > this.#firstEpoch
  }

  state(): MoneyState {
    const { terms } = this.#book.ledger
    const { person, signer, now } = this.#init
    const parts = { book: this.#book, owner: this.#owner, purse: this.#purse, forecasts: this.#forecasts }
    return {
      ...accountShown(parts, person, now()),
      held: this.#purses.flatMap((purse) => purse.held()).flatMap(heldShown),
      symbol: this.#declaration.manifest.symbol,
      forks: this.#forks.shown((account) => this.#book.ledger.account(account).key),
      device: signer.device,
      witness: terms.weights.has(signer.device)
        ? {
            votes: this.#witness?.votes ?? 0,
            hasForgotten: this.#witness?.hasForgotten ?? true,
            isHandingOver: this.#book.change.successor !== null,
            isSiteBehind: this.#succession.isSiteBehind,
            toGive: terms.rules.faucetGrant === 0 ? null : Math.max(0, this.#grants?.left ?? 0),
          }
        : null,
      change: this.#book.change.successor !== null ? 'waiting' : this.#hasTurned ? 'done' : null,
      isBroken: this.#isBroken,
      faultyWitnesses: [...this.#faultyWitnesses],
      hasOrigin: this.#declaration.manifest.previous !== null && terms.epoch === 0,
      isRead: this.#desk.maySign || this.#isBroken,
      proven: this.#proven,
    }
  }

  /** Asks the witnesses to sign the sum of everything, and for the proof that the own account is in it. */
  checkSum(): Promise<SumChecked> {
    return this.#checkpoints.check(this.#init.person)
  }

  /** The block of a movement with what witnesses said; null for what is no block yet. */
  proof(id: string): ProofShown | null {
    return proofShown(this.#book, this.#owner, id)
  }

  /** The pairs of blocks by which somebody spent twice. */
  forkProofs(person: PersonId): readonly (readonly BlockShown[])[] {
    return this.#forks.proofs(person).map(forkShown)
  }

  async #noteFork(proof: ForkProof): Promise<void> {
    this.#takeOver.noteFork(proof)
    this.#desk.behind(this.#takeOver.look())
    if (await this.#forks.note(proof, this.#init.now(), this.#declaration)) this.#changed()
  }

  async #tend(): Promise<void> {
    void this.#checkpoints.seal()
    void this.#lookForProof()
    await this.#takeOver.look()
    await this.#closeCampaigns()
  }

  /** What a quorum signed of this account, before all of the ledger is read. */
  async #lookForProof(): Promise<void> {
    const now = this.#init.now()
    if (now < this.#askProofAtMs) return
    this.#askProofAtMs = now + PROOF_RETRY_MS
    const found = await this.#checkpoints.newest(this.#init.person)
    if (found === null) return
    // Without a path it says little: another witness may come that gives one.
    if (found.balance !== null) this.#askProofAtMs = now + PROOF_EVERY_MS
    this.#proven = found
    this.#changed()
  }

  /** What is left of own campaigns that are over comes back: reports are asked for until there is a quorum of them. */
  async #closeCampaigns(): Promise<void> {
    for (const { id, block, owed } of this.#book.ledger.campaigns.values()) {
      if (block.account !== this.#init.person || owed !== null) continue
      const closing = this.#owner.closing(id)
      if (!closing.ok) continue
      await this.#purse.takeBack(id)
      await this.#desk.ask([closing.value])
    }
  }

  /** A page that the next epoch names begins to vote in it; what it needs for that is opened with the wallet. */
  async #noteNaming(): Promise<void> {
    if (this.#isNamed || !this.#book.ledger.terms.weights.has(this.#init.signer.device)) return
    this.#isNamed = true
    await this.#store.keepNamed().catch((error: unknown) => {
      this.#isNamed = false
      throw error
    })
    this.#init.reopen()
  }

  #changed(): void {
    // What was asked before may be answered after it: the wallet that was opened instead tells how things stand.
    if (this.#isStopped) return
    this.#desk.behind(this.#takeOver.look())
    this.#desk.behind(this.#noteNaming())
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#init.changed(this.state())
    }, TELL_MS)
  }
}

function heldShown(wish: Wish): HeldPayment[] {
  const { id } = wish
  if (wish.t === 'send') return [{ id, kind: 'sent', person: wish.to, amount: wish.amount }]
  return wish.t === 'sponsor' ? [{ id, kind: 'campaign', person: null, amount: wish.terms.budget }] : []
}
