/** What must hold for any input (MODEL.md, "What must hold"), on random small worlds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedActs } from '../../src/attention/countable'
import { Model } from '../../src/attention/evaluate'
import { offerOf } from '../../src/attention/offer'
import { withDefaults } from '../../src/attention/params'
import type { Act, Evaluation, Knowledge, ModelPost } from '../../src/attention/types'
import { expectAlike, expectClose, numbersOf } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, PEOPLE, VIEWER } from '../helpers/knowledge'

const PARAMS = withDefaults()
const RUNS = { numRuns: 400, seed: 1 }

function evaluate(knowledge: Knowledge, now = NOW): Evaluation {
  return new Model(knowledge, now, PARAMS).evaluate()
}

function holds(check: (knowledge: Knowledge) => void): void {
  fc.assert(fc.property(anyKnowledge, check), RUNS)
}

/** An act that certainly counts: by a person who has not acted on the post, after every other act. */
function likeNow(by: string, post: ModelPost): Act {
  return { by, post: post.id, kind: 'like', at: NOW }
}

describe('the model, for any knowledge', () => {
  it('[A1] does not care about the order of records', () => {
    fc.assert(
      fc.property(
        anyKnowledge.chain((knowledge) =>
          fc.record({
            knowledge: fc.constant(knowledge),
            follows: shuffled(knowledge.follows),
            posts: shuffled(knowledge.posts),
            acts: shuffled(knowledge.acts),
            amplifications: shuffled(knowledge.amplifications ?? []),
          }),
        ),
        ({ knowledge, ...other }) => expectAlike(evaluate({ ...knowledge, ...other }), evaluate(knowledge)),
      ),
      RUNS,
    )
  })

  it('[A2] counts each kind of act once a person and post, comments three times, views only of the viewer', () => {
    holds((knowledge) => {
      const posts = new Map(knowledge.posts.map((post) => [post.id, post]))
      const counted = countedActs(knowledge, NOW, PARAMS)
      const times = new Map<string, number>()
      for (const { by, post, kind, at, author } of counted) {
        const key = `${by} ${post} ${kind}`
        times.set(key, (times.get(key) ?? 0) + 1)
        expect(times.get(key)).toBeLessThanOrEqual(kind === 'comment' ? 3 : 1)
        expect(author).toBe(posts.get(post)?.author)
        expect(by).not.toBe(author)
        expect(at).toBeGreaterThanOrEqual(posts.get(post)?.at ?? Infinity)
        expect(at).toBeLessThanOrEqual(NOW)
        if (kind === 'view') expect(by).toBe(VIEWER)
      }
      expect(counted.map(({ at }) => at)).toEqual(counted.map(({ at }) => at).sort((a, b) => a - b))
    })
  })

  it('[A2] leaves out nothing that counts: the first open like of somebody else is there', () => {
    holds((knowledge) => {
      const counted = countedActs(knowledge, NOW, PARAMS)
      for (const post of knowledge.posts) {
        const likes = knowledge.acts.filter(
          (act) =>
            act.post === post.id && act.kind === 'like' && act.by !== post.author && act.quiet !== true,
        )
        const inTime = likes.filter(({ at }) => at >= post.at && at <= NOW)
        for (const by of new Set(inTime.map((act) => act.by))) {
          const first = Math.min(...inTime.filter((act) => act.by === by).map(({ at }) => at))
          const found = counted.filter((act) => act.by === by && act.post === post.id && act.kind === 'like')
          expect(found.map(({ at }) => at)).toEqual([first])
        }
      }
    })
  })

  it('[A3] lets engagement and attention only fall while nobody acts', () => {
    holds((knowledge) => {
      const later = NOW + 40 * DAY_MS
      // What is dated ahead of now begins to count later: that is an act, not time alone.
      const past = { ...knowledge, acts: knowledge.acts.filter(({ at }) => at <= NOW) }
      const before = new Model(past, NOW, PARAMS)
      const after = new Model(past, later, PARAMS)
      for (const a of PEOPLE) {
        for (const b of PEOPLE) {
          expect(after.synapses.engagement(a, b)).toBeLessThanOrEqual(before.synapses.engagement(a, b))
          expect(after.synapses.attention(a, b)).toBeLessThanOrEqual(before.synapses.attention(a, b))
        }
      }
    })
  })

  it('[A3] gives nobody more attention than somebody has', () => {
    holds((knowledge) => {
      const { synapses } = new Model(knowledge, NOW, PARAMS)
      for (const by of PEOPLE) {
        const spent = PEOPLE.reduce((sum, author) => sum + synapses.attention(author, by), 0)
        expect(spent).toBeLessThan(1)
      }
    })
  })

  it('[A4] transmits between the base and full saturation, more with more engagement', () => {
    holds((knowledge) => {
      const { synapses } = new Model(knowledge, NOW, PARAMS)
      for (const a of PEOPLE) {
        for (const b of PEOPLE) {
          expect(synapses.transmission(a, b)).toBeGreaterThanOrEqual(0.4)
          expect(synapses.transmission(a, b)).toBeLessThan(0.9)
          const isFollowed = knowledge.follows.some(({ from, to }) => from === b && to === a && a !== b)
          expect(synapses.has(a, b)).toBe(isFollowed || synapses.engagement(a, b) >= 1)
        }
      }
    })
  })

  it('[A5] finds the best of all paths, looked for one by one', () => {
    holds((knowledge) => {
      const model = new Model(knowledge, NOW, PARAMS)
      const muted = (person: string): boolean => knowledge.dials?.people?.[person] === 0
      const bestFrom = (person: string, seen: ReadonlySet<string>): number => {
        if (person === VIEWER) return 1
        const onward = PEOPLE.filter((next) => !seen.has(next) && model.synapses.has(person, next))
        const products = onward
          .filter((next) => next === VIEWER || !muted(next))
          .map((next) => model.synapses.transmission(person, next) * bestFrom(next, new Set([...seen, next])))
        return Math.max(0, ...products)
      }
      for (const person of PEOPLE) {
        if (person === VIEWER) continue
        const best = muted(person) ? 0 : bestFrom(person, new Set([person]))
        expectClose(model.reach.transmission.get(person) ?? 0, best >= PARAMS.stopCharge ? best : 0)
      }
    })
  })

  it('[A6] keeps Reo between nought and one, nought without shared friends, and nought of oneself', () => {
    holds((knowledge) => {
      const model = new Model(knowledge, NOW, PARAMS)
      for (const person of PEOPLE) {
        const reo = model.reo.get(person) ?? 0
        expect(reo).toBeGreaterThanOrEqual(0)
        expect(reo).toBeLessThan(1)
        if (model.bundle(person).length === 0) expect(reo).toBe(0)
      }
      expect(model.reo.get(VIEWER) ?? 0).toBe(0)
    })
  })

  it('[A7] lets charge leak, and never rise above what acts and AMP can have brought', () => {
    holds((knowledge) => {
      const model = new Model(knowledge, NOW, PARAMS)
      const later = new Model({ ...knowledge, acts: [], amplifications: [] }, NOW + DAY_MS, PARAMS)
      for (const post of knowledge.posts.filter(({ at }) => at <= NOW)) {
        const { charge, capacity, recharges } = model.charge(post)
        expect(charge).toBeGreaterThan(0)
        expect(charge).toBeLessThanOrEqual(capacity)
        for (const { added } of recharges) expect(added).toBeGreaterThanOrEqual(0)
        expectClose(later.charge(post).charge, 2 ** (-(NOW + DAY_MS - post.at) / DAY_MS))
      }
    })
  })

  it('[A8] never lets an amplification lower a capacity', () => {
    holds((knowledge) => {
      const now = evaluate(knowledge)
      const less = evaluate({ ...knowledge, amplifications: [] })
      for (const { id, capacity } of now.posts) {
        expect(capacity).toBeGreaterThanOrEqual(numbersOf(less, id).capacity)
      }
    })
  })

  it('[A9] lets an amplification only raise the current of its post, and no other', () => {
    holds((knowledge) => {
      const [post] = knowledge.posts
      if (post === undefined || post.at > NOW) return
      const before = evaluate(knowledge)
      const lift = { post: post.id, by: 'fay', amount: 50, at: NOW, addressed: [] }
      const after = evaluate({ ...knowledge, amplifications: [...(knowledge.amplifications ?? []), lift] })
      for (const { id, current } of before.posts) {
        if (id === post.id) expect(numbersOf(after, id).current).toBeGreaterThanOrEqual(current)
        else expect(numbersOf(after, id).current).toBe(current)
      }
    })
  })

  it('[A9] keeps a post with a dial of nought out, whatever the AMP', () => {
    holds((knowledge) => {
      for (const post of knowledge.posts) {
        const muted = { people: { [post.author]: 0 }, tags: {} }
        const lift = { post: post.id, by: 'fay', amount: 1e9, at: NOW, addressed: [VIEWER] }
        const { stream } = evaluate({ ...knowledge, dials: muted, amplifications: [lift] })
        expect(stream).not.toContain(post.id)
      }
    })
  })

  it("[A9] lets a friend's like raise the charge of a post that is not full", () => {
    holds((knowledge) => {
      const [post] = knowledge.posts
      if (post === undefined || post.at > NOW - DAY_MS || post.author === 'bob') return
      const calm: Knowledge = {
        ...knowledge,
        follows: [{ from: VIEWER, to: 'bob' }],
        acts: [],
        amplifications: [],
        dials: {},
      }
      const before = numbersOf(evaluate(calm), post.id)
      const after = numbersOf(evaluate({ ...calm, acts: [likeNow('bob', post)] }), post.id)
      expect(after.charge).toBeGreaterThan(before.charge)
      expectClose(after.charge, before.charge + 0.05 * 2 * 0.4)
    })
  })

  it('[A10] orders the Stream totally: by current, then newer, then by id, without own posts', () => {
    holds((knowledge) => {
      const evaluation = evaluate(knowledge)
      const posts = new Map(knowledge.posts.map((post) => [post.id, post]))
      const rows = evaluation.stream.map((id) => ({
        at: posts.get(id)?.at ?? NaN,
        ...numbersOf(evaluation, id),
      }))
      expect(new Set(evaluation.stream).size).toBe(rows.length)
      for (const [index, row] of rows.entries()) {
        expect(posts.get(row.id)?.author).not.toBe(VIEWER)
        expect(row.arriving).toBeGreaterThanOrEqual(PARAMS.stopCharge)
        expect(row.current).toBeGreaterThan(0)
        const next = rows[index + 1]
        if (next === undefined) continue
        expect(row.current).toBeGreaterThanOrEqual(next.current)
        if (row.current !== next.current) continue
        expect(row.at).toBeGreaterThanOrEqual(next.at)
        if (row.at === next.at) expect(row.id < next.id).toBe(true)
      }
    })
  })

  it('[A11] offers no more than the budget, to nobody without standing, and nothing to the chair', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 0, max: 10_000_000 }), (knowledge, budget) => {
        const { synapses } = new Model(knowledge, NOW, PARAMS)
        const offer = offerOf(synapses, 'bob', budget, PARAMS)
        expect(offer.reduce((sum, [, amount]) => sum + amount, 0)).toBeLessThanOrEqual(budget)
        for (const [person, amount] of offer) {
          expect(person).not.toBe('bob')
          expect(Number.isInteger(amount) && amount > 0).toBe(true)
        }
      }),
      RUNS,
    )
  })

  it('[A14] a farm that nobody near attends changes no number, however large and loud', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 1, max: 12 }), (knowledge, size) => {
        const farm = Array.from({ length: size }, (_, index) => `sybil ${index}`)
        const everyone = [...farm, ...PEOPLE]
        const follows = farm.flatMap((from) =>
          everyone.filter((to) => to !== from).map((to) => ({ from, to })),
        )
        const acts = farm.flatMap((by) =>
          knowledge.posts.map(({ id, at }): Act => ({
            by,
            post: id,
            kind: 'share',
            at: Math.max(at, NOW - 1),
          })),
        )
        const posts = farm.map((author) => ({ id: `spam of ${author}`, author, at: NOW - DAY_MS, tags: [] }))
        const before = evaluate(knowledge)
        const after = evaluate({
          ...knowledge,
          follows: [...knowledge.follows, ...follows],
          posts: [...knowledge.posts, ...posts],
          acts: [...acts, ...knowledge.acts],
        })
        expect(after.stream).toEqual(before.stream)
        for (const post of before.posts) expect(numbersOf(after, post.id)).toEqual(post)
        for (const [name, reo] of Object.entries(before.reo)) expect(after.reo[name]).toBe(reo)
      }),
      RUNS,
    )
  })
})

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
}
