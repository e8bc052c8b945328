/**
 * What is known of the end of the epoch that a book is in: the manifest that succeeds, what the old witnesses propose to
 * begin with, and what they said of it in which round.
 */
import { restOf, type Beginning, type Carried, type Page, type Turn } from './beginning'
import { BeginningPages } from './beginning-pages'
import type { SignedManifest, Terms } from './manifest'
import type { Quorum, Stage, Statement } from './statements'
import type { Successor } from './successor'
import { Tally } from './tally'
import type { BlockId, KeyId, SuccessionWord, WitnessProof } from './types'

/** Rounds of which words are kept: a liar may speak in as many as it likes. */
const MAX_KEPT_ROUNDS = 64
/** Of one witness: it votes once a round, and what it voted for last is what matters. */
const MAX_BEGINNINGS_EACH = 4

interface Proposed {
  readonly beginning: Beginning
  /** Who voted for it, while it is among the last that they did. */
  readonly by: Set<KeyId>
}

/** What a witness said and is bound by, in which rounds. */
export interface Bound {
  readonly rounds: readonly number[]
  readonly values: readonly BlockId[]
}

export interface CertifiedBeginning {
  readonly id: BlockId
  readonly round: number
  readonly beginning: Beginning
  readonly quorum: Quorum
}

export class EpochChange {
  readonly #terms: Terms
  readonly #rounds = new Map<number, Tally>()
  readonly #beginnings = new Map<BlockId, Proposed>()
  readonly #pages = new BeginningPages()
  #bound: Bound = { rounds: [], values: [] }
  #successor: Successor | null = null
  /** Witnesses of whom it was shown that they signed two. */
  readonly #twofaced = new Set<KeyId>()
  #told: Turn | null = null
  /** With how many finals it was last looked whether the next epoch may begin here; looking costs a tree. */
  #triedWith = -1

  constructor(terms: Terms) {
    this.#terms = terms
  }

  get successor(): Successor | null {
    return this.#successor
  }

  /** False when one is known: two that a quorum signed cannot be, unless too many witnesses lie, or keys are stolen. */
  succeed(successor: Successor): boolean {
    if (this.#successor !== null) return false
    this.#successor = successor
    for (const [id, { beginning }] of this.#beginnings)
      if (beginning.next !== successor.id) this.#beginnings.delete(id)
    this.#pages.keepOnly(this.#allBeginnings())
    return true
  }

  /** Each witness that signed this one and the one that is known, once: an honest one signs one of its epoch (rule AM93). */
  signersOfTwo({ signed, id }: Successor): WitnessProof[] {
    const known = this.#successor
    if (known === null || known.id === id) return []
    const former = new Map(this.#wordsFor(known.signed).map((word) => [word.witness, word]))
    return this.#wordsFor(signed).flatMap((b): WitnessProof[] => {
      const a = former.get(b.witness)
      if (a === undefined || this.#twofaced.has(b.witness)) return []
      this.#twofaced.add(b.witness)
      return [{ a, b }]
    })
  }

  /** Of the witnesses of this epoch; governors may sign as many as they like. */
  #wordsFor({ manifest, signatures }: SignedManifest): SuccessionWord[] {
    const { ledger, epoch, weights } = this.#terms
    const head = { v: 1, t: 'manifest', ledger, epoch, manifest } as const
    return signatures
      .filter(({ key }) => weights.has(key))
      .map(({ key, signature }) => ({ ...head, witness: key, signature }))
  }

  /**
   * Those of one witness take no other's place, and what a quorum voted for or this witness is bound by stays (rule AM81).
   * @param by who voted for it
   */
  keepBeginning(id: BlockId, beginning: Beginning, by: KeyId): void {
    if (this.#successor !== null && beginning.next !== this.#successor.id) return
    const known = this.#beginnings.get(id) ?? { beginning, by: new Set<KeyId>() }
    this.#beginnings.set(id, known)
    known.by.add(by)
    const others = [...this.#beginnings].filter(
      ([other, proposed]) => proposed.by.has(by) && !this.#isToBeKept(other),
    )
    const tooMany = others.slice(0, -MAX_BEGINNINGS_EACH)
    for (const [other, proposed] of tooMany) {
      proposed.by.delete(by)
      if (proposed.by.size === 0) this.#beginnings.delete(other)
    }
    if (tooMany.length > 0) this.#pages.keepOnly(this.#allBeginnings())
  }

  /**
   * Kept where a beginning that is kept breaks off. Whoever made up a beginning could name pages without end, so of what only
   * single witnesses stand behind nothing is kept that is not known here; it comes again (rule AM126).
   */
  keepPage(page: Page, isKnown: (carried: Carried) => boolean): void {
    const stoodBehind = [...this.#beginnings].filter(([id]) => this.#isToBeKept(id))
    const certain = stoodBehind.map(([, { beginning }]) => beginning)
    if (this.#told !== null) certain.push(this.#told.beginning)
    this.#pages.keep(page, certain, this.#allBeginnings(), isKnown)
  }

  hasPage(id: BlockId): boolean {
    return this.#pages.has(id)
  }

  /** In order, as far as they are here. */
  pagesOf(beginning: Beginning): readonly Page[] {
    return this.#pages.of(beginning)
  }

  /** All that goes over by it; null while a page is missing. */
  carriedIn(beginning: Beginning): readonly Carried[] | null {
    const pages = this.#pages.of(beginning)
    if (restOf(pages.at(-1) ?? beginning) !== null) return null
    return [beginning, ...pages].flatMap(({ carried }) => carried)
  }

  #allBeginnings(): Beginning[] {
    const all = [...this.#beginnings.values()].map(({ beginning }) => beginning)
    return this.#told === null ? all : [...all, this.#told.beginning]
  }

  /** From now on these are not forgotten, whatever others say. */
  bind(bound: Bound): void {
    this.#bound = bound
  }

  #isToBeKept(id: BlockId): boolean {
    return this.#bound.values.includes(id) || this.certifiedIn(id) >= 0
  }

  beginning(id: BlockId): Beginning | undefined {
    return this.#beginnings.get(id)?.beginning
  }

  hear(round: number, statement: Statement): WitnessProof | null {
    return this.#tallyOf(round).hear(statement)
  }

  hearQuorum(round: number, quorum: Quorum): WitnessProof[] {
    return this.#tallyOf(round).hearQuorum(quorum)
  }

  tally(round: number): Tally | undefined {
    return this.#rounds.get(round)
  }

  /** Shown in one piece; its quorum was verified. */
  hearTurn(turn: Turn): void {
    this.#told ??= turn
  }

  /** What a quorum acknowledged, of the successor that is known. */
  agreed(): Turn | null {
    const turn = this.#told ?? this.#turnHeard()
    return turn !== null && turn.beginning.next === this.#successor?.id ? turn : null
  }

  /** True when something came since the last look. */
  isWorthATry(finals: number): boolean {
    const isNew = finals !== this.#triedWith
    this.#triedWith = finals
    return isNew
  }

  /** The last round in which a quorum voted for this; -1 for none. */
  certifiedIn(value: BlockId): number {
    const rounds = [...this.#rounds].filter(([, tally]) => tally.hasQuorum('vote', value))
    return Math.max(-1, ...rounds.map(([round]) => round))
  }

  /** Voted for by a quorum, the last round first; what is known of them. */
  certified(): CertifiedBeginning[] {
    return [...this.#rounds.keys()].sort((a, b) => b - a).flatMap((round) => this.certifiedOf(round))
  }

  /** Voted for by a quorum in this round. */
  certifiedOf(round: number): CertifiedBeginning[] {
    const tally = this.#rounds.get(round)
    return (tally?.quorumValues('vote') ?? []).flatMap((id) => {
      const [beginning, quorum] = [this.beginning(id), tally?.quorum('vote', id) ?? null]
      return beginning === undefined || quorum === null ? [] : [{ id, round, beginning, quorum }]
    })
  }

  /** The last round in which more weight spoke than may be bad: whoever is behind goes there. */
  roundOfOthers(): number {
    const last = this.#lastOfEach((tally, round) =>
      speakers(tally, ['vote', 'ack', 'void']).map((by) => [by, round]),
    )
    return reachedBy(last, this.#terms, this.#terms.faultyWeight + 1) ?? 0
  }

  /** The last round that a quorum has behind it: its time was over for them, or they spoke in a later one. -1 for none. */
  roundBehindQuorum(): number {
    const last = this.#lastOfEach((tally, round) => [
      ...speakers(tally, ['vote', 'ack']).map((by) => [by, round - 1] as const),
      ...speakers(tally, ['void']).map((by) => [by, round] as const),
    ])
    return reachedBy(last, this.#terms, this.#terms.quorumWeight) ?? -1
  }

  #lastOfEach(roundsIn: (tally: Tally, round: number) => readonly (readonly [KeyId, number])[]) {
    const last = new Map<KeyId, number>()
    for (const [round, tally] of this.#rounds)
      for (const [witness, reached] of roundsIn(tally, round))
        last.set(witness, Math.max(last.get(witness) ?? -1, reached))
    return last
  }

  /** Which of the values that somebody voted for in this round this witness did. */
  votedBy(witness: KeyId, round: number): BlockId | null {
    const tally = this.#rounds.get(round)
    for (const id of this.#beginnings.keys())
      if (tally?.heardFrom('vote', id).includes(witness) === true) return id
    return null
  }

  #turnHeard(): Turn | null {
    for (const tally of this.#rounds.values())
      for (const id of tally.quorumValues('ack')) {
        const [beginning, quorum] = [this.beginning(id), tally.quorum('ack', id)]
        if (beginning !== undefined && quorum !== null) return { beginning, quorum }
      }
    return null
  }

  #tallyOf(round: number): Tally {
    const tally = this.#rounds.get(round) ?? new Tally({ kind: 'epoch', round }, this.#terms, null)
    this.#rounds.set(round, tally)
    if (this.#rounds.size > MAX_KEPT_ROUNDS) this.#forget(round)
    return tally
  }

  /**
   * The round that is furthest ahead of the others, which liars alone can be in; else the first. Not those in which this
   * witness bound itself, nor the last in which a quorum voted: what is proposed next stands on them.
   */
  #forget(kept: number): void {
    const others = this.roundOfOthers()
    const stays = new Set([kept, ...this.#bound.rounds, this.certified()[0]?.round])
    const rounds = [...this.#rounds.keys()].filter((round) => !stays.has(round)).sort((a, b) => a - b)
    const last = rounds.at(-1) ?? 0
    this.#rounds.delete(last > others + 1 ? last : (rounds[0] ?? 0))
  }
}

/** The last round that witnesses of this weight came to. */
function reachedBy(last: ReadonlyMap<KeyId, number>, terms: Terms, wanted: number): number | null {
  let weight = 0
  for (const [witness, round] of [...last].sort(([, a], [, b]) => b - a)) {
    weight += terms.weights.get(witness) ?? 0
    if (weight >= wanted) return round
  }
  return null
}

function speakers(tally: Tally, stages: readonly Stage[]): KeyId[] {
  return stages.flatMap((stage) => tally.values(stage).flatMap((value) => tally.heardFrom(stage, value)))
}
