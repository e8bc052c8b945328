import { describe, expect, it } from 'vitest'
import { lastRound, ROUND_RULES, type RoundRules } from '../../src/amp/round-rules'
import type { BlockId } from '../../src/amp/types'
import { seededRandom } from '../../src/lib/prng'

/** Three honest witnesses; the fourth says whatever helps, so two of them and it are a quorum. */
const HONEST = 3
const ENOUGH = 2
const VALUES = ['a', 'b'] as unknown as readonly BlockId[]
const ROUNDS = 4
const WALKS = 20_000
const STEPS = 60

/** What can be agreed in one course of events; null for nothing. Two values: the rules are broken. */
function walk(seed: number, rules: RoundRules): Set<BlockId> {
  const random = seededRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  const records = Array.from({ length: HONEST }, () => ({
    votes: new Map<number, BlockId>(),
    acks: new Map<number, BlockId>(),
  }))
  const said = Array.from({ length: HONEST }, () => new Set<string>())
  const saying = (what: 'votes' | 'acks', round: number, value: BlockId): number =>
    said.filter((words) => words.has(`${what} ${String(round)} ${value}`)).length
  const say = (who: number, what: 'votes' | 'acks', round: number, value: BlockId): void => {
    records[who]?.[what].set(round, value)
    said[who]?.add(`${what} ${String(round)} ${value}`)
  }
  const certifiedIn = (value: BlockId): number => {
    const rounds = Array.from({ length: ROUNDS }, (_, round) => round)
    return Math.max(-1, ...rounds.filter((round) => saying('votes', round, value) >= ENOUGH))
  }
  for (let step = 0; step < STEPS; step += 1) {
    const who = pick(HONEST)
    const record = records[who]
    const value = VALUES[pick(VALUES.length)]
    const round = pick(ROUNDS)
    if (record === undefined || value === undefined) continue
    if (random() < 0.5) {
      if (rules.mayVote(record, round, value, certifiedIn(value))) say(who, 'votes', round, value)
    } else if (saying('votes', round, value) >= ENOUGH && rules.mayAck(record, round)) {
      say(who, 'acks', round, value)
    }
  }
  const agreed = new Set<BlockId>()
  for (let round = 0; round < ROUNDS; round += 1)
    for (const value of VALUES) if (saying('acks', round, value) >= ENOUGH) agreed.add(value)
  return agreed
}

/** The first course of events in which two beginnings are agreed on, and how often one was. */
function explore(rules: RoundRules): { readonly broken: number | null; readonly agreed: number } {
  let agreed = 0
  for (let seed = 0; seed < WALKS; seed += 1) {
    const values = walk(seed, rules)
    if (values.size > 1) return { broken: seed, agreed }
    agreed += values.size
  }
  return { broken: null, agreed }
}

const BROKEN: readonly (readonly [string, Partial<RoundRules>])[] = [
  ['an acknowledgement does not bind', { mayVote: (record, round) => lastRound(record) < round }],
  [
    'an earlier quorum unbinds',
    {
      mayVote: (record, round, value, certifiedIn) =>
        ROUND_RULES.mayVote(record, round, value, -1) || (lastRound(record) < round && certifiedIn >= 0),
    },
  ],
  ['it acknowledges behind a later vote', { mayAck: ({ acks }, round) => !acks.has(round) }],
]

describe('rounds in which old witnesses agree on how the next epoch begins', () => {
  it('[AM59] never agree on two beginnings, with one of four that says whatever helps', () => {
    const { broken, agreed } = explore(ROUND_RULES)
    expect(broken).toBeNull()
    expect(agreed).toBeGreaterThan(WALKS / 10)
  })

  it.each(BROKEN)('[AM59] agree on two when %s', (_name, change) => {
    expect(explore({ ...ROUND_RULES, ...change }).broken).not.toBeNull()
  })
})
