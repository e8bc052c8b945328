/**
 * The stories of ../shared/ledger/SCENARIOS.md, told to the ledger's own code. Three steps more than there: `away` and `back`,
 * for an owner whose machine is off, and `help`, for somebody whose machine gives back what is left of abandoned campaigns.
 */
import type { Fact } from '../../amp/facts'
import { supplyOf, type Ledger } from '../../amp/ledger'
import { UNITS_PER_AMP } from '../../amp/limits'
import type { WishState } from '../../amp/purse'
import { signBlock } from '../../amp/signing'
import { slotKey, slotOf } from '../../amp/slots'
import { sumOf, tableFrom } from '../../amp/table'
import type { BlockId, SignedBlock, SlotKey } from '../../amp/types'
import { LedgerNetwork, type Keys, type Message } from './network'

export interface Scenario {
  readonly witnesses: number
  /** Whole AMP. */
  readonly alloc: Readonly<Record<string, number>>
  readonly feePpm?: number
  readonly steps: readonly Step[]
}

export type Step =
  | {
      readonly op: 'send'
      readonly as: string
      readonly from: string
      readonly to: string
      readonly amount: number
    }
  | {
      readonly op: 'fork'
      readonly as: readonly [string, string]
      readonly from: string
      readonly to: readonly [string, string]
      readonly amount: number
      readonly reach: readonly [readonly number[], readonly number[]]
    }
  | { readonly op: 'offline' | 'online' | 'evil'; readonly witness: number }
  | { readonly op: 'skip' | 'away' | 'back' | 'help'; readonly account: string }
  | {
      readonly op: 'sponsor'
      readonly as: string
      readonly from: string
      readonly post: string
      readonly budget: number
      readonly offer: Readonly<Record<string, number>>
      readonly expiresInMs: number
    }
  | {
      readonly op: 'claim'
      readonly as: string
      readonly campaign: string
      readonly by: string
      readonly from: number
      readonly to: number
    }
  | { readonly op: 'advance'; readonly ms: number }
  | { readonly op: 'close'; readonly campaign: string }
  | { readonly op: 'settle' }

export type StoryState = 'final' | 'pending' | 'void' | 'rejected'

export interface Outcome {
  /** Whole AMP, as the three others. */
  readonly balances: Readonly<Record<string, number>>
  readonly states: Readonly<Record<string, StoryState>>
  readonly escrow: Readonly<Record<string, number>>
  readonly supply: number
}

/** Any time will do; that it is none of ours shows that the ledger asks no clock but this. */
const START_MS = 1_700_000_000_000
const CLAIM_GRACE_MS = 3_600_000
/** A story that goes on talking for so long has a loop in it. */
const MAX_DELIVERIES = 200_000

/** What a name of the story stands for: a wish in line, a signed block, or a claim, refused when it is null. */
type Named =
  | { readonly kind: 'wish'; readonly owner: string; readonly id: string }
  | { readonly kind: 'block'; readonly owner: string; readonly signed: SignedBlock }
  | {
      readonly kind: 'claim'
      readonly owner: string
      readonly place: { readonly key: SlotKey; readonly value: BlockId } | null
      isRefused: boolean
    }

const STORY_STATES: Readonly<Record<WishState['at'], StoryState>> = {
  saved: 'pending',
  pending: 'pending',
  certified: 'pending',
  final: 'final',
  void: 'void',
  rejected: 'rejected',
  refused: 'rejected',
}

/** @throws Error when a step names nobody, or when the sum is not the supply after a step */
export async function playScenario(scenario: Scenario, keys: Keys): Promise<Outcome> {
  const story = await Story.begin(scenario, keys)
  for (const step of scenario.steps) {
    await story.tell(step)
    story.checkSupply()
  }
  return story.outcome()
}

class Story {
  readonly #network: LedgerNetwork
  readonly #clock: { nowMs: number }
  readonly #supply: number
  readonly #keys: Keys
  readonly #owners: readonly string[]
  readonly #named = new Map<string, Named>()
  readonly #messages: Message[] = []
  readonly #pleas = new Set<string>()
  readonly #helpers = new Set<string>()
  readonly #lastShown = new Map<string, string>()
  readonly #closing = new Map<string, { readonly owner: string; readonly campaign: BlockId }>()
  /** How much of the finals of one each of the others has been told. */
  readonly #told = new Map<string, number>()

  static async begin(scenario: Scenario, keys: Keys): Promise<Story> {
    const clock = { nowMs: START_MS }
    const witnesses = Array.from({ length: scenario.witnesses }, (_, index) => witnessName(index))
    const allocation = new Map(
      Object.entries(scenario.alloc).map(([name, amp]) => [name, amp * UNITS_PER_AMP]),
    )
    const network = await LedgerNetwork.found({
      witnesses,
      allocation,
      feePpm: scenario.feePpm ?? 0,
      claimGraceMs: CLAIM_GRACE_MS,
      keys,
      now: () => clock.nowMs,
    })
    return new Story(network, clock, scenario, keys)
  }

  private constructor(network: LedgerNetwork, clock: { nowMs: number }, scenario: Scenario, keys: Keys) {
    this.#network = network
    this.#clock = clock
    this.#keys = keys
    this.#owners = Object.keys(scenario.alloc)
    this.#supply = sumOf(Object.values(scenario.alloc)) ?? Number.NaN
  }

  async tell(step: Step): Promise<void> {
    switch (step.op) {
      case 'send': {
        const to = this.#network.accountOf(step.to)
        const wish = { id: step.as, t: 'send', to, amount: step.amount * UNITS_PER_AMP, memo: null } as const
        await this.#network.machine(step.from).purse.wish(wish)
        this.#named.set(step.as, { kind: 'wish', owner: step.from, id: step.as })
        return
      }
      case 'fork':
        return this.#fork(step)
      case 'offline':
      case 'online':
        this.#network.machine(witnessName(step.witness)).isOnline = step.op === 'online'
        return
      case 'evil':
        this.#network.bad.add(witnessName(step.witness))
        return
      case 'skip':
        this.#pleas.add(step.account)
        return
      case 'away':
      case 'back':
        this.#network.machine(step.account).isOnline = step.op === 'back'
        return
      case 'help':
        this.#helpers.add(step.account)
        return
      case 'sponsor':
        return this.#sponsor(step)
      case 'claim':
        return this.#claim(step)
      case 'advance':
        this.#clock.nowMs += step.ms
        return
      case 'close':
        return this.#close(step.campaign)
      case 'settle':
        return this.#settle()
      default:
        // A file is written by hand, and a step passed over would be a story that nobody told.
        throw new Error(`no story has the step ${JSON.stringify((step as { readonly op?: unknown }).op)}`)
    }
  }

  /** Two sends for one place, signed as by a second copy of the owner's key that knows nothing of the first. */
  async #fork(step: Extract<Step, { op: 'fork' }>): Promise<void> {
    const { ledger } = this.#network.machine(step.from).participant.book
    const account = this.#network.accountOf(step.from)
    const { seq, head, balance } = ledger.account(account)
    const amount = step.amount * UNITS_PER_AMP
    for (const side of [0, 1] as const) {
      const signed = await signBlock(
        {
          ...{ v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head },
          ...{ t: 'send', balance: balance - amount, timeMs: this.#clock.nowMs, memo: null },
          ...{ to: this.#network.accountOf(step.to[side]), amount },
        },
        this.#keys.signer(step.from),
      )
      this.#named.set(step.as[side], { kind: 'block', owner: step.from, signed })
      const first = new Set(step.reach[side].map(witnessName))
      const fact: Fact = { t: 'block', signed }
      const messages = this.#network.toAll(step.from, [fact], true)
      messages.push(...this.#network.toOne(step.from, step.from, [fact]))
      this.#messages.unshift(...messages.filter(({ to }) => first.has(to)))
      this.#messages.push(...messages.filter(({ to }) => !first.has(to)))
    }
  }

  async #sponsor(step: Extract<Step, { op: 'sponsor' }>): Promise<void> {
    const rows = Object.entries(step.offer)
      .map(([name, amp]) => ({ viewer: this.#network.accountOf(name), amount: amp * UNITS_PER_AMP }))
      .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
    const table = await tableFrom(rows)
    if (table === undefined) throw new Error(`the offer of ${step.as} names somebody twice`)
    const terms = {
      post: table.id,
      budget: step.budget * UNITS_PER_AMP,
      table,
      lastsMs: step.expiresInMs,
      viewMs: 0,
      algorithm: 'told',
      snapshot: null,
    }
    await this.#network.machine(step.from).purse.wish({ id: step.as, t: 'sponsor', terms })
    this.#named.set(step.as, { kind: 'wish', owner: step.from, id: step.as })
  }

  async #claim(step: Extract<Step, { op: 'claim' }>): Promise<void> {
    const campaign = this.#blockOf(step.campaign)
    const named: Named = { kind: 'claim', owner: step.by, place: null, isRefused: true }
    this.#named.set(step.as, named)
    const machine = this.#network.machine(step.by)
    if (campaign === null) return
    const claimed = await machine.owner.claim(campaign, START_MS + step.from, START_MS + step.to)
    if (!claimed.ok) return
    const key = slotKey(slotOf(claimed.value.signed.block))
    machine.purse.forgetRefusals(key, claimed.value.signed.id)
    this.#named.set(step.as, { ...named, place: { key, value: claimed.value.signed.id }, isRefused: false })
  }

  async #close(name: string): Promise<void> {
    const campaign = this.#blockOf(name)
    const owner = this.#named.get(name)?.owner
    if (campaign === null || owner === undefined) return
    this.#closing.set(name, { owner, campaign })
    await this.#network.machine(owner).purse.wish({ id: `refund of ${name}`, t: 'refund', campaign })
  }

  /** Lets everything arrive, and everybody do what can be done then, until nobody has anything more to say. */
  async #settle(): Promise<void> {
    this.#catchUp()
    for (const account of this.#pleas) this.#ask(account, await this.#network.machine(account).owner.pleas())
    for (const { owner, campaign } of this.#closing.values()) {
      const asked = this.#network.machine(owner).owner.closing(campaign)
      if (asked.ok) this.#ask(owner, [asked.value])
    }
    for (const owner of this.#owners) await this.#advance(owner, true)
    let deliveries = 0
    for (let isQuiet = false; !isQuiet;) {
      for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift()) {
        this.#messages.push(...(await this.#network.deliver(message)))
        deliveries += 1
        if (deliveries > MAX_DELIVERIES) throw new Error('the network does not come to rest')
        this.#noteRefusedClaims()
      }
      for (const owner of this.#owners) await this.#advance(owner, false)
      for (const helper of this.#helpers) await this.#giveBack(helper)
      isQuiet = this.#messages.length === 0
    }
    this.#pleas.clear()
    this.#lastShown.clear()
  }

  /** Who was away hears of what became final in the meantime. */
  #catchUp(): void {
    for (const from of this.#network.machines.values())
      for (const to of this.#network.machines.values()) {
        if (from === to || !from.isOnline || !to.isOnline) continue
        const pair = `${from.name} ${to.name}`
        const facts = from.participant.factsSince(this.#told.get(pair) ?? 0)
        this.#told.set(pair, from.participant.book.finals().length)
        this.#messages.push(...this.#network.toOne(from.name, to.name, facts))
      }
  }

  async #advance(owner: string, again: boolean): Promise<void> {
    const { ask, say } = await this.#network.machine(owner).participant.advance(again)
    this.#ask(owner, ask)
    this.#messages.push(...this.#network.toAll(owner, say))
  }

  /** Only what is new to show, so that the story comes to rest. */
  async #giveBack(helper: string): Promise<void> {
    const { ask, say } = await this.#network.machine(helper).participant.giveBack(this.#clock.nowMs)
    const shown = JSON.stringify(ask.map((fact) => fact.t))
    if (this.#lastShown.get(helper) === shown) return
    this.#lastShown.set(helper, shown)
    this.#ask(helper, ask)
    this.#messages.push(...this.#network.toAll(helper, say))
  }

  #ask(from: string, facts: readonly Fact[]): void {
    this.#messages.push(...this.#network.toAll(from, facts, true))
  }

  /** A claim refused by so many that the rest is no quorum is lost, whatever comes of a later one. */
  #noteRefusedClaims(): void {
    for (const named of this.#named.values()) {
      if (named.kind !== 'claim' || named.isRefused || named.place === null) continue
      const { key, value } = named.place
      const { participant, purse } = this.#network.machine(named.owner)
      if (participant.book.finalAt(key) === undefined && purse.isRefused(key, value)) named.isRefused = true
    }
  }

  #blockOf(name: string): BlockId | null {
    const named = this.#named.get(name)
    if (named === undefined || named.kind !== 'wish') return null
    const state = this.#network.machine(named.owner).purse.stateOf(named.id)
    return state !== null && 'block' in state ? state.block : null
  }

  #stateOf(named: Named): StoryState {
    const { participant, purse } = this.#network.machine(named.owner)
    if (named.kind === 'claim') {
      if (named.isRefused || named.place === null) return 'rejected'
      return participant.book.finalAt(named.place.key) === undefined ? 'pending' : 'final'
    }
    const state = named.kind === 'block' ? purse.blockState(named.signed) : purse.stateOf(named.id)
    return state === null ? 'pending' : STORY_STATES[state.at]
  }

  /** The one who knows most: who knows less knows a part of the same. */
  #ledger(): Ledger {
    const books = [...this.#network.machines.values()].map(({ participant }) => participant.book)
    const most = books.reduce((best, book) => (book.finals().length > best.finals().length ? book : best))
    return most.ledger
  }

  /** On every machine, whatever of the finals it knows. */
  checkSupply(): void {
    for (const { name, participant } of this.#network.machines.values()) {
      const { total } = supplyOf(participant.book.ledger)
      if (total !== this.#supply * UNITS_PER_AMP)
        throw new Error(`the sum at ${name} is ${String(total)} base units, not the supply`)
    }
  }

  outcome(): Outcome {
    const ledger = this.#ledger()
    const escrow: Record<string, number> = {}
    for (const [name] of this.#named) {
      const id = this.#blockOf(name)
      const campaign = id === null ? undefined : ledger.campaigns.get(id)
      if (campaign !== undefined) escrow[name] = campaign.locked / UNITS_PER_AMP
    }
    return {
      balances: Object.fromEntries(
        this.#owners.map((name) => [
          name,
          ledger.account(this.#network.accountOf(name)).balance / UNITS_PER_AMP,
        ]),
      ),
      states: Object.fromEntries([...this.#named].map(([name, named]) => [name, this.#stateOf(named)])),
      escrow,
      supply: (supplyOf(ledger).total ?? Number.NaN) / UNITS_PER_AMP,
    }
  }
}

function witnessName(index: number): string {
  return `witness ${String(index)}`
}
