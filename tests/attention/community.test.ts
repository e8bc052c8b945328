import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_HEARD } from '../../src/attention/community'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import type { AttentionEngine } from '../../src/attention/engine'
import type { Chair, CommunityView, Knowledge } from '../../src/attention/types'
import { engineOf, expectClose } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, PEOPLE, VIEWER } from '../helpers/knowledge'

const PARAMS = withDefaults()

function hear(engine: AttentionEngine, members: readonly Chair[]): CommunityView {
  const steps = engine.community(members, NOW)
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

/** The same from the plain model: a model at each member, weighed by what the viewer's model says. */
function plainly(knowledge: Knowledge, members: readonly Chair[]) {
  const { synapses } = new Model(knowledge, NOW, PARAMS)
  const muted = (person: string): boolean => knowledge.dials?.people?.[person] === 0
  const friends = [...synapses.sources(VIEWER)].filter((friend) => friend !== VIEWER && !muted(friend))
  const weightOf = (member: string): number =>
    synapses.attention(member, VIEWER) +
    friends
      .filter((friend) => synapses.has(member, friend))
      .reduce(
        (sum, friend) => sum + synapses.transmission(friend, VIEWER) * synapses.attention(member, friend),
        0,
      )
  const weights = members.map(({ person }) => weightOf(person))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const reo = new Map<string, number>()
  const current = new Map<string, number>()
  for (const [index, { person, tags }] of members.entries()) {
    const share = (weights[index] ?? 0) / whole
    if (!(share > 0)) continue
    const { follows, posts } = knowledge
    const acts = knowledge.acts.filter(({ kind }) => kind !== 'view')
    const seen = new Model({ viewer: person, follows, posts, acts, tags }, NOW, PARAMS).evaluate()
    for (const [other, value] of Object.entries(seen.reo))
      reo.set(other, (reo.get(other) ?? 0) + share * value)
    for (const { id, current: value } of seen.posts)
      if (seen.stream.includes(id)) current.set(id, (current.get(id) ?? 0) + share * value)
  }
  return { weights, whole, reo, current }
}

describe('a community', () => {
  it('[A25] sees what its members see, each heard as much as the circle of the viewer attends them', () => {
    const anyMembers = fc
      .subarray(PEOPLE.filter((person) => person !== VIEWER))
      .chain((people) =>
        fc.tuple(
          ...people.map((person) => fc.record({ person: fc.constant(person), tags: fc.subarray(['art']) })),
        ),
      )
    // So that most have somebody's attention: random worlds are quiet ones.
    const anyLikes = fc.array(
      fc.record({
        by: fc.constantFrom(VIEWER, ...PEOPLE),
        post: fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
        kind: fc.constant('share' as const),
        at: fc.constant(NOW - 1),
      }),
      { minLength: 10, maxLength: 20 },
    )
    let heardOf = 0
    fc.assert(
      fc.property(anyKnowledge, anyLikes, anyMembers, (quiet, likes, members) => {
        const knowledge = { ...quiet, acts: [...quiet.acts, ...likes] }
        const view = hear(engineOf(knowledge), members)
        const { weights, whole, reo, current } = plainly(knowledge, members)
        expect(view.heard).toHaveLength(weights.filter((weight) => weight > 0).length)
        expect(view.unheard).toBe(members.length - view.heard.length)
        for (const { person, share } of view.heard) {
          const index = members.findIndex((member) => member.person === person)
          expectClose(share, (weights[index] ?? 0) / whole)
        }
        const standing = [...reo].filter(([, value]) => value > 0)
        expect(view.people).toHaveLength(standing.length)
        for (const { person, reo: value } of view.people) expectClose(value, reo.get(person) ?? 0)
        const best = [...current.values()].sort((a, b) => b - a)
        expect(view.posts).toHaveLength(Math.min(5, best.length))
        for (const [place, id] of view.posts.entries()) expectClose(current.get(id) ?? 0, best[place] ?? 0)
        if (view.heard.length > 1) heardOf += 1
      }),
      { numRuns: 200, seed: 8 },
    )
    expect(heardOf).toBeGreaterThan(20)
  })

  it('[A25] is not moved by a thousand members whom nobody near attends, whatever they do', () => {
    const post = { id: 'honest', author: 'bob', at: NOW - DAY_MS }
    const spam = { id: 'spam', author: 'sybil 0', at: NOW - 1_000 }
    const honest: Knowledge = {
      viewer: VIEWER,
      follows: [
        { from: VIEWER, to: 'bob' },
        { from: 'charlie', to: 'bob' },
      ],
      posts: [post, { id: 'more', author: 'charlie', at: NOW - DAY_MS }],
      acts: [
        { by: VIEWER, post: 'honest', kind: 'like', at: NOW - 10 },
        { by: 'charlie', post: 'honest', kind: 'like', at: NOW - 10 },
        { by: 'bob', post: 'more', kind: 'share', at: NOW - 10 },
      ],
    }
    const sybils = Array.from({ length: 1_000 }, (_, index) => `sybil ${index}`)
    const farmed: Knowledge = {
      ...honest,
      follows: [
        ...honest.follows,
        ...sybils.flatMap((from) => [
          { from, to: 'sybil 0' },
          { from, to: 'bob' },
        ]),
      ],
      posts: [...honest.posts, spam],
      acts: [
        ...honest.acts,
        ...sybils.map((by) => ({ by, post: 'spam', kind: 'share', at: NOW - 5 }) as const),
      ],
    }
    const members = ['bob', 'charlie'].map((person) => ({ person, tags: [] }))
    const joined = [...sybils.map((person) => ({ person, tags: [] })), ...members]
    const before = hear(engineOf(honest), members)
    expect(before.heard).toHaveLength(2)
    expect(hear(engineOf(farmed), joined)).toEqual({ ...before, unheard: 1_000 })
  })

  it('[AM27] names as many people as are wanted of it', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 0, max: 3 }), (knowledge, most) => {
        const members = PEOPLE.filter((person) => person !== VIEWER).map((person) => ({ person, tags: [] }))
        const all = hear(engineOf(knowledge, PARAMS), members).people
        const some = hear(
          engineOf(knowledge, PARAMS),
          members.map((chair) => ({ ...chair, most })),
        ).people
        expect(some).toEqual(all.slice(0, most))
      }),
      { seed: 27, numRuns: 30 },
    )
  })

  it('[A25] hears a bounded number, those most attended first', () => {
    const people = Array.from({ length: 12 }, (_, index) => `member ${String(index).padStart(2, '0')}`)
    const view = hear(
      engineOf({
        viewer: VIEWER,
        follows: [],
        posts: people.flatMap((author, index) =>
          Array.from({ length: index + 1 }, (_, post) => ({
            id: `${author} ${post}`,
            author,
            at: NOW - 100,
          })),
        ),
        acts: people.flatMap((author, index) =>
          Array.from(
            { length: index + 1 },
            (_, post) => ({ by: VIEWER, post: `${author} ${post}`, kind: 'like', at: NOW - 10 }) as const,
          ),
        ),
      }),
      people.map((person) => ({ person, tags: [] })),
    )
    expect(view.heard.map(({ person }) => person)).toEqual(people.toReversed().slice(0, MAX_HEARD))
    expect(view.unheard).toBe(people.length - MAX_HEARD)
    expectClose(
      view.heard.reduce((sum, { share }) => sum + share, 0),
      1,
    )
  })
})
