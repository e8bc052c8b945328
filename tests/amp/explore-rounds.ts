/**
 * Every order of events in the rounds in which old witnesses agree on a beginning: four of them, the last bad (it says
 * whatever helps, so it is no state), two beginnings a and b, few rounds. The rules are those of src/amp/round-rules.ts,
 * or those with one taken out. Wrong is: two beginnings are agreed on.
 */
import { ROUND_RULES, type RoundRecord, type RoundRules } from '../../src/amp/round-rules'
import type { BlockId } from '../../src/amp/types'
import { explore, type Exploration } from './explore'

const HONEST = 3
/** Of the honest ones: with the bad one they are a quorum. */
const ENOUGH = 2
const VALUES = ['a', 'b'] as BlockId[]

type Stage = 'votes' | 'acks'

export interface RoundVariant extends RoundRules {
  /** A witness acknowledges what no quorum voted for. */
  readonly acksAnything: boolean
}

/** All that one honest witness ever said, which nobody can take back, and what it goes by: its last word of each kind in a round. */
interface Seen {
  readonly id: number
  readonly said: ReadonlySet<string>
  readonly record: RoundRecord
  /** What it is when it says one thing more. */
  readonly next: Map<string, Seen>
}

type State = readonly Seen[]

/** More than there are of what one witness can have said in three rounds. */
const MOST_SEEN = 2 ** 17

export function exploreRounds(rounds: number, variant: Partial<RoundVariant> = {}): Exploration {
  const model = new Model(rounds, variant)
  return explore({
    first: model.first,
    successors: (state) => model.successors(state),
    keyOf,
    isWrong: (state) => model.agreed(state).size > 1,
    describe,
  })
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf(state: State): number {
  const ids = state.map(({ id }) => id).sort((a, b) => a - b)
  return ids.reduce((key, id) => key * MOST_SEEN + id, 0)
}

function describe(state: State): string {
  return state.map(({ said }) => [...said].join(', ')).join(' | ')
}

class Model {
  readonly first: State
  readonly #rounds: readonly number[]
  readonly #rules: RoundVariant
  readonly #seen = new Map<string, Seen>()

  constructor(rounds: number, variant: Partial<RoundVariant>) {
    this.#rounds = Array.from({ length: rounds }, (_, round) => round)
    this.#rules = { ...ROUND_RULES, acksAnything: false, ...variant }
    const fresh = this.#one({ votes: new Map(), acks: new Map() }, new Set())
    this.first = Array.from({ length: HONEST }, () => fresh)
  }

  agreed(state: State): ReadonlySet<BlockId> {
    return new Set(
      VALUES.filter((value) => this.#rounds.some((round) => isSaid(state, wordOf('acks', round, value)))),
    )
  }

  successors(state: State): State[] {
    return VALUES.flatMap((value) => {
      const certified = this.#rounds.filter((round) => isSaid(state, wordOf('votes', round, value)))
      return this.#rounds.flatMap((round) =>
        state.flatMap((seen, index) =>
          this.#stepsOf(seen, round, value, certified).map((next) => state.with(index, next)),
        ),
      )
    })
  }

  #stepsOf(seen: Seen, round: number, value: BlockId, certified: readonly number[]): Seen[] {
    const steps: Seen[] = []
    if (this.#rules.mayVote(seen.record, round, value, certified.at(-1) ?? -1))
      steps.push(this.#saying(seen, 'votes', round, value))
    const isCertified = this.#rules.acksAnything || certified.includes(round)
    if (isCertified && this.#rules.mayAck(seen.record, round))
      steps.push(this.#saying(seen, 'acks', round, value))
    return steps
  }

  #saying(seen: Seen, stage: Stage, round: number, value: BlockId): Seen {
    const word = wordOf(stage, round, value)
    const known = seen.next.get(word)
    if (known !== undefined) return known
    const record = { ...seen.record, [stage]: new Map(seen.record[stage]).set(round, value) }
    const next = this.#one(record, new Set([...seen.said, word]))
    seen.next.set(word, next)
    return next
  }

  #one(record: RoundRecord, said: ReadonlySet<string>): Seen {
    const name = JSON.stringify([[...record.votes].sort(), [...record.acks].sort(), [...said].sort()])
    const found = this.#seen.get(name) ?? { id: this.#seen.size, said, record, next: new Map() }
    this.#seen.set(name, found)
    return found
  }
}

function wordOf(stage: Stage, round: number, value: BlockId): string {
  return `${stage} ${String(round)} ${value}`
}

function isSaid(state: State, word: string): boolean {
  return state.filter(({ said }) => said.has(word)).length >= ENOUGH
}
