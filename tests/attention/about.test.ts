/** The Reo of one person from another chair, which a page asks for by itself. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttentionEngine } from '../../src/attention/engine'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import type { Chair, CommunityView } from '../../src/attention/types'
import { engineOf, expectClose } from '../helpers/evaluations'
import { anyKnowledge, NOW, PEOPLE, VIEWER } from '../helpers/knowledge'

const anyAct = fc.record({
  by: fc.constantFrom(VIEWER, ...PEOPLE),
  post: fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
  kind: fc.constant('share' as const),
  at: fc.constant(NOW - 1),
})
/** So that most worlds have somebody with standing. */
const anyActs = fc.array(anyAct, { minLength: 10, maxLength: 20 })
const anybody = fc.constantFrom(VIEWER, ...PEOPLE)

function hear(engine: AttentionEngine, members: readonly Chair[]): CommunityView {
  const steps = engine.community(members, NOW)
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

describe('who is asked about', () => {
  it('[CH1] has from any chair the Reo that the model gives there, though nobody else is named', () => {
    let withStanding = 0
    fc.assert(
      fc.property(anyKnowledge, anyActs, anybody, (quiet, more, person) => {
        const { follows, posts, acts } = { ...quiet, acts: [...quiet.acts, ...more] }
        const open = { viewer: person, follows, posts, acts: acts.filter(({ kind }) => kind !== 'view') }
        const { reo } = new Model(open, NOW, withDefaults()).evaluate()
        const engine = engineOf({ ...quiet, acts })
        for (const about of [VIEWER, ...PEOPLE]) {
          const seen = engine.chair({ person, tags: [], most: 0, about }, NOW)
          if (seen === null) return
          expect(seen.people).toEqual([])
          expectClose(seen.about ?? NaN, reo[about] ?? 0)
          if ((seen.about ?? 0) > 0) withStanding += 1
        }
      }),
      { numRuns: 60, seed: 101 },
    )
    expect(withStanding).toBeGreaterThan(10)
  })

  it('[CH1] has in a community what its members give, each as much as they are heard', () => {
    const members = PEOPLE.filter((person) => person !== VIEWER).map((person) => ({ person, tags: [] }))
    let withStanding = 0
    fc.assert(
      fc.property(anyKnowledge, anyActs, anybody, (quiet, more, about) => {
        const engine = engineOf({ ...quiet, acts: [...quiet.acts, ...more] })
        const view = hear(
          engine,
          members.map((member) => ({ ...member, most: 0, about })),
        )
        const expected = view.heard.reduce(
          (sum, { person, share }) =>
            sum + share * (engine.chair({ person, tags: [], about }, NOW)?.about ?? NaN),
          0,
        )
        expectClose(view.about ?? NaN, expected)
        expect(view.people).toEqual([])
        if (expected > 0) withStanding += 1
      }),
      { numRuns: 100, seed: 102 },
    )
    expect(withStanding).toBeGreaterThan(5)
  })

  it('[CH1] has none as a stranger, and nothing is said of nobody', () => {
    const post = { id: 'post', author: 'bob', at: NOW - 1 }
    const engine = engineOf({ viewer: VIEWER, follows: [], posts: [post], acts: [] })
    const bob = { person: 'bob', tags: [] }
    expect(engine.chair({ ...bob, about: 'nobody' }, NOW)?.about).toBe(0)
    expect(engine.chair(bob, NOW)?.about).toBeNull()
    expect(hear(engine, [{ ...bob, about: 'nobody' }]).about).toBe(0)
    expect(hear(engine, [bob]).about).toBeNull()
    expect(hear(engine, []).about).toBeNull()
  })
})
