/**
 * The witnesses change while people pay and sponsor, as they do it themselves: the successor's manifest reaches one after the other,
 * messages are lost, witnesses crash, and the one that is bad, which proposes first, says of every beginning that it
 * stands behind it and shows different ones to different witnesses. Seeded.
 */
import { beginningId, type Beginning } from '../../amp/beginning'
import { rootWith } from '../../amp/carry-over'
import { certifiedIn } from '../../amp/certificate'
import type { Fact } from '../../amp/facts'
import { supplyOf } from '../../amp/ledger'
import { UNITS_PER_AMP } from '../../amp/limits'
import { signBlock, signStatement } from '../../amp/signing'
import { slotKey } from '../../amp/slots'
import type { Stage } from '../../amp/statements'
import type { Successor } from '../../amp/successor'
import type { BlockId, SlotKey } from '../../amp/types'
import type { Answer } from '../../amp/witness-answer'
import { WITNESS_RULES, type WitnessRules } from '../../amp/witness-rules'
import { seededRandom } from '../../lib/prng'
import { Campaigning, OVER_MS } from './campaigning'
import { cheapKeys } from './cheap-keys'
import { KeptLists } from './kept-lists'
import { LedgerNetwork, type Message } from './network'

export interface HandoverReport {
  readonly finals: number
  /** Carried over, though final nowhere. */
  readonly carried: number
  readonly rounds: number
  /** Campaigns that were over before the epoch was, or that went on over its end. */
  readonly campaigns: number
  readonly violation: string | null
}

const BAD = 'bad'
const OLD = [BAD, 'old 1', 'old 2', 'old 3'] as const
const NEXT = ['old 1', 'old 2', 'new 1', 'new 2'] as const
const OWNERS = ['alice', 'bob', 'charlie', 'emil'] as const
/** Signs two blocks for one place whenever he likes. */
const FORKER = 'emil'
const HONEST = OWNERS.filter((name) => name !== FORKER)
const EACH = 1_000 * UNITS_PER_AMP
const START_MS = 1_700_000_000_000
const EVENTS = 60
/** Campaigns from before are over then; their ends meet the end of the epoch. */
const OVER_AT = 24
const CALM_ROUNDS = 60

export async function runHandover(seed: number, rules: Partial<WitnessRules> = {}): Promise<HandoverReport> {
  const clock = { nowMs: START_MS }
  const network = await LedgerNetwork.found({
    ...{ witnesses: OLD, later: ['new 1', 'new 2'], keys: cheapKeys(), now: () => clock.nowMs },
    ...{ allocation: new Map(OWNERS.map((name) => [name, EACH])), feePpm: 10_000, claimGraceMs: 0 },
    tellsOfLies: true,
    rules: { ...WITNESS_RULES, ...rules },
  })
  network.bad.add(BAD)
  const signers = OLD.filter((name) => name !== BAD)
  return new HandoverStory(seed, network, clock, await network.successor(NEXT, signers)).run()
}

class HandoverStory {
  readonly #network: LedgerNetwork
  readonly #clock: { nowMs: number }
  readonly #successor: Successor
  readonly #random: () => number
  readonly #finals = new Map<SlotKey, BlockId>()
  readonly #beginnings = new Set<BlockId>()
  readonly #lists: KeptLists
  readonly #campaigning: Campaigning
  #pool: Message[] = []
  #wishes = 0
  #carried = 0
  #rounds = 0
  #violation: string | null = null

  constructor(seed: number, network: LedgerNetwork, clock: { nowMs: number }, successor: Successor) {
    this.#random = seededRandom(seed)
    this.#network = network
    this.#clock = clock
    this.#successor = successor
    this.#lists = new KeptLists(network)
    this.#campaigning = new Campaigning(network, OWNERS, this.#random)
    network.onNews = (name, news) => {
      this.#note(name, news)
    }
  }

  async run(): Promise<HandoverReport> {
    for (let event = 0; event < EVENTS && this.#violation === null; event += 1) {
      if (event === OVER_AT) this.#clock.nowMs += OVER_MS
      await this.#pay()
      await this.#deliver(Math.floor(this.#random() * 40), 0.25)
      if (event > EVENTS / 2) await this.#change()
    }
    await this.#calm(() => this.#waiting())
    // What is still looked at was paid for; now the rest comes back.
    this.#clock.nowMs += OVER_MS
    await this.#calm(() => [...this.#waiting(), ...HONEST.filter((name) => this.#campaigning.isOpen(name))])
    const { campaigns } = this.#network.machine('new 1').participant.book.ledger
    return {
      ...{ finals: this.#finals.size, carried: this.#carried, rounds: this.#rounds },
      ...{ campaigns: campaigns.size, violation: this.#violation },
    }
  }

  /** Nothing is lost any more, and everybody asks until nobody waits. */
  async #calm(waiting: () => readonly string[]): Promise<void> {
    for (let round = 0; round < CALM_ROUNDS && this.#violation === null; round += 1) {
      await this.#change(true)
      for (const owner of HONEST) {
        await this.#advance(owner, true)
        this.#pool.push(...(await this.#campaigning.close(owner)))
      }
      await this.#deliver(Number.POSITIVE_INFINITY, 0)
      await this.#lists.catchUp()
      if (waiting().length === 0) return
    }
    for (const name of waiting()) this.#fail(`${name} is still waiting`)
  }

  /** Who hangs in the old epoch, or has something that is not settled. */
  #waiting(): string[] {
    return [...this.#network.machines.keys()].filter((name) => {
      if (name === BAD) return false
      const { book, isWaiting } = this.#network.machine(name).participant
      return book.ledger.terms.epoch === 0 || (name !== FORKER && isWaiting)
    })
  }

  /** Time goes on; somebody hears of the successor, somebody crashes, and who hands over shows what it has. */
  async #change(isCalm = false): Promise<void> {
    this.#clock.nowMs += 1_000 + Math.floor(this.#random() * 2_000)
    for (const name of OLD) {
      const machine = this.#network.machine(name)
      if (isCalm || this.#random() < 0.1)
        this.#pool.push(...this.#network.toOne(BAD, name, [{ t: 'successor', successor: this.#successor }]))
      if (name === BAD) {
        this.#pool.push(...(await this.#lies()))
        continue
      }
      if (!isCalm && this.#random() < 0.05) await this.#lists.restart(name)
      this.#pool.push(...this.#network.toAll(name, await machine.participant.tend()))
    }
  }

  /** In the first round, and in whichever it hears of, different beginnings to different witnesses. */
  async #lies(): Promise<Message[]> {
    const { book } = this.#network.machine(BAD).participant
    if (book.ledger.terms.epoch > 0) return []
    const facts = certifiedIn(book)
    const messages: Message[] = []
    for (const name of OLD) {
      const some = facts.filter(() => this.#random() < 0.5)
      const here = await rootWith(book, some)
      if (here === null) continue
      const { ledger, epoch } = book.ledger.terms
      const carried = some.map(({ proof }) => ({ slot: proof.slot, value: proof.value }))
      const beginning: Beginning = {
        ...({ v: 1, t: 'begin', ledger, epoch, next: this.#successor.id } as const),
        ...here,
        carried,
      }
      const round = Math.floor(this.#random() * 2) * OLD.length
      messages.push(...this.#network.toOne(BAD, name, [await this.#badVote(beginning, round)]))
    }
    return messages
  }

  async #badVote(beginning: Beginning, round: number): Promise<Fact> {
    return { t: 'begin', beginning, said: await this.#badWord('vote', round, await beginningId(beginning)) }
  }

  #badWord(t: Stage, round: number, value: BlockId) {
    const { signer, participant } = this.#network.machine(BAD)
    const { ledger, epoch } = participant.book.ledger.terms
    const slot = { kind: 'epoch', round } as const
    const body = { v: 1, ledger, t, epoch, slot, value, witness: signer.device, timeMs: 0 } as const
    return signStatement(body, signer)
  }

  /** The bad one stands behind everything that it hears of, in its round, towards some. */
  async #agreeToAll(fact: Fact): Promise<void> {
    if (fact.t !== 'begin' || fact.said.slot.kind !== 'epoch') return
    const { round } = fact.said.slot
    const words: Fact[] = [
      await this.#badVote(fact.beginning, round),
      { t: 'said', statement: await this.#badWord('ack', round, fact.said.value) },
    ]
    for (const name of OLD)
      if (this.#random() < 0.7) this.#pool.push(...this.#network.toOne(BAD, name, words))
  }

  #note(name: string, news: Answer['news']): void {
    const { participant } = this.#network.machine(name)
    this.#lists.note(name, news)
    for (const item of news) {
      if (item.t === 'broken') this.#fail(`${name} holds proofs of two ends of one place`)
      if (item.t === 'final') this.#end(item.final.signed.id, slotKey(item.final.proof.slot))
      if (item.t !== 'turn') continue
      for (const { signed, proof } of item.carried) this.#end(signed.id, slotKey(proof.slot))
      this.#beginnings.add(item.turn.quorum.value)
      if (this.#beginnings.size > 1) this.#fail('two epochs begin')
      this.#carried = Math.max(this.#carried, item.carried.length)
      const { slot } = item.turn.quorum
      if (slot.kind === 'epoch') this.#rounds = Math.max(this.#rounds, slot.round + 1)
      for (const [key, id] of this.#finals) this.#isKept(name, key, id)
    }
    const { ledger } = participant.book
    if (supplyOf(ledger).total !== ledger.terms.supply) this.#fail(`the sum at ${name} is another`)
  }

  #isKept(name: string, key: SlotKey, id: BlockId): void {
    const settled = this.#network.machine(name).participant.book.ledger.settled.get(key)
    if (settled !== undefined && settled !== id)
      this.#fail(`${key} was final, and is something else at ${name}`)
  }

  #end(id: BlockId, key: SlotKey): void {
    const known = this.#finals.get(key)
    if (known !== undefined && known !== id) this.#fail(`two ends at ${key}`)
    this.#finals.set(key, id)
  }

  /** What is on the disk as frozen says nothing of payments in that epoch. */
  async #lookAtWords(name: string, messages: readonly Message[]): Promise<void> {
    const { disk, participant } = this.#network.machine(name)
    const { frozenEpoch } = disk.witnessMemory()
    if (name === BAD || messages.length === 0 || frozenEpoch < 0) return
    const written = messages.flatMap(({ content }) => ('bytes' in content ? [content.bytes] : []))
    if (participant.book.ledger.terms.epoch > frozenEpoch) return
    for (const fact of await this.#network.read(written))
      if (fact.t === 'said' && fact.statement.slot.kind !== 'epoch')
        this.#fail(`${name} spoke after it froze`)
  }

  async #pay(): Promise<void> {
    const owner = OWNERS[Math.floor(this.#random() * OWNERS.length)] ?? FORKER
    const machine = this.#network.machine(owner)
    const to = this.#network.accountOf(OWNERS[(OWNERS.indexOf(owner) + 1) % OWNERS.length] ?? FORKER)
    if (owner !== FORKER) {
      this.#wishes += 1
      const id = `wish ${String(this.#wishes)}`
      const amount = 1 + Math.floor(this.#random() * EACH * 0.1)
      const chance = this.#random()
      if (chance < 0.2) await this.#campaigning.begin(owner, id)
      else if (chance < 0.5) this.#pool.push(...(await this.#campaigning.look(owner)))
      else if (chance < 0.65) this.#pool.push(...(await this.#campaigning.close(owner)))
      else await machine.purse.wish({ id, t: 'send', to, amount, memo: null })
      await this.#advance(owner, this.#random() < 0.3)
      return
    }
    const { ledger } = machine.participant.book
    const account = this.#network.accountOf(owner)
    const { seq, head, balance } = ledger.account(account)
    for (const amount of [1, 2]) {
      const place = { v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
      const send = { t: 'send', balance: balance - amount, timeMs: START_MS, memo: null, to, amount } as const
      const signed = await signBlock({ ...place, ...send }, machine.signer)
      const messages = this.#network.toAll(owner, [{ t: 'block', signed }], true)
      this.#pool.push(...messages.filter(() => this.#random() < 0.6))
    }
    this.#pool.push(...this.#network.toAll(owner, [{ t: 'forked', account, seq: seq + 1 }], true))
  }

  async #advance(owner: string, again: boolean): Promise<void> {
    const { ask, say, news } = await this.#network.machine(owner).participant.advance(again)
    this.#network.onNews(owner, news)
    this.#pool.push(...this.#network.toAll(owner, ask, true), ...this.#network.toAll(owner, say))
  }

  async #deliver(most: number, lost: number): Promise<void> {
    for (let step = 0; step < most && this.#pool.length > 0; step += 1) {
      const index = Math.floor(this.#random() * this.#pool.length)
      const message = this.#pool[index]
      const last = this.#pool.pop()
      if (message === undefined || last === undefined) return
      if (index < this.#pool.length) this.#pool[index] = last
      if (this.#random() < lost) continue
      const answers = await this.#network.deliver(message)
      await this.#lookAtWords(message.to, answers)
      this.#pool.push(...answers)
      if (message.to === BAD && 'bytes' in message.content) {
        const [fact] = await this.#network.read([message.content.bytes])
        if (fact !== undefined) await this.#agreeToAll(fact)
      }
    }
  }

  #fail(what: string): void {
    this.#violation ??= what
  }
}
