/**
 * Two functions that say whether a block may become final, written apart from each other, asked about the same blocks:
 * the gate and the judge of src/amp, and plain-form.ts with plain-rules.ts. They must never disagree.
 */
import { readFact } from '../../amp/gate'
import { judge } from '../../amp/judge'
import type { SignedBlock } from '../../amp/types'
import { AMP_DOMAIN, domainMessage } from '../../identity/domain'
import { publicKeyOf } from '../../identity/person-id'
import { seededRandom } from '../../lib/prng'
import { encodeCanonical } from '../../records/codec'
import { DRAFT_FAULTS } from './draft-faults'
import { World, type Draft } from './drafts'
import { plainBlock, type PlainBlock } from './plain-form'
import { plainVerdict, type Founding, type PlainTable, type PlainVerdict } from './plain-rules'

export interface Disagreement {
  readonly block: number
  readonly fault: string
  readonly t: string
  readonly first: string
  readonly second: PlainVerdict
}

export interface Comparison {
  /** By what was wrong with a block ("nothing" for nothing) and its verdict, how many. */
  readonly counts: ReadonlyMap<string, Readonly<Record<PlainVerdict, number>>>
  readonly disagreements: readonly Disagreement[]
}

/** Then a new ledger begins: the second function works out the whole past for every block. */
const FINALS_PER_WORLD = 60
const FAULTY = 0.7
/** What is wrong with the bytes, not with the block. */
const BYTE_FAULTS = [
  'a byte too many',
  'an altered signature',
  'no signature',
  'a signature too many',
] as const
const FAULTS = [...Object.keys(DRAFT_FAULTS), ...BYTE_FAULTS]
const NOTHING = 'nothing'

export async function compareJudges(blocks: number, seed: number): Promise<Comparison> {
  const random = seededRandom(seed)
  const counts = new Map<string, Record<PlainVerdict, number>>()
  const disagreements: Disagreement[] = []
  let story = await Story.begin(random)
  for (let block = 0; block < blocks; block += 1) {
    if (story.length >= FINALS_PER_WORLD) story = await Story.begin(random)
    const { fault, t, first, second } = await story.next()
    const count = counts.get(fault) ?? { valid: 0, wait: 0, invalid: 0 }
    count[second] += 1
    counts.set(fault, count)
    if (first.split(':')[0] !== second) disagreements.push({ block, fault, t, first, second })
  }
  return { counts, disagreements }
}

class Story {
  readonly #world: World
  readonly #founding: Founding
  readonly #finals: PlainBlock[] = []

  static async begin(random: () => number): Promise<Story> {
    return new Story(await World.found(random))
  }

  private constructor(world: World) {
    this.#world = world
    const { rules, weights } = world.ledger.terms
    const allocation = [...world.ledger.accounts].map(([id, { balance }]) => [id, balance] as const)
    this.#founding = { ...rules, witnesses: weights, allocation: new Map(allocation) }
  }

  get length(): number {
    return this.#finals.length
  }

  async next(): Promise<Omit<Disagreement, 'block'>> {
    const world = this.#world
    const draft = await world.draft()
    const fault = world.random() < FAULTY ? await this.#spoil(draft) : NOTHING
    const bytes = await this.#written(draft, fault)
    const first = await this.#first(bytes)
    const plain = await plainBlock(bytes, world.ledger.terms.ledger, world.keys.verify)
    const second = plain === null ? 'invalid' : plainVerdict(plain, this.#known())
    // Half of what is valid comes into the ledger, so that more than one block is tried at a place.
    if (first.signed !== null && first.verdict === 'valid' && second === 'valid' && world.random() < 1 / 2) {
      world.settle(first.signed)
      if (plain !== null) this.#finals.push(plain)
    }
    return { fault, t: draft.t, first: first.verdict, second }
  }

  #known() {
    const tables = new Map(
      this.#world.tables.map(({ id, rows }): [string, PlainTable] => [
        id,
        rows.map(({ viewer, amount }) => [viewer, amount]),
      ]),
    )
    return { founding: this.#founding, finals: this.#finals, tables }
  }

  /** @returns what is wrong now */
  async #spoil(draft: Draft): Promise<string> {
    const { random } = this.#world
    for (;;) {
      const name = FAULTS[Math.floor(random() * FAULTS.length)] ?? NOTHING
      const spoil = DRAFT_FAULTS[name]
      if (spoil === undefined) {
        const isSigned = draft.signer !== null
        if (name === 'a byte too many' || isSigned === (name !== 'a signature too many')) return name
        continue
      }
      const before = { ...draft.raw }
      if (await spoil(draft, this.#world)) return name
      Object.assign(draft.raw, before)
    }
  }

  async #first(bytes: Uint8Array): Promise<{ verdict: string; signed: SignedBlock | null }> {
    const { ledger, keys } = this.#world
    const fact = await readFact(bytes, ledger.terms, keys.verify)
    if (!fact.ok) return { verdict: `invalid: ${fact.error}`, signed: null }
    if (fact.value.t !== 'block') throw new Error('expected a block')
    const { signed } = fact.value
    const judgement = judge(ledger, signed)
    if (judgement.verdict === 'valid') return { verdict: 'valid', signed }
    const why = judgement.verdict === 'wait' ? judgement.missing : judgement.fault
    return { verdict: `${judgement.verdict}: ${why}`, signed }
  }

  async #written({ raw, signer }: Draft, fault: string): Promise<Uint8Array> {
    const world = this.#world
    const by = signer ?? (fault === 'a signature too many' ? world.signerOf(world.stranger) : null)
    let signature = by === null ? null : await by.sign(domainMessage(AMP_DOMAIN, encodeCanonical(raw)))
    if (fault === 'an altered signature' && signature !== null) signature = signature.map((byte) => byte ^ 1)
    if (fault === 'no signature') signature = null
    const key = by === null ? null : publicKeyOf(by.device)
    const bytes = encodeCanonical({ t: 'block', block: raw, signer: key, signature })
    return fault === 'a byte too many' ? new Uint8Array([...bytes, 0]) : bytes
  }
}
