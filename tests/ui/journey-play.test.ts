/** A journey as it is played and drawn. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { journeyOf } from '../../src/attention/journey'
import { withDefaults } from '../../src/attention/params'
import type { Journey, Knowledge } from '../../src/attention/types'
import { journeyMap } from '../../src/ui/drawing/journey-map'
import { momentAt, playOf, stepAfter } from '../../src/ui/format/journey-play'
import { expectClose } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

const RUNS = { numRuns: 150, seed: 61 }
const POST = { id: 'honey', author: 'bob', at: NOW - DAY_MS }

function journeysIn(knowledge: Knowledge): Journey[] {
  const past = knowledge.posts.filter(({ at }) => at <= NOW)
  return past.map((post) => journeyOf(knowledge, post, NOW, withDefaults()))
}

describe('a journey that is played', () => {
  it('[JP3] ends now, with what the explanation says', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        for (const journey of journeysIn(knowledge)) {
          const play = playOf(journey)
          const end = momentAt(journey, play, play.steps)
          expect([end.at, end.charge, end.arriving]).toEqual([NOW, journey.charge, journey.arriving])
          // It comes to that without a jump: the last of the leaking is seen.
          const before = momentAt(journey, play, play.steps - 1e-9)
          expect(Math.abs(before.charge - end.charge)).toBeLessThan(1e-6)
          expect(Math.abs(before.arriving - end.arriving)).toBeLessThan(1e-6)
        }
      }),
      RUNS,
    )
  })

  it('[JP3] goes on in time, and at the end of each stop has what the stop says', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        for (const journey of journeysIn(knowledge)) {
          const play = playOf(journey)
          let last = -Infinity
          for (let step = 0; step <= play.steps; step += 1) {
            const { at } = momentAt(journey, play, step)
            expect(at).toBeGreaterThanOrEqual(last)
            last = at
          }
          for (const [index, stop] of journey.stops.entries()) {
            const moment = momentAt(journey, play, stepAfter(play, index))
            expect([moment.stop, moment.crossed]).toEqual([index, stop.crossings.length])
            expectClose(moment.at, stop.at)
          }
        }
      }),
      RUNS,
    )
  })

  it('[JP3] follows the light from one to the next, while the charge stands still', () => {
    const follows = [
      { from: 'alice', to: 'charlie' },
      { from: 'charlie', to: 'bob' },
    ]
    const journey = journeyOf(
      { viewer: 'alice', follows, posts: [POST], acts: [] },
      POST,
      NOW,
      withDefaults(),
    )
    const play = playOf(journey)
    const half = momentAt(journey, play, stepAfter(play, 0) / 4)
    expect([half.at, half.stop, half.crossed, half.charge]).toEqual([POST.at, 0, 0.5, 1])
    expectClose(half.arriving, 0.16)
  })
})

describe('the picture of a journey', () => {
  it('[JP3] has everybody once, its author and the reader at the ends, and each line between two of them', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 2, max: 4 }), (knowledge, perRow) => {
        for (const journey of journeysIn(knowledge)) {
          const { places, lines, widest } = journeyMap(journey, perRow)
          const people = places.map(({ person }) => person)
          expect(new Set(people).size).toBe(people.length)
          expect(people.at(-1)).toBe('alice')
          if (journey.author !== 'alice') expect(people[0]).toBe(journey.author)
          expect(widest).toBeLessThanOrEqual(perRow)
          for (const { from, to, stops } of lines) {
            expect(people).toContain(from)
            expect(people).toContain(to)
            for (const stop of stops) expect(journey.stops[stop]).toBeDefined()
          }
          for (const { along, across } of places) {
            expect(along >= 0 && along <= 1 && across > 0 && across < 1).toBe(true)
          }
        }
      }),
      RUNS,
    )
  })

  it('[JP3] does not say how a post came to somebody whom no synapse of its author’s leads to here', () => {
    const knowledge: Knowledge = {
      viewer: 'alice',
      follows: [{ from: 'alice', to: 'charlie' }],
      posts: [POST],
      acts: [{ by: 'charlie', post: POST.id, kind: 'share', at: POST.at + 1 }],
    }
    const { lines } = journeyMap(journeyOf(knowledge, POST, NOW, withDefaults()), 4)
    expect(lines.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      ['charlie', 'alice', 'synapse'],
      ['bob', 'charlie', 'unknown'],
    ])
  })
})
