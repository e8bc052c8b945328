import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Model } from '../../src/attention/evaluate'
import { explain } from '../../src/attention/explain'
import { withDefaults } from '../../src/attention/params'
import { ReportReader } from '../../src/attention/reading'
import type { Act, Evaluation, Knowledge, ModelPost } from '../../src/attention/types'
import { anyChange, changed } from '../helpers/changes'
import { engineOf, expectAlike, expectClose, ReaderOfAll } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, PEOPLE, VIEWER } from '../helpers/knowledge'

const EMPTY: Knowledge = { viewer: VIEWER, follows: [], posts: [], acts: [] }

describe('the engine', () => {
  it('[A13] after any changes at any times gives what an evaluation from scratch gives', () => {
    const steps = fc.array(fc.tuple(anyChange, fc.integer({ min: 0, max: 20 * DAY_MS })), { maxLength: 12 })
    fc.assert(
      fc.property(anyKnowledge, steps, (start, changes) => {
        const engine = engineOf(start)
        const reader = new ReaderOfAll(engine)
        let knowledge = start
        let now = NOW
        for (const [change, passedMs] of changes) {
          now += passedMs
          knowledge = changed(knowledge, change)
          engine.change(change)
          const expected = new Model(knowledge, now, withDefaults()).evaluate()
          expectAlike(reader.evaluate(now, expected), expected)
        }
      }),
      { numRuns: 150, seed: 2 },
    )
  })

  it('[A1] counts two acts that are alike as two, and takes them out one by one', () => {
    const post: ModelPost = { id: 'post 0', author: 'bob', at: NOW - DAY_MS }
    const act: Act = { by: VIEWER, post: 'post 0', kind: 'comment', at: NOW - 1 }
    const engine = engineOf({ ...EMPTY, posts: [post], acts: [act] })
    const reader = new ReaderOfAll(engine)
    const from = (acts: readonly Act[]): Evaluation =>
      new Model({ ...EMPTY, posts: [post], acts }, NOW, withDefaults()).evaluate()
    expectAlike(reader.evaluate(NOW, from([act])), from([act]))
    engine.change({ acts: { added: [act] } })
    expectAlike(reader.evaluate(NOW, from([act, act])), from([act, act]))
    engine.change({ acts: { removed: [act] } })
    expectAlike(reader.evaluate(NOW, from([act])), from([act]))
  })

  it('[IP9] says what is most charged whatever the viewer turned up or looked at', () => {
    const authors = ['bob', 'charlie', 'dora']
    const posts = authors.map((author, index): ModelPost => {
      return { id: `post ${author}`, author, at: NOW - (1 + index) * DAY_MS }
    })
    const follows = authors.map((to) => ({ from: VIEWER, to }))
    const told = (more: Partial<Knowledge>): readonly (readonly string[])[] => {
      const engine = engineOf({ ...EMPTY, posts, follows, ...more })
      const reading = new ReportReader().read(engine.evaluate(NOW, { posts: [], people: [] }))
      return [reading.stream, reading.mostCharged()]
    }
    const views = [{ by: VIEWER, post: 'post dora', kind: 'view', at: NOW - 1 }] as const
    const newest = ['post bob', 'post charlie', 'post dora']
    expect(told({})).toEqual([newest, newest])
    expect(told({ dials: { people: { dora: 100 } }, acts: views })).toEqual([
      ['post dora', 'post bob', 'post charlie'],
      newest,
    ])
  })

  it('[A16] takes what changes before it was first asked after what it was filled with', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.array(anyChange, { maxLength: 4 }), (start, changes) => {
        const engine = engineOf(start)
        const knowledge = changes.reduce(changed, start)
        for (const change of changes) engine.change(change)
        const expected = new Model(knowledge, NOW, withDefaults()).evaluate()
        expectAlike(new ReaderOfAll(engine).evaluate(NOW, expected), expected)
      }),
      { numRuns: 150, seed: 3 },
    )
  })

  it('[A12] explains what it holds, and nothing else', () => {
    const engine = engineOf({ ...EMPTY, posts: [{ id: 'post 0', author: 'bob', at: NOW - DAY_MS }] })
    expect(engine.explain('post 0', NOW)?.numbers.charge).toBeCloseTo(0.5, 12)
    expect(engine.explain('post 1', NOW)).toBeNull()
  })

  it('[A17] explains from an excerpt as from everything', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const engine = engineOf(knowledge)
        const model = new Model(knowledge, NOW, withDefaults())
        for (const post of knowledge.posts) {
          const why = engine.explain(post.id, NOW)
          if (why === null) throw new Error(`${post.id} is not known`)
          const { rank, ranked } = why
          const expected = explain(model, post, { rank, ranked })
          for (const key of ['charge', 'capacity', 'transmission', 'arriving', 'current'] as const)
            expectClose(why.numbers[key], expected.numbers[key])
          expectClose(why.reo, expected.reo)
          expectClose(why.saturation, expected.saturation)
          expect(why.dial).toBe(expected.dial)
          expect(why.arrival.by).toBe(expected.arrival.by)
          expect(why.bundle.map(({ person }) => person).sort()).toEqual(
            expected.bundle.map(({ person }) => person).sort(),
          )
          expect(why.recharges.map(({ by, kind, at }) => [by, kind, at])).toEqual(
            expected.recharges.map(({ by, kind, at }) => [by, kind, at]),
          )
          for (const [index, recharge] of why.recharges.entries())
            expectClose(recharge.added, expected.recharges[index]?.added ?? NaN)
        }
      }),
      { numRuns: 300, seed: 4 },
    )
  })

  it('[A16] tells of the nearest people first, and gives each name once', () => {
    const knowledge = {
      ...EMPTY,
      follows: ['bob', 'charlie'].map((to) => ({ from: VIEWER, to })),
      posts: [{ id: 'by bob', author: 'bob', at: NOW - DAY_MS }],
      acts: [{ by: VIEWER, post: 'by bob', kind: 'like' as const, at: NOW - 1_000 }],
    }
    const engine = engineOf(knowledge)
    const reader = new ReportReader()
    const first = engine.evaluate(NOW, { posts: [], people: ['charlie'] })
    const reading = reader.read(first)
    expect(reading.nearest).toEqual(['bob', 'charlie'])
    expect(reading.transmission('bob')).toBeGreaterThan(reading.transmission('charlie'))
    expect(reading.stream).toEqual(['by bob'])
    expect(reading.numbers('by bob')?.charge).toBeCloseTo(0.55, 1)
    expect(reading.person('charlie')).toEqual({ reo: 0, attentionReceived: 0 })
    expect([reading.person('bob'), reading.numbers('unheard of')]).toEqual([null, null])
    const second = engine.evaluate(NOW + 1, { posts: [], people: ['charlie'] })
    expect(second.names).toEqual([])
    expect(reader.read(second).nearest).toEqual(['bob', 'charlie'])
  })

  it('[A29] says what would cross from the viewer to whoever is linked, after any change, as the model has it', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.array(anyChange, { maxLength: 4 }), (start, changes) => {
        const engine = engineOf(start)
        const reader = new ReportReader()
        const links = [...PEOPLE, 'nobody known']
        reader.read(engine.evaluate(NOW - DAY_MS, { posts: [], people: [], links }))
        for (const change of changes) engine.change(change)
        const reading = reader.read(engine.evaluate(NOW, { posts: [], people: [], links }))
        const { synapses } = new Model(changes.reduce(changed, start), NOW, withDefaults())
        for (const person of links) {
          const expected = synapses.has(VIEWER, person) ? synapses.transmission(VIEWER, person) : 0
          expectClose(reading.transmissionTo(person), expected)
        }
      }),
      { numRuns: 150, seed: 29 },
    )
  })

  it('[A22] sees from any chair what that person would see, but for what is private', () => {
    fc.assert(
      fc.property(
        anyKnowledge,
        fc.constantFrom('bob', 'charlie', VIEWER),
        fc.subarray(['art', 'bees']),
        (knowledge, chair, tags) => {
          const seen = engineOf(knowledge).chair({ person: chair, tags }, NOW)
          const open: Knowledge = {
            viewer: chair,
            follows: knowledge.follows,
            posts: knowledge.posts,
            acts: knowledge.acts.filter(({ kind }) => kind !== 'view'),
            tags,
          }
          const { reo, stream, posts } = new Model(open, NOW, withDefaults()).evaluate()
          if (seen === null) return
          const expected = Object.values(reo).filter((value) => value > 0)
          expect(seen.people).toHaveLength(expected.length)
          for (const { person, reo: value } of seen.people) expectClose(value, reo[person] ?? 0)
          const current = (id: string | undefined): number =>
            posts.find((post) => post.id === id)?.current ?? 0
          expect(seen.posts).toHaveLength(Math.min(5, stream.length))
          for (const [place, id] of seen.posts.entries()) expectClose(current(id), current(stream[place]))
        },
      ),
      { numRuns: 300, seed: 6 },
    )
    expect(engineOf(EMPTY).chair({ person: 'nobody', tags: [] }, NOW)).toBeNull()
  })
})
