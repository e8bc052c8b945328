import { describe, expect, it } from 'vitest'
import type { Act, Counterfactual, Explanation, Knowledge } from '../../src/attention/types'
import { arrivalSentence, liftedWords, rankSentence, withoutSentence } from '../../src/ui/format/why-sentence'
import { engineOf } from '../helpers/evaluations'

const NOW = 1_800_000_000_000
const POST = { id: 'p', author: 'bob', at: NOW - 3_600_000 }
const nameOf = (person: string): string | null =>
  person === 'alice' ? null : `${person[0]?.toUpperCase() ?? ''}${person.slice(1)}`
const titleOf = (post: string): string => (post === 'q' ? 'About bees' : '')

/** What alice, who follows charlie unless told otherwise, is told of bob's post. */
function why(more: Partial<Knowledge> = {}): Explanation {
  const follows = [{ from: 'alice', to: 'charlie' }]
  const engine = engineOf({ viewer: 'alice', follows, posts: [POST], acts: [], ...more })
  const explanation = engine.explain('p', NOW)
  if (explanation === null) throw new Error('the post is not known')
  return explanation
}

function act(by: string, kind: Act['kind'], post = 'p'): Act {
  return { by, post, kind, at: NOW - 60_000 }
}

function said(explanation: Explanation, found: Omit<Counterfactual, 'current'>, current = 0.01): string {
  return withoutSentence(explanation, { ...found, current }, nameOf, titleOf)
}

describe('how a post came', () => {
  it.each<[string, Partial<Knowledge>]>([
    ['You attend Bob.', { follows: [{ from: 'alice', to: 'bob' }] }],
    ['It came from Bob to you by way of Charlie.', { acts: [act('charlie', 'share')] }],
    [
      'It came from Bob to you by way of Dora, then Charlie.',
      {
        follows: [
          { from: 'alice', to: 'charlie' },
          { from: 'charlie', to: 'dora' },
        ],
        acts: [act('dora', 'like')],
      },
    ],
    [
      'It came from Bob to you by way of Charlie.',
      {
        follows: [
          { from: 'alice', to: 'charlie' },
          { from: 'charlie', to: 'bob' },
        ],
      },
    ],
    ['It bears #bees, which you joined.', { posts: [{ ...POST, tags: ['bees'] }], tags: ['bees'] }],
    [
      'It was sponsored and addressed to you.',
      { amplifications: [{ post: 'p', by: 'shop', amount: 5, at: NOW - 5, addressed: ['alice'] }] },
    ],
    ['This is your own post.', { posts: [{ ...POST, author: 'alice' }] }],
    ['No path of people leads from its author to you, so it does not reach you.', {}],
  ])('[A12] is said in a sentence: %s', (sentence, knowledge) => {
    expect(arrivalSentence(why(knowledge), nameOf)).toBe(sentence)
  })
})

describe('where it stands', () => {
  it('[A12] is a number, or that there is none', () => {
    expect(rankSentence(why({ acts: [act('charlie', 'share')] }))).toBe('By current it is number 1 of 1.')
    expect(rankSentence(why())).toBe('By current it has no place.')
    expect(rankSentence(why({ posts: [{ ...POST, author: 'alice' }] }))).toContain('Only posts of others')
    const far = { ...why({ acts: [act('charlie', 'share')] }), rank: null, ranked: 1_000 }
    expect(rankSentence(far)).toBe('By current it is not among the first 1,000.')
  })
})

describe('what one record changes', () => {
  const here = { ...why({ acts: [act('charlie', 'share')] }), rank: 3, ranked: 50 }

  it('[A15] names the record', () => {
    expect(said(here, { without: { act: act('charlie', 'share') }, rank: 41 })).toBe(
      'Without Charlie’s share it would be number 41 instead of 3.',
    )
    expect(said(here, { without: { act: act('alice', 'like', 'q') }, rank: 41 })).toBe(
      'Without your like of “About bees” it would be number 41 instead of 3.',
    )
    expect(said(here, { without: { act: act('alice', 'comment', 'r') }, rank: 41 })).toBe(
      'Without your comment on another post it would be number 41 instead of 3.',
    )
    expect(said(here, { without: { follow: { from: 'charlie', to: 'bob' } }, rank: 41 })).toBe(
      'If Charlie did not follow Bob, it would be number 41 instead of 3.',
    )
    expect(said(here, { without: { follow: { from: 'alice', to: 'charlie' } }, rank: 41 })).toBe(
      'If you did not follow Charlie, it would be number 41 instead of 3.',
    )
  })

  it('[A15] says so when the place stays, and when there is none', () => {
    const without = { act: act('charlie', 'share') }
    expect(said(here, { without, rank: 3 }, here.current / 2)).toMatch(
      /^Without Charlie’s share it would still be number 3, with a current of [\d.]+ instead of [\d.]+\.$/,
    )
    expect(said(here, { without, rank: null }, 0)).toBe(
      'Without Charlie’s share it would not have come to you.',
    )
    expect(said(here, { without, rank: null })).toBe(
      'Without Charlie’s share it would not be among the first 50.',
    )
  })

  it('[A15] has a verb for every act', () => {
    expect((['view', 'like', 'comment', 'share'] as const).map(liftedWords)).toEqual([
      'seen by',
      'liked by',
      'commented on by',
      'shared by',
    ])
  })
})
