/**
 * What is known of the end of the epoch that a book is in: the manifest that succeeds, what the old witnesses propose to
 * begin with, and what they said of it in which round.
 */
import type { Beginning, Turn } from './beginning'
import type { Terms } from './manifest'
import type { Quorum, Statement } from './statements'
import type { Successor } from './successor'
import { Tally } from './tally'
import type { BlockId, KeyId, WitnessProof } from './types'

/** Rounds of which words are kept: a liar may speak in as many as it likes. */
const MAX_KEPT_ROUNDS = 64
/** Each was voted for by a witness; an honest one changes its mind seldom. */
const MAX_BEGINNINGS = 64

export class EpochChange {
  readonly #terms: Terms
  readonly #rounds = new Map<number, Tally>()
  readonly #beginnings = new Map<BlockId, Beginning>()
  #successor: Successor | null = null
  #told: Turn | null = null
  /** With how many finals it was last looked whether the next epoch may begin here; looking costs a tree. */
  #triedWith = -1

  constructor(terms: Terms) {
    this.#terms = terms
  }

  get successor(): Successor | null {
    return this.#successor
  }

  /** False when one is known: two that a quorum signed cannot be, unless too many witnesses lie. */
  succeed(successor: Successor): boolean {
    if (this.#successor !== null) return false
    this.#successor = successor
    return true
  }

  keepBeginning(id: BlockId, beginning: Beginning): void {
    if (this.#beginnings.has(id)) return
    this.#beginnings.set(id, beginning)
    const [oldest] = this.#beginnings.keys()
    if (this.#beginnings.size > MAX_BEGINNINGS && oldest !== undefined) this.#beginnings.delete(oldest)
  }

  beginning(id: BlockId): Beginning | undefined {
    return this.#beginnings.get(id)
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
  certified(): { readonly id: BlockId; readonly beginning: Beginning; readonly quorum: Quorum }[] {
    return [...this.#rounds]
      .sort(([a], [b]) => b - a)
      .flatMap(([, tally]) =>
        tally.quorumValues('vote').flatMap((id) => {
          const [beginning, quorum] = [this.#beginnings.get(id), tally.quorum('vote', id)]
          return beginning === undefined || quorum === null ? [] : [{ id, beginning, quorum }]
        }),
      )
  }

  /** The last round in which more weight spoke than may be bad: whoever is behind goes there. */
  roundOfOthers(): number {
    const last = new Map<KeyId, number>()
    for (const [round, tally] of this.#rounds)
      for (const witness of speakers(tally)) last.set(witness, Math.max(last.get(witness) ?? -1, round))
    let weight = 0
    for (const [witness, round] of [...last].sort(([, a], [, b]) => b - a)) {
      weight += this.#terms.weights.get(witness) ?? 0
      if (weight > this.#terms.faultyWeight) return round
    }
    return 0
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
        const [beginning, quorum] = [this.#beginnings.get(id), tally.quorum('ack', id)]
        if (beginning !== undefined && quorum !== null) return { beginning, quorum }
      }
    return null
  }

  #tallyOf(round: number): Tally {
    const tally = this.#rounds.get(round) ?? new Tally({ kind: 'epoch', round }, this.#terms)
    this.#rounds.set(round, tally)
    if (this.#rounds.size > MAX_KEPT_ROUNDS) this.#forget(round)
    return tally
  }

  /** The round that is furthest ahead of the others, which liars alone can be in; else the first. */
  #forget(kept: number): void {
    const others = this.roundOfOthers()
    const rounds = [...this.#rounds.keys()].filter((round) => round !== kept).sort((a, b) => a - b)
    const last = rounds.at(-1) ?? 0
    this.#rounds.delete(last > others + 1 ? last : (rounds[0] ?? 0))
  }
}

function speakers(tally: Tally): Set<KeyId> {
  return new Set(
    (['vote', 'ack'] as const).flatMap((stage) =>
      tally.values(stage).flatMap((value) => tally.heardFrom(stage, value)),
    ),
  )
}
