/**
 * A change of epoch in bad weather: payments and forks are under way, messages are lost, the old witnesses freeze one
 * after the other, and the next epoch begins from the lists of three of the four, of which one is bad. Seeded.
 */
import type { EpochRules } from '../../amp/epoch-rules'
import { EPOCH_RULES } from '../../amp/epoch-rules'
import type { Fact } from '../../amp/facts'
import { ledgerAfter } from '../../amp/freeze'
import { supplyOf, type Ledger } from '../../amp/ledger'
import { UNITS_PER_AMP } from '../../amp/limits'
import { succeeds } from '../../amp/manifest'
import { signBlock } from '../../amp/signing'
import { slotKey } from '../../amp/slots'
import type { BlockId, SlotKey } from '../../amp/types'
import { WITNESS_RULES, type WitnessRules } from '../../amp/witness-rules'
import { seededRandom } from '../../lib/prng'
import { cheapKeys } from './cheap-keys'
import { LedgerNetwork, type Message } from './network'

export interface EpochOptions {
  readonly seed: number
  /** Broken rules, to see that they are missed. */
  readonly witness?: Partial<WitnessRules>
  readonly epoch?: Partial<EpochRules>
  /** Lists of so many suffice; three if not told. */
  readonly lists?: number
}

export interface EpochReport {
  /** Final in the old epoch, by its end. */
  readonly finals: number
  /** Places that the lists settle though nobody held them as final. */
  readonly settled: number
  /** Final in the next epoch. */
  readonly later: number
  readonly violation: string | null
}

const OLD = ['old 0', 'old 1', 'old 2', 'old 3'] as const
const BAD = 'old 3'
const NEXT = ['old 0', 'new 1', 'new 2', 'new 3']
const OWNERS = ['alice', 'bob', 'charlie', 'emil'] as const
/** He signs two blocks for one place whenever he likes. */
const FORKER = 'emil'
const EACH = 1_000 * UNITS_PER_AMP
const NOW_MS = 1_700_000_000_000
const EVENTS = 60
/** Each wish waits for the one before it, so a long line takes many. */
const CALM_ROUNDS = 100

export async function runEpochChange(options: EpochOptions): Promise<EpochReport> {
  const network = await LedgerNetwork.found({
    witnesses: OLD,
    allocation: new Map(OWNERS.map((name) => [name, EACH])),
    ...{ feePpm: 0, claimGraceMs: 0, keys: cheapKeys(), now: () => NOW_MS, tellsOfLies: true },
    rules: { ...WITNESS_RULES, ...options.witness },
  })
  network.bad.add(BAD)
  return new EpochStory(options, network).run()
}

class EpochStory {
  readonly #options: EpochOptions
  readonly #random: () => number
  readonly #old: LedgerNetwork
  readonly #finals = new Map<SlotKey, BlockId>()
  #pool: Message[] = []
  #wishes = 0
  #violation: string | null = null

  constructor(options: EpochOptions, network: LedgerNetwork) {
    this.#options = options
    this.#old = network
    this.#random = seededRandom(options.seed)
    this.#listen(network)
  }

  async run(): Promise<EpochReport> {
    const lists = new Map<string, readonly Fact[]>()
    for (let event = 0; event < EVENTS; event += 1) {
      await this.#pay(this.#old)
      await this.#deliver(this.#old, Math.floor(this.#random() * 40), 0.25)
      if (event > EVENTS / 2 && this.#random() < 0.2) await this.#freezeOne(lists)
    }
    while (lists.size < OLD.length) {
      await this.#freezeOne(lists)
      await this.#again(this.#old)
      await this.#deliver(this.#old, 200, 0)
    }
    await this.#deliver(this.#old, Number.POSITIVE_INFINITY, 0)
    const finals = this.#finals.size
    const begins = await this.#begin(lists)
    if (begins === null) return { finals, settled: 0, later: 0, violation: this.#violation }
    const settled = begins.settled.size - finals
    const next = await this.#old.nextEpoch(NEXT, begins)
    if (!(await this.#isSuccessor(next))) this.#fail('the next manifest does not succeed the old one')
    this.#listen(next)
    await this.#goOn(next)
    return { finals, settled, later: this.#finals.size - finals - settled, violation: this.#violation }
  }

  /** All honest machines and whatever a liar adds: no place ends twice, the supply is exact, in both epochs. */
  #listen(network: LedgerNetwork): void {
    network.onNews = (name, news) => {
      for (const item of news) {
        if (item.t === 'broken') this.#fail(`${name} holds proofs of two ends of one place`)
        if (item.t === 'final') this.#note(slotKey(item.final.proof.slot), item.final.signed.id)
      }
      const { ledger } = network.machine(name).participant.book
      if (supplyOf(ledger).total !== ledger.terms.supply) this.#fail(`the sum at ${name} is another`)
    }
  }

  #note(key: SlotKey, id: BlockId): void {
    const known = this.#finals.get(key)
    if (known !== undefined && known !== id) this.#fail(`two ends at ${key}`)
    this.#finals.set(key, id)
  }

  /** Every choice of three lists keeps what is final; with one of them the next epoch begins. */
  async #begin(lists: ReadonlyMap<string, readonly Fact[]>): Promise<Ledger | null> {
    const rules = { ...EPOCH_RULES, ...this.#options.epoch }
    const count = this.#options.lists ?? OLD.length - 1
    const allocation = OWNERS.map((name) => ({ account: this.#old.accountOf(name), amount: EACH }))
    const possible: Ledger[] = []
    for (const left of OLD) {
      const some = OLD.filter((name) => name !== left).slice(-count)
      const shown = await Promise.all(some.map((name) => this.#old.throughGate(lists.get(name) ?? [])))
      const ledger = ledgerAfter(shown, this.#old.terms, allocation, rules)
      if (ledger === undefined) {
        this.#fail(`the lists without ${left} do not fit together`)
        continue
      }
      for (const [key, id] of this.#finals)
        if (ledger.settled.get(key) !== id) this.#fail(`${key} was final, and is not without ${left}`)
      if (supplyOf(ledger).total !== ledger.terms.supply) this.#fail(`the sum without ${left} is another`)
      possible.push(ledger)
    }
    const begins = possible[Math.floor(this.#random() * possible.length)]
    if (begins === undefined) return null
    for (const [key, id] of begins.settled) this.#note(key, id)
    return begins
  }

  async #isSuccessor(next: LedgerNetwork): Promise<boolean> {
    const keys = OLD.slice(0, 3).map((name) => this.#old.machine(name).signer.device)
    const { manifest, terms } = this.#old
    return (
      (await succeeds(next.manifest, manifest, terms, new Set(keys))) &&
      !(await succeeds(next.manifest, manifest, terms, new Set(keys.slice(1))))
    )
  }

  /** Whatever was wished for and left open becomes final or void under the new witnesses. */
  async #goOn(next: LedgerNetwork): Promise<void> {
    this.#pool = []
    const waiting = () => OWNERS.filter((name) => name !== FORKER && next.machine(name).participant.isWaiting)
    for (let round = 0; round < CALM_ROUNDS && (round === 0 || waiting().length > 0); round += 1) {
      await this.#again(next)
      await this.#deliver(next, Number.POSITIVE_INFINITY, 0)
    }
    for (const name of waiting()) this.#fail(`${name} is still waiting in the next epoch`)
  }

  async #freezeOne(lists: Map<string, readonly Fact[]>): Promise<void> {
    const left = OLD.filter((name) => !lists.has(name))
    const name = left[Math.floor(this.#random() * left.length)]
    if (name === undefined) return
    const { witness } = this.#old.machine(name).participant
    const list = name === BAD ? this.#liesOf(name) : await witness?.freeze()
    if (list != null) lists.set(name, list)
  }

  /** A bad witness shows whatever it can prove, and leaves out what it likes. */
  #liesOf(name: string): Fact[] {
    const { book } = this.#old.machine(name).participant
    return [...book.openTallies()].flatMap((tally) =>
      (['vote', 'vow'] as const).flatMap((stage) =>
        tally.quorumValues(stage).flatMap((value): Fact[] => {
          const quorum = tally.quorum(stage, value)
          const signed = tally.candidate(value)
          if (quorum === null || signed === undefined || this.#random() < 0.5) return []
          return [
            { t: 'block', signed },
            { t: 'quorum', quorum },
          ]
        }),
      ),
    )
  }

  async #pay(network: LedgerNetwork): Promise<void> {
    const owner = OWNERS[Math.floor(this.#random() * OWNERS.length)] ?? FORKER
    const machine = network.machine(owner)
    const to = network.accountOf(OWNERS[(OWNERS.indexOf(owner) + 1) % OWNERS.length] ?? FORKER)
    if (owner !== FORKER) {
      this.#wishes += 1
      const amount = 1 + Math.floor(this.#random() * EACH * 0.1)
      await machine.purse.wish({ id: `wish ${String(this.#wishes)}`, t: 'send', to, amount, memo: null })
      await this.#advance(network, owner, this.#random() < 0.3)
      return
    }
    const { ledger } = machine.participant.book
    const account = network.accountOf(owner)
    const { seq, head, balance } = ledger.account(account)
    for (const amount of [1, 2]) {
      const place = { v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
      const send = { t: 'send', balance: balance - amount, timeMs: NOW_MS, memo: null, to, amount } as const
      const signed = await signBlock({ ...place, ...send }, machine.signer)
      const messages = network.toAll(owner, [{ t: 'block', signed }], true)
      this.#pool.push(...messages.filter(() => this.#random() < 0.6))
    }
    this.#pool.push(...network.toAll(owner, [{ t: 'forked', account, seq: seq + 1 }], true))
  }

  async #again(network: LedgerNetwork): Promise<void> {
    for (const owner of OWNERS) if (owner !== FORKER) await this.#advance(network, owner, true)
    for (const { name, participant } of network.machines.values())
      for (const [to, other] of network.machines)
        if (to !== name)
          this.#pool.push(...network.toOne(name, to, participant.factsLackedBy(other.participant.book)))
  }

  async #advance(network: LedgerNetwork, owner: string, again: boolean): Promise<void> {
    const { ask, say, news } = await network.machine(owner).participant.advance(again)
    network.onNews(owner, news)
    this.#pool.push(...network.toAll(owner, ask, true), ...network.toAll(owner, say))
  }

  async #deliver(network: LedgerNetwork, most: number, lost: number): Promise<void> {
    for (let step = 0; step < most && this.#pool.length > 0; step += 1) {
      const index = Math.floor(this.#random() * this.#pool.length)
      const message = this.#pool[index]
      const last = this.#pool.pop()
      if (message === undefined || last === undefined) return
      if (index < this.#pool.length) this.#pool[index] = last
      if (this.#random() >= lost) this.#pool.push(...(await network.deliver(message)))
    }
  }

  #fail(what: string): void {
    this.#violation ??= what
  }
}
