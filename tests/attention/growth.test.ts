/** The synapses near the viewer over the last weeks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAYS_SHOWN, STEPS, timeOfStep, type Brain } from '../../src/attention/brain'
import { Model } from '../../src/attention/evaluate'
import { MAX_NEURONS, MAX_TIES } from '../../src/attention/growth'
import { layOut } from '../../src/attention/layout'
import { withDefaults } from '../../src/attention/params'
import type { Act, Follow, Knowledge, ModelPost } from '../../src/attention/types'
import { seededRandom } from '../../src/lib/prng'
import { brainOf } from '../helpers/brain'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

const LAST = STEPS - 1
/** Engagement crosses as 32-bit numbers. */
const PRECISION = 1e-6

function like(by: string, post: string, daysAgo: number): Act {
  return { by, post, kind: 'like', at: NOW - daysAgo * DAY_MS }
}

function postOf(author: string, daysAgo: number): ModelPost {
  return { id: `${author}'s post`, author, at: NOW - daysAgo * DAY_MS }
}

function tieOf(brain: Brain, one: string, other: string): number {
  return brain.tieBetween(brain.people.indexOf(one), brain.people.indexOf(other))
}

/** Many people in groups of thirty, whom alice follows. */
function crowd(people: number): Knowledge {
  const random = seededRandom(1)
  const name = (index: number): string => `p${index}`
  const follows: Follow[] = []
  for (let index = 0; index < people; index += 1) {
    follows.push({ from: 'alice', to: name(index) })
    for (let count = 0; count < 10; count += 1)
      follows.push({ from: name(index), to: name(index - (index % 30) + Math.floor(random() * 30)) })
  }
  return { viewer: 'alice', follows, posts: [], acts: [] }
}

describe('growth', () => {
  it('[A28] is at each time what the model says at that time', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const brain = brainOf(knowledge, NOW)
        for (const step of [0, 3, 26, LAST - 3, LAST]) {
          const { synapses } = new Model(knowledge, timeOfStep(step, NOW), withDefaults())
          for (let tie = 0; tie < brain.tieCount; tie += 1) {
            const [one = '', other = ''] = brain.endsOf(tie).map((end) => brain.people[end] ?? '')
            for (const [side, by, author] of [
              [0, one, other],
              [1, other, one],
            ] as const) {
              if (Math.abs(synapses.engagement(author, by) - 1) < PRECISION) continue
              expect(brain.hasSynapse(tie, side, step)).toBe(synapses.has(author, by))
              const strength = synapses.has(author, by) ? synapses.saturation(author, by) : 0
              expect(Math.abs(brain.strength(tie, side, step) - strength)).toBeLessThan(PRECISION)
            }
          }
        }
      }),
      { seed: 28, numRuns: 120 },
    )
  })

  it('[A28] has everybody who is near now, and no one who is muted', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const { people } = brainOf(knowledge, NOW)
        const model = new Model(knowledge, NOW, withDefaults())
        const muted = Object.entries(knowledge.dials?.people ?? {}).filter(([, dial]) => dial === 0)
        for (const [person] of Object.entries(model.evaluate().transmission))
          if (muted.every(([name]) => name !== person)) expect(people).toContain(person)
        for (const [name] of muted) if (name !== knowledge.viewer) expect(people).not.toContain(name)
        expect(people[0]).toBe(knowledge.viewer)
      }),
      { seed: 28, numRuns: 120 },
    )
  })

  it('[A28] alice liked bob weeks ago: the synapse grows with the like, atrophies, and is gone', () => {
    const brain = brainOf(
      {
        viewer: 'alice',
        follows: [],
        posts: [postOf('bob', 50)],
        acts: [like('alice', "bob's post", 45)],
      },
      NOW,
    )
    const tie = tieOf(brain, 'alice', 'bob')
    const strengths = Array.from({ length: STEPS }, (_, step) => brain.strength(tie, 0, step))
    const grown = LAST - 45
    expect(strengths.slice(0, grown)).toEqual(Array(grown).fill(0))
    expect(strengths[grown]).toBeCloseTo(2 / 12, 6)
    for (let step = grown + 1; step <= grown + 29; step += 1)
      expect(strengths[step]).toBeLessThan(strengths[step - 1] ?? 0)
    // A like of 2 has faded to below 1 after a half-life.
    expect(brain.isTied(tie, grown + 31)).toBe(false)
    expect(brain.isTied(tie, LAST)).toBe(false)
    expect(brain.lobes).toEqual([])
  })

  it('[A28] a follow ties from the day of its record on', () => {
    const follows = [{ from: 'alice', to: 'bob' }]
    const brain = brainOf({ viewer: 'alice', follows, posts: [], acts: [] }, NOW, () => NOW - 10.5 * DAY_MS)
    const tie = tieOf(brain, 'alice', 'bob')
    expect(brain.isTied(tie, LAST - 11)).toBe(false)
    expect(brain.isTied(tie, LAST - 10)).toBe(true)
    expect([brain.hasSynapse(tie, 0, LAST), brain.hasSynapse(tie, 1, LAST)]).toEqual([true, false])
    expect(brain.strength(tie, 0, LAST)).toBe(0)
  })

  it('[A28] spans eight weeks, a day a step', () => {
    expect(timeOfStep(LAST, NOW)).toBe(NOW)
    expect(timeOfStep(0, NOW)).toBe(NOW - DAYS_SHOWN * DAY_MS)
  })

  it('[A28] is of no more people and ties than a picture can bear, however many are known, and ties everybody', () => {
    const brain = brainOf(crowd(6_000), NOW)
    expect(brain.people).toHaveLength(MAX_NEURONS + 1)
    expect(brain.tieCount).toBeLessThanOrEqual(MAX_TIES)
    for (const place of brain.people.keys()) expect(brain.tiesOf(place).length).toBeGreaterThan(0)
  })

  it('[A28] is the same in whatever order the records came', () => {
    const world = crowd(300)
    const random = seededRandom(3)
    const shuffled = { ...world, follows: [...world.follows].sort(() => random() - 0.5) }
    const [one, other] = [brainOf(world, NOW), brainOf(shuffled, NOW)]
    expect(other.people).toEqual(one.people)
    expect(other.lobes).toEqual(one.lobes)
    expect(Array.from({ length: other.tieCount }, (_, tie) => other.endsOf(tie))).toEqual(
      Array.from({ length: one.tieCount }, (_, tie) => one.endsOf(tie)),
    )
  })
})

describe('the layout', () => {
  const people = ['alice', 'bob', 'charlie', 'dora', 'erik', 'fay']
  /** Two groups of three, and a weak tie between them. */
  const plan = {
    people,
    groups: ['alice', 'alice', 'alice', 'dora', 'dora', 'dora'],
    ends: new Int32Array([0, 1, 1, 2, 0, 2, 3, 4, 4, 5, 3, 5, 2, 3]),
    weights: new Float32Array([1, 1, 1, 1, 1, 1, 0.1]),
  }

  it('[A28] is the same in every run, settles, and stops', () => {
    const looks = [...layOut(plan)]
    expect([...layOut(plan)]).toEqual(looks)
    const movedBetween = (one: Float32Array | undefined, other: Float32Array | undefined): number =>
      Math.max(...(one ?? []).map((value, index) => Math.abs(value - (other?.[index] ?? 0))))
    expect(movedBetween(looks.at(-1), looks.at(-2))).toBeLessThan(movedBetween(looks[0], looks[1]) / 10)
  })

  it('[A28] puts those who are tied nearer to each other than to others', () => {
    const positions = [...layOut(plan)].at(-1) ?? new Float32Array()
    const between = (a: number, b: number): number =>
      Math.hypot(
        (positions[a * 2] ?? 0) - (positions[b * 2] ?? 0),
        (positions[a * 2 + 1] ?? 0) - (positions[b * 2 + 1] ?? 0),
      )
    expect(Math.max(between(0, 1), between(3, 4))).toBeLessThan(Math.min(between(0, 4), between(1, 5)))
  })
})
