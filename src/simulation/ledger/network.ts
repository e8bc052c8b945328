/**
 * Witnesses and owners in one process, who hear each other only through bytes and the gate. Nothing travels by itself:
 * whoever drives it (scenario.ts, faults.ts) says when which message arrives.
 */
import type { Fact } from '../../amp/facts'
import { readFact } from '../../amp/gate'
import { allocationId, manifestId, termsOf, type Manifest, type Terms } from '../../amp/manifest'
import { factBytes } from '../../amp/signing'
import type { Ledger } from '../../amp/ledger'
import { joinSignatures, readSuccessor, signManifest, type Successor } from '../../amp/successor'
import type { AccountId, KeyId, LedgerId, VerifySignature } from '../../amp/types'
import type { Answer, Refusal } from '../../amp/witness-answer'
import type { WitnessRules } from '../../amp/witness-rules'
import type { DeviceSigner, PersonId } from '../../identity/types'
import { badAnswer } from './bad-witness'
import { SimulatedDisk } from './disk'
import { Machine } from './machine'

/** A character for each byte, so that bytes can be looked up by what they are. */
const BYTES_AS_TEXT = new TextDecoder('latin1')

export interface Keys {
  /** The same key for the same name. */
  signer(name: string): DeviceSigner
  readonly verify: VerifySignature
}

export interface LedgerSetup {
  readonly witnesses: readonly string[]
  /** Base units. Accounts without anything may be named too. */
  readonly allocation: ReadonlyMap<string, number>
  readonly feePpm: number
  readonly claimGraceMs: number
  readonly keys: Keys
  /** The clock of a machine. */
  readonly now: (name: string) => number
  readonly disk?: (name: string) => SimulatedDisk
  readonly rules?: WitnessRules
  readonly believesLiars?: boolean
  /** Proofs that a witness lies travel, and are kept; else each finds out for itself, which gives a liar more room. */
  readonly tellsOfLies?: boolean
  /** Witnesses that none of this epoch names. */
  readonly later?: readonly string[]
}

export interface Message {
  readonly from: string
  readonly to: string
  readonly content: { readonly bytes: Uint8Array; readonly isAsked: boolean } | { readonly refusal: Refusal }
}

export class LedgerNetwork {
  readonly manifest: Manifest
  readonly terms: Terms
  readonly machines: ReadonlyMap<string, Machine>
  readonly bad = new Set<string>()
  /** Hears of everything that somebody learned. */
  onNews: (name: string, news: Answer['news']) => void = () => undefined
  readonly #setup: LedgerSetup
  readonly #written = new WeakMap<object, Uint8Array>()
  /** The same bytes are one thing, whoever wrote them. */
  readonly #bytes = new Map<string, Uint8Array>()
  /** Reading is a function of the bytes, so one reading serves everybody who gets them. */
  readonly #read = new WeakMap<Uint8Array, ReturnType<typeof readFact>>()
  readonly #others = new Map<string, readonly string[]>()

  private constructor(
    setup: LedgerSetup,
    manifest: Manifest,
    terms: Terms,
    machines: ReadonlyMap<string, Machine>,
  ) {
    this.#setup = setup
    this.manifest = manifest
    this.terms = terms
    this.machines = machines
  }

  static async found(setup: LedgerSetup): Promise<LedgerNetwork> {
    const { keys } = setup
    const rows = rowsOf(setup)
    const manifest: Manifest = {
      v: 1,
      t: 'manifest',
      name: 'Simulated',
      symbol: 'AMP',
      supply: rows.reduce((sum, { amount }) => sum + amount, 0),
      allocation: await allocationId({ v: 1, t: 'alloc', rows }),
      previous: null,
      epoch: 0,
      witnesses: setup.witnesses.map((name) => ({ key: keys.signer(name).device, weight: 1, addresses: [] })),
      rules: {
        minSend: 1,
        claimGraceMs: setup.claimGraceMs,
        epochMs: 1,
        feePpm: setup.feePpm,
        faucetGrant: 0,
      },
      governors: { keys: [], threshold: 0 },
    }
    const terms = termsOf((await manifestId(manifest)) as string as LedgerId, manifest)
    return LedgerNetwork.#with(setup, manifest, terms)
  }

  /** The same people with what they kept, and the witnesses of the next epoch. */
  async nextEpoch(witnesses: readonly string[], begins: Ledger): Promise<LedgerNetwork> {
    const manifest = await this.#manifestAfter(witnesses)
    const former = (name: string): SimulatedDisk => this.machines.get(name)?.disk ?? new SimulatedDisk()
    const setup = { ...this.#setup, witnesses, disk: former }
    return LedgerNetwork.#with(setup, manifest, termsOf(this.terms.ledger, manifest), begins)
  }

  /** Other witnesses for the next epoch, as these of now have signed it. */
  async successor(witnesses: readonly string[], signers: readonly string[]): Promise<Successor> {
    const { keys } = this.#setup
    const manifest = await this.#manifestAfter(witnesses)
    const signatures = await Promise.all(signers.map((name) => signManifest(manifest, keys.signer(name))))
    const read = await readSuccessor(joinSignatures(manifest, signatures), this.terms, keys.verify)
    if (!read.ok) throw new Error(`expected a successor, got ${read.error}`)
    return read.value
  }

  async #manifestAfter(witnesses: readonly string[]): Promise<Manifest> {
    const { keys } = this.#setup
    return {
      ...this.manifest,
      epoch: this.manifest.epoch + 1,
      previous: await manifestId(this.manifest),
      witnesses: witnesses.map((name) => ({ key: keys.signer(name).device, weight: 1, addresses: [] })),
    }
  }

  static #with(
    setup: LedgerSetup,
    manifest: Manifest,
    terms: Terms | undefined,
    begins?: Ledger,
  ): LedgerNetwork {
    if (terms === undefined) throw new Error('expected witnesses with different names')
    const { keys } = setup
    const rows = rowsOf(setup)
    const accountOf = (name: string): AccountId => accountNamed(keys, name)
    const machine = (name: string, isWitness: boolean): [string, Machine] => {
      const account = isWitness ? null : accountOf(name)
      const signer = keys.signer(name)
      const parts = { name, terms, allocation: rows, signer, isWitness, account, now: () => setup.now(name) }
      const disk = setup.disk?.(name)
      return [
        name,
        new Machine({
          ...parts,
          ...(disk && { disk }),
          ...(setup.rules && { rules: setup.rules }),
          ...(begins && { begins }),
          ...(setup.believesLiars === true && { believesLiars: true }),
        }),
      ]
    }
    const machines = [
      ...[...setup.witnesses, ...(setup.later ?? [])].map((name) => machine(name, true)),
      ...[...setup.allocation.keys()].map((name) => machine(name, false)),
    ]
    return new LedgerNetwork(setup, manifest, terms, new Map(machines))
  }

  accountOf(name: string): AccountId {
    return accountNamed(this.#setup.keys, name)
  }

  /** What the clock of this machine shows. */
  nowAt(name: string): number {
    return this.#setup.now(name)
  }

  machine(name: string): Machine {
    const found = this.machines.get(name)
    if (found === undefined) throw new Error(`nobody is called ${name}`)
    return found
  }

  /** These facts on their way to all others. @param isAsked an answer is wanted */
  toAll(from: string, facts: readonly Fact[], isAsked = false): Message[] {
    if (facts.length === 0) return []
    const others = this.#others.get(from) ?? [...this.machines.keys()].filter((to) => to !== from)
    this.#others.set(from, others)
    return facts.flatMap((fact) => {
      const content = { bytes: this.#bytesOf(fact), isAsked }
      return others.map((to) => ({ from, to, content }))
    })
  }

  toOne(from: string, to: string, facts: readonly Fact[]): Message[] {
    return facts.map((fact) => {
      const bytes = this.#bytesOf(fact)
      return { from, to, content: { bytes, isAsked: false } }
    })
  }

  /** Hands over one message and gives what it makes others say. Who is offline hears nothing. */
  async deliver({ from, to, content }: Message): Promise<Message[]> {
    const machine = this.machine(to)
    if (!machine.isOnline || !this.machine(from).isOnline) return []
    if ('refusal' in content) {
      machine.participant.hearRefusal(this.#keyOf(from), content.refusal)
      return []
    }
    const { terms } = machine.participant.book.ledger
    // Whoever is an epoch behind or ahead cannot read it.
    const fact =
      terms.epoch === this.terms.epoch
        ? await this.#readOnce(content.bytes)
        : await this.#readUnder(content.bytes, terms)
    if (fact === null) return []
    if (this.bad.has(to)) {
      const { book } = machine.participant
      book.take(fact)
      if (!content.isAsked && fact.t !== 'plea') return []
      return this.toAll(to, await badAnswer(fact, book.ledger, machine.signer, this.#setup.now(to)))
    }
    const { say, reply, refusal, news } = await machine.participant.hear(fact, content.isAsked)
    this.onNews(to, news)
    const found = await this.#keepLies(machine, news)
    const answer: Message[] = refusal === null ? [] : [{ from: to, to: from, content: { refusal } }]
    return [
      ...answer,
      ...this.toOne(to, from, reply),
      ...this.toAll(to, [...say, ...(fact.t === 'lie' ? [] : found)]),
    ]
  }

  /** As a desk does: one proof of each witness is kept, and told by whoever found it (rule AM116). */
  async #keepLies({ disk }: Machine, news: Answer['news']): Promise<Fact[]> {
    const found: Fact[] = []
    if (this.#setup.tellsOfLies !== true) return found
    for (const item of news) {
      if (item.t !== 'lie' || disk.lies().has(item.proof.a.witness)) continue
      await disk.keepLie(item.proof)
      found.push(item)
    }
    return found
  }

  /** What these facts are to others: bytes that pass the gate. */
  async throughGate(facts: readonly Fact[]): Promise<Fact[]> {
    return this.read(facts.map((fact) => this.#bytesOf(fact)))
  }

  /** Those of the first epoch. */
  async read(written: readonly Uint8Array[]): Promise<Fact[]> {
    const read = await Promise.all(written.map((bytes) => this.#readOnce(bytes)))
    return read.filter((fact) => fact !== null)
  }

  /** Those of the epoch that this machine is in. */
  async readAt(name: string, written: readonly Uint8Array[]): Promise<Fact[]> {
    const { terms } = this.machine(name).participant.book.ledger
    const read = await Promise.all(written.map((bytes) => this.#readUnder(bytes, terms)))
    return read.filter((fact) => fact !== null)
  }

  /** What is told again is written once. */
  #bytesOf(fact: Fact): Uint8Array {
    const told = toldIn(fact)
    const known = this.#written.get(told)
    if (known !== undefined) return known
    const bytes = this.#oneOf(factBytes(fact, this.terms.ledger))
    this.#written.set(told, bytes)
    return bytes
  }

  #oneOf(bytes: Uint8Array): Uint8Array {
    const text = BYTES_AS_TEXT.decode(bytes)
    const known = this.#bytes.get(text)
    if (known === undefined) this.#bytes.set(text, bytes)
    return known ?? bytes
  }

  async #readUnder(bytes: Uint8Array, terms: Terms): Promise<Fact | null> {
    const read = await readFact(bytes, terms, this.#setup.keys.verify)
    return read.ok ? read.value : null
  }

  async #readOnce(bytes: Uint8Array): Promise<Fact | null> {
    const reading = this.#read.get(bytes) ?? readFact(bytes, this.terms, this.#setup.keys.verify)
    this.#read.set(bytes, reading)
    const read = await reading
    if (!read.ok && read.error === 'other-epoch') return null
    if (!read.ok) throw new Error(`the gate refused what a machine of ours said: ${read.error}`)
    return read.value
  }

  #keyOf(name: string): KeyId {
    return this.#setup.keys.signer(name).device
  }
}

/** What outlives the fact that wraps it. */
function toldIn(fact: Fact): object {
  switch (fact.t) {
    case 'block':
      return fact.signed
    case 'final':
      return fact.final
    case 'said':
      return fact.statement
    case 'quorum':
      return fact.quorum
    case 'table':
      return fact.table
    case 'receipt':
      return fact.receipt
    case 'page':
      return fact.page
    case 'certified':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'report':
    case 'twice':
    case 'lie':
    case 'successor':
    case 'begin':
    case 'turn':
      return fact
  }
}

function rowsOf({ allocation, keys }: LedgerSetup) {
  return [...allocation]
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => ({ account: accountNamed(keys, name), amount }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
}

/** A person's key is the account's name, and signs for it: nobody rotates here. */
function accountNamed(keys: Keys, name: string): AccountId {
  return keys.signer(name).device as string as PersonId
}
