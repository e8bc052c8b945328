/** What is between the viewer and one person, over the last weeks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STEPS, timeOfStep } from '../../src/attention/brain'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import { engineOf, expectClose } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, PEOPLE } from '../helpers/knowledge'

const NOBODY_KNOWS = { byViewer: null, byPerson: null }

describe('what is between two people', () => {
  it('[U16] is each day, each way, what the model says of that day', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.constantFrom(...PEOPLE.slice(1)), (knowledge, person) => {
        const bond = engineOf(knowledge).bond(person, NOBODY_KNOWS, NOW)
        if (bond === null) return
        expect(bond.days).toHaveLength(STEPS)
        for (const step of [0, 5, 30, STEPS - 1]) {
          const { synapses } = new Model(knowledge, timeOfStep(step, NOW), withDefaults())
          const way = (author: string, by: string): number =>
            synapses.has(author, by) ? synapses.transmission(author, by) : 0
          // Engagement of exactly the threshold is lost in rounding.
          if ([synapses.engagement(person, 'alice'), synapses.engagement('alice', person)].includes(1))
            continue
          expectClose(bond.days[step]?.mine ?? NaN, way(person, 'alice'))
          expectClose(bond.days[step]?.theirs ?? NaN, way('alice', person))
        }
      }),
      { numRuns: 80, seed: 16 },
    )
  })

  it('[U16] begins with a follow on the day of its record', () => {
    const follows = [
      { from: 'alice', to: 'bob' },
      { from: 'bob', to: 'alice' },
    ]
    const engine = engineOf({ viewer: 'alice', follows, posts: [], acts: [] })
    const bond = engine.bond('bob', { byViewer: NOW - 3.5 * DAY_MS, byPerson: null }, NOW)
    expect(bond?.days.filter(({ mine }) => mine > 0)).toHaveLength(4)
    // Of the other nobody knows since when it is.
    expect(bond?.days.every(({ theirs }) => theirs === 0.4)).toBe(true)
  })

  it('[U16] says how many have turned any attention to somebody', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.constantFrom(...PEOPLE), (knowledge, person) => {
        const bond = engineOf(knowledge).bond(person, NOBODY_KNOWS, NOW)
        const { synapses } = new Model(knowledge, NOW, withDefaults())
        const attenders = PEOPLE.filter((by) => synapses.attention(person, by) > 0)
        if (bond !== null) expect(bond.attendedBy).toBe(attenders.length)
      }),
      { numRuns: 80, seed: 17 },
    )
  })
})
