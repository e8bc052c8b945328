/** How a post travelled to the viewer: that it ends as the explanation says, and tells nothing that was not yet done. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedActs } from '../../src/attention/countable'
import { Model } from '../../src/attention/evaluate'
import { explain } from '../../src/attention/explain'
import { journeyOf } from '../../src/attention/journey'
import { withDefaults } from '../../src/attention/params'
import type { Act, Follow, Journey, Knowledge, ModelPost } from '../../src/attention/types'
import { chargeCurve } from '../../src/ui/format/charge-curve'
import { engineOf, expectClose } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

const RUNS = { numRuns: 100, seed: 16 }
const PARAMS = withDefaults()
const HOUR_MS = 3_600_000
const POST: ModelPost = { id: 'honey', author: 'bob', at: NOW - DAY_MS }

function follow(from: string, to: string): Follow {
  return { from, to }
}

function act(by: string, kind: Act['kind'], hoursAfter: number): Act {
  return { by, post: POST.id, kind, at: POST.at + hoursAfter * HOUR_MS }
}

function journey(knowledge: Omit<Knowledge, 'viewer' | 'posts'>, post = POST): Journey {
  return journeyOf({ ...knowledge, viewer: 'alice', posts: [post] }, post, NOW, PARAMS)
}

/** By whom it came from each of its stops on. */
function told({ stops }: Journey): unknown[] {
  return stops.map(({ by, what, isNearer, crossings }) => [
    `${by}: ${what}`,
    isNearer,
    crossings.map(({ from, to }) => `${from} to ${to}`),
  ])
}

describe('the journey of a post', () => {
  it('[JP1] ends with the numbers and the path of its explanation, whatever was done', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const engine = engineOf(knowledge)
        for (const { id } of knowledge.posts) {
          const [why, found] = [engine.explain(id, NOW), engine.journey(id, NOW)]
          if (why === null || found === null) throw new Error(`${id} is not known`)
          expectClose(found.charge, why.numbers.charge)
          expectClose(found.transmission, why.numbers.transmission)
          expectClose(found.arriving, why.numbers.arriving)
          expect(found.arrival).toEqual(why.arrival)
          const last = found.reached.at(-1)
          expectClose(last?.transmission ?? NaN, why.numbers.transmission)
          expect(last?.arrival).toEqual(why.arrival)
          const end = found.raised.at(-1) ?? { at: NOW, charge: 0 }
          const leaked = 2 ** (-Math.max(0, NOW - end.at) / found.chargeHalfLifeMs)
          expectClose(end.charge * leaked, why.numbers.charge)
        }
      }),
      RUNS,
    )
  })

  it('[JP1] is the same from an excerpt as from everything', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const engine = engineOf(knowledge)
        for (const post of knowledge.posts) {
          const [found, expected] = [engine.journey(post.id, NOW), journeyOf(knowledge, post, NOW, PARAMS)]
          expect(found?.stops.map(({ by, what, at, isNearer }) => [by, what, at, isNearer])).toEqual(
            expected.stops.map(({ by, what, at, isNearer }) => [by, what, at, isNearer]),
          )
          for (const [index, stop] of expected.stops.entries()) {
            const other = found?.stops[index]
            expectClose(other?.after ?? NaN, stop.after)
            expectClose(other?.crossings.at(-1)?.left ?? 0, stop.crossings.at(-1)?.left ?? 0)
          }
          expect(found?.reached.map(({ at, arrival }) => [at, arrival])).toEqual(
            expected.reached.map(({ at, arrival }) => [at, arrival]),
          )
          expect([found?.weaker, found?.without]).toEqual([expected.weaker, expected.without])
        }
      }),
      RUNS,
    )
  })

  it('[JP2] at each of its stops arrives the best of what had been done by then, and no more', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const model = new Model(knowledge, NOW, PARAMS)
        const acts = countedActs(knowledge, NOW, PARAMS)
        for (const post of knowledge.posts) {
          const { stops, reached } = journeyOf(knowledge, post, NOW, PARAMS)
          for (const { at } of stops) {
            const done = (one: { readonly at: number }): boolean =>
              one.at >= post.at && one.at <= Math.min(at, NOW)
            const carried = acts
              .filter((one) => one.post === post.id && one.kind !== 'view' && one.by !== 'alice' && done(one))
              .map(({ by }) => model.reach.transmission.get(by) ?? 0)
            // Nobody had come to attend the author by what they did to the post later, nor through it.
            const own = knowledge.acts.filter(
              (one) => one.post !== post.id || (one.by === 'alice' && done(one)),
            )
            const { reach } = new Model({ ...knowledge, acts: own }, NOW, PARAMS)
            const isAddressed = (knowledge.amplifications ?? []).some(
              (lift) => lift.post === post.id && done(lift) && lift.addressed.includes('alice'),
            )
            const byTag = post.tags?.some((tag) => knowledge.tags?.includes(tag)) === true
            const best = Math.max(0, ...carried, reach.transmission.get(post.author) ?? 0)
            const expected = Math.max(best, byTag ? PARAMS.tagTransmission : 0)
            const found = reached.findLast((one) => one.at <= at)
            expectClose(found?.transmission ?? NaN, isAddressed || post.author === 'alice' ? 1 : expected)
          }
        }
      }),
      RUNS,
    )
  })

  it('[JP2] crosses synapses that there are, each of which lets its share through', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const model = new Model(knowledge, NOW, PARAMS)
        for (const post of knowledge.posts) {
          const { stops, reached } = journeyOf(knowledge, post, NOW, PARAMS)
          for (const { at, by, after, crossings, isNearer } of stops) {
            let [person, left] = [by === 'alice' ? post.author : by, after]
            for (const { from, to, share, left: rest } of crossings) {
              expect([from, model.synapses.has(from, to)]).toEqual([person, true])
              expect(share).toBeLessThanOrEqual(model.synapses.transmission(from, to) + 1e-12)
              expectClose(rest, left * share)
              ;[person, left] = [to, rest]
            }
            if (crossings.length > 0) expect(person).toBe('alice')
            const now = reached.findLast((one) => one.at <= at)
            if (isNearer && (now?.arrival.by === 'author' || now?.arrival.by === 'engager'))
              expectClose(left, after * now.transmission)
          }
        }
      }),
      RUNS,
    )
  })

  it('[JP2] stands at each stop at the charge of the line that is drawn of it', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const model = new Model(knowledge, NOW, PARAMS)
        for (const post of knowledge.posts) {
          const { points } = chargeCurve(explain(model, post, { rank: null, ranked: 0 }))
          for (const { what, at, after } of journeyOf(knowledge, post, NOW, PARAMS).stops) {
            const there = points.filter((point) => point.at === at).map(({ charge }) => charge)
            // Who is too far away to raise it leaves no point in the line.
            if (there.length > 0 && what !== 'post')
              expect(there.some((charge) => Math.abs(charge - after) < 1e-9)).toBe(true)
          }
        }
      }),
      RUNS,
    )
  })

  it('[JP2] comes along the author’s synapses, then by whoever carried it nearer, and tells who only raised it', () => {
    const follows = [
      follow('alice', 'charlie'),
      follow('charlie', 'bob'),
      follow('alice', 'dora'),
      follow('dora', 'erik'),
    ]
    const found = journey({
      follows,
      acts: [
        act('erik', 'like', 1),
        act('dora', 'share', 2),
        act('fay', 'share', 3),
        act('alice', 'like', 4),
      ],
    })
    expect(told(found)).toEqual([
      ['bob: post', true, ['bob to charlie', 'charlie to alice']],
      ['erik: like', false, ['erik to dora', 'dora to alice']],
      ['dora: share', true, ['dora to alice']],
      // By that she came to attend bob himself.
      ['alice: like', true, ['bob to alice']],
    ])
    // Nobody near attends fay.
    expect([found.without, found.weaker]).toEqual([1, 0])
  })

  it('[JP2] tells who carried it nearer from further than two synapses away', () => {
    const follows = [follow('alice', 'charlie'), follow('charlie', 'dora'), follow('dora', 'erik')]
    const found = journey({ follows, acts: [act('erik', 'share', 1)] })
    expect(told(found)).toEqual([
      ['bob: post', false, []],
      ['erik: share', true, ['erik to dora', 'dora to charlie', 'charlie to alice']],
    ])
    const [, share] = found.stops
    expect(share?.after).toBe(share?.before)
  })

  it('[JP2] comes by a tag at once, and whole by AMP that is addressed', () => {
    const found = journey(
      {
        ...{ follows: [], acts: [], tags: ['bees'] },
        amplifications: [
          { post: POST.id, by: 'dora', amount: 20, at: POST.at + HOUR_MS, addressed: [] },
          { post: POST.id, by: 'erik', amount: 10, at: POST.at + 2 * HOUR_MS, addressed: ['alice'] },
        ],
      },
      { ...POST, tags: ['bees'] },
    )
    expect(found.stops.map(({ by, isNearer }) => [by, isNearer])).toEqual([
      ['bob', true],
      ['dora', false],
      ['erik', true],
    ])
    expect(found.reached.map(({ transmission, arrival }) => [transmission, arrival.by])).toEqual([
      [0.5, 'tag'],
      [1, 'addressed'],
    ])
  })

  it('[JP2] tells the twenty that raised it most, and counts the others', () => {
    const people = Array.from({ length: 60 }, (_, index) => `p${index}`)
    const found = journey({
      follows: [follow('alice', 'bob'), ...people.map((person) => follow('alice', person))],
      acts: people.map((person, index) => act(person, index % 2 === 0 ? 'like' : 'share', (index + 1) / 3)),
    })
    expect(found.stops).toHaveLength(21)
    expect(found.raised.length - 1).toBe(20 + found.weaker)
    expect(found.stops.length - 1 + found.weaker + found.without).toBe(60)
  })
})
