/**
 * A ledger in bad weather: messages are lost, repeated and reordered, the network splits, machines stop in the middle of
 * a write, clocks are wrong, two owners fork on purpose and witnesses are bad. Seeded: one number gives one story.
 */
import type { Fact } from '../../amp/facts'
import { GONE_MS, MISSING_REPORT_MS, UNITS_PER_AMP } from '../../amp/limits'
import { signBlock } from '../../amp/signing'
import { slotKey } from '../../amp/slots'
import { tableFrom } from '../../amp/table'
import type { BlockId } from '../../amp/types'
import type { WitnessRules } from '../../amp/witness-rules'
import { seededRandom } from '../../lib/prng'
import { cheapKeys } from './cheap-keys'
import { SimulatedDisk } from './disk'
import { Invariants } from './invariants'
import { LedgerNetwork, type Message } from './network'

export interface FaultOptions {
  readonly seed: number
  readonly witnesses: number
  readonly badWitnesses: number
  /** A broken rule, to see that it is missed. */
  readonly rules?: WitnessRules
  /** The words of proven liars count, to see that it is missed. */
  readonly believesLiars?: boolean
  /** The first honest witness loses what it said at each crash. */
  readonly forgetfulWitness?: boolean
  /** The first owner vanishes in the middle and comes back when its campaigns were given back by others. */
  readonly isAbandoned?: boolean
}

export interface FaultReport {
  readonly finals: number
  readonly forks: number
  readonly skips: number
  readonly claims: number
  readonly refunds: number
  /** What somebody else gave back. */
  readonly rests: number
  readonly crashes: number
  /** Witnesses of whom everybody honest knows in the end that they lie. */
  readonly liars: number
  /** What was wrong, or null. */
  readonly violation: string | null
}

const OWNERS = ['alice', 'bob', 'charlie', 'dora', 'emil', 'fay'] as const
/** These sign two blocks for one place whenever they like. */
const FORKERS = new Set<string>(['emil', 'fay'])
const EACH = 1_000 * UNITS_PER_AMP
const START_MS = 1_700_000_000_000
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A claim's grace; wrong clocks of a day then decide who reports when. */
const GRACE_MS = HOUR_MS
const EVENTS = 160
/** When the one who vanishes does so, and when so much time has passed that others may give back what it left. */
const [SPONSORS_FROM, VANISHES_AT, ABANDONED_AT] = [40, 70, 75]
const ABANDONED_MS = GONE_MS + 6 * HOUR_MS
const MAX_CALM_ROUNDS = 100
/** So often nothing new is final before all is said: the second time owners give up what does not get on. */
const QUIET_ROUNDS = 3

class MachineStopped extends Error {}

export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const weather = await Weather.begin(options)
  return weather.run()
}

class Weather {
  readonly #options: FaultOptions
  readonly #random: () => number
  readonly #network: LedgerNetwork
  readonly #invariants: Invariants
  readonly #clock: { nowMs: number }
  readonly #storm: { stopsPer: number; isClockWrong: boolean }
  #pool: Message[] = []
  #apart: ReadonlySet<string> = new Set()
  #wishes = 0
  #crashes = 0

  static async begin(options: FaultOptions): Promise<Weather> {
    const random = seededRandom(options.seed)
    const clock = { nowMs: START_MS }
    const storm = { stopsPer: 0, isClockWrong: true }
    const skews = new Map<string, number>()
    const witnesses = Array.from({ length: options.witnesses }, (_, index) => `witness ${String(index)}`)
    // Every fourth machine has a clock that is wrong by up to a day.
    for (const name of [...witnesses, ...OWNERS])
      skews.set(name, random() < 1 / 4 ? Math.floor((random() * 2 - 1) * DAY_MS) : 0)
    const mayStop = (): void => {
      if (random() < storm.stopsPer) throw new MachineStopped()
    }
    const network = await LedgerNetwork.found({
      witnesses,
      allocation: new Map(OWNERS.map((name) => [name, EACH])),
      feePpm: 10_000,
      claimGraceMs: GRACE_MS,
      keys: cheapKeys(),
      tellsOfLies: true,
      now: (name) => clock.nowMs + (storm.isClockWrong ? (skews.get(name) ?? 0) : 0),
      disk: (name) => new SimulatedDisk(mayStop, options.forgetfulWitness === true && name === witnesses[0]),
      ...(options.rules && { rules: options.rules }),
      ...(options.believesLiars === true && { believesLiars: true }),
    })
    for (const name of witnesses.slice(options.witnesses - options.badWitnesses)) network.bad.add(name)
    return new Weather(options, random, network, clock, storm)
  }

  private constructor(
    options: FaultOptions,
    random: () => number,
    network: LedgerNetwork,
    clock: { nowMs: number },
    storm: { stopsPer: number; isClockWrong: boolean },
  ) {
    this.#options = options
    this.#random = random
    this.#network = network
    this.#clock = clock
    this.#storm = storm
    this.#invariants = new Invariants(network, FORKERS)
    network.onNews = (name, news) => this.#invariants.note(name, news)
  }

  async run(): Promise<FaultReport> {
    this.#storm.stopsPer = 0.01
    for (let event = 0; event < EVENTS; event += 1) {
      if (this.#options.isAbandoned === true) await this.#abandon(event)
      await this.#something()
      const busyness = 4 + this.#random() * 30
      for (let step = 0; step < busyness && this.#pool.length > 0; step += 1)
        await this.#deliverOne(0.1, 0.05)
    }
    await this.#calm()
    if (this.#options.isAbandoned === true) {
      this.#invariants.checkGivenBack(OWNERS[0], true)
      this.#network.machine(OWNERS[0]).isOnline = true
      await this.#calm()
      this.#invariants.checkGivenBack(OWNERS[0], false)
    }
    this.#invariants.checkAtRest()
    return { ...this.#invariants.report(), crashes: this.#crashes }
  }

  /** No more faults: everybody hears everything, and asks until nothing is left. */
  async #calm(): Promise<void> {
    this.#storm.stopsPer = 0
    this.#storm.isClockWrong = false
    this.#apart = new Set()
    this.#clock.nowMs +=
      this.#options.isAbandoned === true ? GONE_MS + MISSING_REPORT_MS + DAY_MS : 4 * DAY_MS
    let quietRounds = 0
    for (let round = 0; round < MAX_CALM_ROUNDS && quietRounds < QUIET_ROUNDS; round += 1) {
      const before = this.#invariants.report().finals
      for (const owner of OWNERS) {
        await this.#advance(owner, true)
        if (quietRounds > 0) await this.#askForVoids(owner, 1)
        await this.#askForReports(owner)
        await this.#giveBack(owner)
      }
      while (this.#pool.length > 0) await this.#deliverOne(0, 0)
      for (const machine of this.#network.machines.values()) this.#catchUp(machine.name, 1)
      while (this.#pool.length > 0) await this.#deliverOne(0, 0)
      quietRounds = this.#invariants.report().finals === before ? quietRounds + 1 : 0
    }
  }

  /** Now and then the one who vanished is there for a moment, and asks for its own. */
  async #abandon(event: number): Promise<void> {
    if (event >= SPONSORS_FROM && event < VANISHES_AT && event % 3 === 0) await this.#wishToSponsor(OWNERS[0])
    if (event === ABANDONED_AT) this.#clock.nowMs += ABANDONED_MS
    if (event >= VANISHES_AT) this.#network.machine(OWNERS[0]).isOnline = this.#random() < 0.1
    if (event >= ABANDONED_AT) await this.#giveBack(this.#pick(OWNERS))
  }

  /** What is left of campaigns whose sponsor is gone. */
  async #giveBack(owner: string): Promise<void> {
    if (this.#options.isAbandoned !== true || !this.#network.machine(owner).isOnline) return
    const { participant } = this.#network.machine(owner)
    const made = await this.#on(owner, () => participant.giveBack(this.#network.nowAt(owner)))
    if (made === null) return
    this.#invariants.note(owner, made.news)
    this.#send(owner, made.ask, true)
    this.#send(owner, made.say, false)
  }

  async #something(): Promise<void> {
    const chance = this.#random()
    const owner = this.#pick(OWNERS)
    if (chance < 0.2) await this.#wishToSend(owner)
    else if (chance < 0.28) await this.#fork(this.#pick([...FORKERS]))
    else if (chance < 0.4) await this.#wishToSponsor(owner)
    else if (chance < 0.62) await this.#claim(owner)
    else if (chance < 0.68) await this.#askForVoids(owner, 0.2)
    else if (chance < 0.74) await this.#askForReports(owner)
    else if (chance < 0.8) this.#split()
    else if (chance < 0.84) this.#crash(this.#pick([...this.#network.machines.keys()]))
    else if (chance < 0.9) this.#catchUp(this.#pick([...this.#network.machines.keys()]), 0.5)
    else this.#clock.nowMs += Math.floor(this.#random() * HOUR_MS)
    await this.#advance(owner, this.#random() < 0.5)
  }

  async #wishToSend(owner: string): Promise<void> {
    const to = this.#network.accountOf(this.#pick(OWNERS.filter((other) => other !== owner)))
    const amount = 1 + Math.floor(this.#random() * EACH * 0.4)
    await this.#on(owner, () =>
      this.#network.machine(owner).purse.wish({ id: this.#nextWish(), t: 'send', to, amount, memo: null }),
    )
  }

  async #wishToSponsor(owner: string): Promise<void> {
    const rows = OWNERS.filter((other) => other !== owner && this.#random() < 0.9)
      .map((name) => ({
        viewer: this.#network.accountOf(name),
        amount: 1 + Math.floor(this.#random() * 10 * UNITS_PER_AMP),
      }))
      .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
    const table = rows.length === 0 ? undefined : await tableFrom(rows)
    if (table === undefined) return
    const budget = 70 * UNITS_PER_AMP
    const lastsMs = 2 * HOUR_MS + Math.floor(this.#random() * 3 * HOUR_MS)
    const terms = {
      post: table.id,
      budget,
      table,
      lastsMs,
      viewMs: 1_000,
      algorithm: 'told',
      snapshot: null,
    }
    await this.#on(owner, () =>
      this.#network.machine(owner).purse.wish({ id: this.#nextWish(), t: 'sponsor', terms }),
    )
  }

  /** Everything that is offered, for views that may overlap. */
  async #claim(owner: string): Promise<void> {
    const machine = this.#network.machine(owner)
    const ask = await this.#on(owner, async () => {
      for (const campaign of machine.participant.book.ledger.campaigns.keys()) {
        const fromMs = this.#network.nowAt(owner) - Math.floor(this.#random() * 60_000)
        await machine.owner.claim(campaign, fromMs, fromMs + 5_000)
      }
      return machine.purse.proposals()
    })
    this.#pool.push(...this.#network.toAll(owner, ask ?? [], true))
  }

  /** Two different sends for the next place, each shown to a part of the witnesses. */
  async #fork(owner: string): Promise<void> {
    const { ledger } = this.#network.machine(owner).participant.book
    const account = this.#network.accountOf(owner)
    const { seq, head, balance } = ledger.account(account)
    const to = this.#network.accountOf('alice')
    for (const amount of [1, 2]) {
      if (balance < amount) return
      const signed = await signBlock(
        {
          ...{ v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head },
          ...{ t: 'send', balance: balance - amount, timeMs: this.#clock.nowMs, memo: null, to, amount },
        },
        this.#network.machine(owner).signer,
      )
      const messages = this.#network.toAll(owner, [{ t: 'block', signed }], true)
      this.#pool.push(...messages.filter(() => this.#random() < 0.6))
    }
  }

  /** An owner whose block does not get on asks to void it; anybody may for a fork. */
  async #askForVoids(owner: string, share: number): Promise<void> {
    const machine = this.#network.machine(owner)
    const { book } = machine.participant
    const account = this.#network.accountOf(owner)
    const { seq } = book.ledger.account(account)
    const tallied = book.tally(slotKey(book.ledger.nextSlot(account)))
    if (tallied?.fork() != null)
      this.#pool.push(...this.#network.toAll(owner, [{ t: 'forked', account, seq: seq + 1 }], true))
    const isStuck = machine.owner.open() !== null || (tallied?.candidates().length ?? 0) > 0
    if (!isStuck || (tallied?.fork() == null && this.#random() >= share)) return
    const asked = await this.#on(owner, () => machine.owner.pleas())
    this.#pool.push(...this.#network.toAll(owner, asked ?? [], true))
  }

  async #askForReports(owner: string): Promise<void> {
    const machine = this.#network.machine(owner)
    const mine = [...machine.participant.book.ledger.campaigns.values()].filter(
      ({ block, owed }) => block.account === machine.account && owed === null,
    )
    for (const { id } of mine) {
      const asked = machine.owner.closing(id)
      if (!asked.ok) continue
      this.#pool.push(...this.#network.toAll(owner, [asked.value], true))
      await this.#wishOnce(owner, id)
    }
  }

  readonly #refunds = new Set<BlockId>()

  async #wishOnce(owner: string, campaign: BlockId): Promise<void> {
    if (this.#refunds.has(campaign)) return
    this.#refunds.add(campaign)
    await this.#on(owner, () =>
      this.#network.machine(owner).purse.wish({ id: this.#nextWish(), t: 'refund', campaign }),
    )
  }

  #split(): void {
    const names = [...this.#network.machines.keys()]
    this.#apart = new Set(this.#random() < 0.5 ? [] : names.filter(() => this.#random() < 0.4))
  }

  #crash(name: string): void {
    this.#crashes += 1
    const machine = this.#network.machine(name)
    machine.restart()
    machine.recallLies()
    this.#invariants.checkRemembers(name)
  }

  /** @param share of the others that are told what is new since they were told */
  #catchUp(from: string, share: number): void {
    const { participant, disk } = this.#network.machine(from)
    for (const [to, other] of this.#network.machines) {
      if (to === from || this.#random() >= share) continue
      const facts = participant.factsLackedBy(other.participant.book)
      for (const [witness, proof] of disk.lies())
        if (!other.participant.book.liars.has(witness)) facts.push({ t: 'lie', proof })
      this.#pool.push(...this.#network.toOne(from, to, facts))
    }
  }

  async #advance(owner: string, again: boolean): Promise<void> {
    const { participant } = this.#network.machine(owner)
    const made = await this.#on(owner, () => participant.advance(again))
    if (made === null) return
    this.#invariants.note(owner, made.news)
    this.#send(owner, made.ask, true)
    this.#send(owner, made.say, false)
  }

  #send(from: string, facts: readonly Fact[], isAsked: boolean): void {
    this.#pool.push(...this.#network.toAll(from, facts, isAsked))
  }

  async #deliverOne(lost: number, repeated: number): Promise<void> {
    const index = Math.floor(this.#random() * this.#pool.length)
    const message = this.#pool[index]
    const last = this.#pool.pop()
    if (message === undefined || last === undefined) return
    if (index < this.#pool.length) this.#pool[index] = last
    if (this.#random() < lost || this.#apart.has(message.from) !== this.#apart.has(message.to)) return
    if (this.#random() < repeated) this.#pool.push(message)
    const made = await this.#on(message.to, () => this.#network.deliver(message))
    if (made !== null) this.#pool.push(...made)
    if (this.#network.machine(message.to).account !== null) await this.#advance(message.to, false)
    this.#invariants.checkMachine(message.to)
  }

  /** Runs something on a machine, which may stop in the middle of it; null when it did. */
  async #on<T>(name: string, task: () => Promise<T>): Promise<T | null> {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof MachineStopped)) throw error
      this.#crash(name)
      return null
    }
  }

  #nextWish(): string {
    this.#wishes += 1
    return `wish ${String(this.#wishes)} of ${String(this.#options.seed)}`
  }

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.#random() * from.length)]
    if (found === undefined) throw new Error('expected something to pick from')
    return found
  }
}
