/** What was said and proposed about one place at which nothing is final yet. */
import { contradict } from './lies'
import { MAX_CANDIDATES } from './limits'
import { isQuorum, type Terms } from './manifest'
import type { Quorum, Stage, Statement } from './statements'
import type { BlockId, ForkProof, KeyId, SignedBlock, Slot, WitnessProof } from './types'

/** A witness says at most this much of one slot that is worth keeping: an honest one says less, a liar is proven. */
const MAX_STATEMENTS_PER_WITNESS = 6

/** One thing that is said of the place: who said it, and, when it came in one piece, a quorum of them. */
interface Word {
  readonly stage: Stage
  readonly value: BlockId
  readonly by: Map<KeyId, Statement>
  /** A liar may have said too much for its part in it to be kept. */
  whole: Quorum | null
  /** A quorum of witnesses said it of whom none was proven to lie, at that time or now. */
  hasStood: boolean
}

export class Tally {
  readonly slot: Slot
  readonly #terms: Terms
  readonly #candidates = new Map<BlockId, SignedBlock>()
  readonly #words = new Map<string, Word>()
  readonly #liars: Set<KeyId> | null

  /** @param liars who is proven to lie, here or at another place: whoever is found to here joins them; null to count all */
  constructor(slot: Slot, terms: Terms, liars: Set<KeyId> | null) {
    this.slot = slot
    this.#terms = terms
    this.#liars = liars
  }

  /** In the order in which they were heard of. */
  candidates(): readonly SignedBlock[] {
    return [...this.#candidates.values()]
  }

  candidate(id: BlockId): SignedBlock | undefined {
    return this.#candidates.get(id)
  }

  /** False when there are enough already, and no witness has spoken for this one. */
  propose(signed: SignedBlock): boolean {
    const isOneMore = !this.#candidates.has(signed.id) && signed.signer !== null
    if (isOneMore && !this.isSpokenFor(signed.id) && this.#owned().length >= MAX_CANDIDATES) return false
    this.#candidates.set(signed.id, signed)
    return true
  }

  isSpokenFor(id: BlockId): boolean {
    return [...this.#words.values()].some(({ value }) => value === id)
  }

  /** Nobody spoke for what is proposed here, or nothing is proposed. */
  isStray(): boolean {
    return this.#words.size === 0 || this.#candidates.size === 0
  }

  /** Two blocks that the owner signed for this place. */
  fork(): ForkProof | null {
    const [a, b] = this.#owned()
    return a === undefined || b === undefined ? null : { a, b }
  }

  #owned(): SignedBlock[] {
    return this.candidates().filter(({ signer }) => signer !== null)
  }

  /** The proof that the witness lies, when this statement makes one. */
  hear(statement: Statement): WitnessProof | null {
    const { t, value, witness } = statement
    if (this.#words.get(nameOf(t, value))?.by.has(witness) === true) return null
    const former = [...this.#words.values()]
      .map(({ by }) => by.get(witness))
      .filter((one) => one !== undefined)
    const other = former.find((one) => contradict(one, statement))
    // Before it is counted: the word that proves the lie counts no more.
    if (other !== undefined) this.#liars?.add(witness)
    if (former.length < MAX_STATEMENTS_PER_WITNESS) {
      const word = this.#word(t, value)
      word.by.set(witness, statement)
      word.hasStood ||= isQuorum(this.#believed(word), this.#terms)
    }
    return other === undefined ? null : { a: other, b: statement }
  }

  /** A quorum that somebody else put together, and what it proves of those who lied. */
  hearQuorum(quorum: Quorum): WitnessProof[] {
    this.#word(quorum.t, quorum.value).whole = quorum
    return statementsOf(quorum)
      .map((statement) => this.hear(statement))
      .filter((proof) => proof !== null)
  }

  heardFrom(stage: Stage, value: BlockId): KeyId[] {
    return [...(this.#words.get(nameOf(stage, value))?.by.keys() ?? [])]
  }

  /** What witnesses said of a block, each once. */
  statements(stage: Stage, value: BlockId): readonly Statement[] {
    return [...(this.#words.get(nameOf(stage, value))?.by.values() ?? [])]
  }

  hasQuorum(stage: Stage, value: BlockId): boolean {
    const word = this.#words.get(nameOf(stage, value))
    return word !== undefined && this.#suffices(word)
  }

  /** The blocks of which anybody says this. */
  values(stage: Stage): BlockId[] {
    return [...this.#words.values()].flatMap((word) => (word.stage === stage ? [word.value] : []))
  }

  /** The blocks of which a quorum says this. */
  quorumValues(stage: Stage): BlockId[] {
    const values: BlockId[] = []
    for (const word of this.#words.values())
      if (word.stage === stage && this.#suffices(word)) values.push(word.value)
    return values
  }

  /** The same without proven liars: what a witness stands on. A quorum in one piece may be put together by anybody. */
  trustedValues(stage: Stage): BlockId[] {
    return [...this.#words.values()].flatMap((word) =>
      word.stage === stage && this.#isTrusted(word) ? [word.value] : [],
    )
  }

  /** A quorum said one thing of it, whatever that is. */
  hasAnyQuorum(): boolean {
    return [...this.#words.values()].some((word) => this.#suffices(word))
  }

  /** The words of a quorum, ready to be shown to others; null while too few have spoken. */
  quorum(stage: Stage, value: BlockId): Quorum | null {
    const word = this.#words.get(nameOf(stage, value))
    if (word === undefined || !this.#suffices(word)) return null
    const believed = new Set(this.#believed(word))
    const isEnough = isQuorum(believed, this.#terms)
    if (word.whole !== null && !isEnough) return word.whole
    const signatures = [...word.by.values()]
      .filter(({ witness }) => !isEnough || believed.has(witness))
      .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
      .sort((a, b) => (a.witness < b.witness ? -1 : 1))
    const { ledger, epoch } = this.#terms
    return { v: 1, ledger, t: stage, epoch, slot: this.slot, value, signatures }
  }

  /** What others put together counts as it is: pages that know of different lies must not disagree about what is final. */
  #suffices(word: Word): boolean {
    return word.whole !== null || this.#isTrusted(word)
  }

  #isTrusted(word: Word): boolean {
    return word.hasStood || isQuorum(this.#believed(word), this.#terms)
  }

  #believed({ by }: Word): KeyId[] {
    return [...by.keys()].filter((witness) => this.#liars?.has(witness) !== true)
  }

  #word(stage: Stage, value: BlockId): Word {
    const name = nameOf(stage, value)
    const word = this.#words.get(name) ?? { stage, value, by: new Map(), whole: null, hasStood: false }
    this.#words.set(name, word)
    return word
  }
}

function nameOf(stage: Stage, value: BlockId): string {
  return `${stage} ${value}`
}

/** A quorum taken apart, as its witnesses said it. */
export function statementsOf(quorum: Quorum): Statement[] {
  const { signatures, ...said } = quorum
  return signatures.map((signed) => ({ ...said, ...signed }))
}
