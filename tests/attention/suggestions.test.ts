/** Whom the viewer is suggested to attend, and why. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttentionFeed } from '../../src/attention/feed'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import { suggestionsOf } from '../../src/attention/suggestions'
import type { Knowledge } from '../../src/attention/types'
import { suggestionSentence } from '../../src/ui/format/suggestion-sentence'
import type { PersonId } from '../../src/identity/types'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

const PARAMS = withDefaults()

function feedOf(knowledge: Knowledge): AttentionFeed {
  const feed = new AttentionFeed(knowledge.viewer, PARAMS, NOW, 100)
  feed.load(knowledge, NOW)
  feed.change({ dials: knowledge.dials ?? {} })
  feed.evaluate(NOW)
  return feed
}

const post = (id: string, author: string): Knowledge['posts'][number] => ({
  id,
  author,
  at: NOW - DAY_MS,
  tags: [],
})
const like = (by: string, of: string): Knowledge['acts'][number] => ({
  by,
  post: of,
  kind: 'like',
  at: NOW,
  quiet: false,
})

/** Alice follows bob and charlie; both like what dora writes, charlie also what erik writes. */
const CIRCLE: Knowledge = {
  viewer: 'alice',
  follows: [
    { from: 'alice', to: 'bob' },
    { from: 'alice', to: 'charlie' },
  ],
  posts: [post('of dora', 'dora'), post('of erik', 'erik'), post('of bob', 'bob')],
  acts: [
    like('bob', 'of dora'),
    like('charlie', 'of dora'),
    like('charlie', 'of erik'),
    like('charlie', 'of bob'),
  ],
}

describe('suggestions of people to attend', () => {
  it('[A26] are people whom friends attend, most standing first, with the shares that the model gives', () => {
    const found = suggestionsOf(
      feedOf({
        ...CIRCLE,
        follows: [
          ...CIRCLE.follows,
          { from: 'bob', to: 'dora' },
          { from: 'charlie', to: 'dora' },
          { from: 'charlie', to: 'erik' },
        ],
      }),
      new Set(),
    )
    expect(found.map(({ person }) => person)).toEqual(['dora', 'erik'])
    const [dora] = found
    // Bob has spent 2 on dora alone, charlie 2 on each of three; ten are held back by both.
    expect(dora?.friends.map(({ person }) => person)).toEqual(['bob', 'charlie'])
    expect(dora?.friends[0]?.share).toBeCloseTo(2 / 12, 12)
    expect(dora?.friends[1]?.share).toBeCloseTo(2 / 16, 12)
    expect(found.map((suggestion) => suggestionSentence(suggestion, (person: PersonId) => person))).toEqual([
      'You attend bob and charlie, who give 17% and 13% of their attention here.',
      'You attend charlie, who gives 13% of their attention here.',
    ])
  })

  it('[A26] leave out whom the viewer follows, mutes or has passed over', () => {
    const names = (knowledge: Knowledge, passed: readonly string[] = []): string[] =>
      suggestionsOf(feedOf(knowledge), new Set(passed)).map(({ person }) => person)
    const linked = { ...CIRCLE, follows: [...CIRCLE.follows, { from: 'bob', to: 'dora' }] }
    expect(names(linked)).toContain('dora')
    expect(names({ ...linked, follows: [...linked.follows, { from: 'alice', to: 'dora' }] })).not.toContain(
      'dora',
    )
    expect(names({ ...linked, dials: { people: { dora: 0 } } })).not.toContain('dora')
    expect(names(linked, ['dora'])).not.toContain('dora')
    expect(names(linked)).not.toContain('bob')
  })

  it('[A26] give numbers that the plain model gives again, in any world, in a total order', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const found = suggestionsOf(feedOf(knowledge), new Set())
        const model = new Model(knowledge, NOW, PARAMS)
        for (const { person, reo, friends } of found) {
          expect(reo).toBeCloseTo(model.reo.get(person) ?? 0, 9)
          expect(reo).toBeGreaterThan(0)
          for (const friend of friends) {
            expect(friend.share).toBeCloseTo(model.synapses.attention(person, friend.person), 9)
            expect(friend.share).toBeGreaterThan(0)
          }
        }
        const order = found.map(({ reo }) => reo)
        expect(order).toEqual([...order].sort((a, b) => b - a))
        expect(new Set(found.map(({ person }) => person)).size).toBe(found.length)
      }),
      { seed: 26, numRuns: 500 },
    )
  })

  it('[A26] never hold accounts that nobody within two hops attends, whatever these do', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 1, max: 20 }), (knowledge, count) => {
        const farm = Array.from({ length: count }, (_, index) => `farmed ${index}`)
        const posts = farm.map((name) => post(`of ${name}`, name))
        const acts = farm.flatMap((name) => [
          ...posts.map(({ id }) => like(name, id)),
          ...knowledge.posts.map(({ id }) => ({ ...like(name, id), kind: 'share' as const })),
        ])
        const follows = farm.flatMap((from) =>
          [...farm, 'alice', 'bob', 'charlie'].filter((to) => to !== from).map((to) => ({ from, to })),
        )
        const flooded = {
          ...knowledge,
          posts: [...knowledge.posts, ...posts],
          acts: [...knowledge.acts, ...acts],
          follows: [...knowledge.follows, ...follows],
        }
        const names = suggestionsOf(feedOf(flooded), new Set()).map(({ person }) => person)
        expect(names).toEqual(suggestionsOf(feedOf(knowledge), new Set()).map(({ person }) => person))
      }),
      { seed: 27, numRuns: 200 },
    )
  })
})
