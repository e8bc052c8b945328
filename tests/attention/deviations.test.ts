/** Where MODEL.md says more of its own formulas than holds; src/attention/README.md tells it. */
import { describe, expect, it } from 'vitest'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import type { Act, Knowledge } from '../../src/attention/types'
import { numbersOf } from '../helpers/evaluations'
import { DAY_MS, NOW, VIEWER } from '../helpers/knowledge'

const PARAMS = withDefaults()
const AT = NOW - DAY_MS

describe('what time alone does', () => {
  it('[A3] Reo may rise: who is busy forgets a share more slowly than who is quiet', () => {
    const likes = (by: string, author: string, times: number): Knowledge['acts'] =>
      Array.from({ length: times }, (_, index): Act => ({
        by,
        post: `${author} ${index}`,
        kind: 'share',
        at: AT,
      }))
    const authors = [
      { author: 'charlie', posts: 40 },
      { author: VIEWER, posts: 1 },
    ]
    const knowledge: Knowledge = {
      viewer: VIEWER,
      follows: ['bob', 'dora'].flatMap((friend) => [
        { from: VIEWER, to: friend },
        { from: friend, to: 'charlie' },
      ]),
      posts: authors.flatMap(({ author, posts }) =>
        Array.from({ length: posts }, (_, index) => ({ id: `${author} ${index}`, author, at: AT })),
      ),
      // Bob attends charlie so much that his attention is nearly all spent; dora attends the viewer a little.
      acts: [...likes('bob', 'charlie', 40), ...likes('dora', VIEWER, 1)],
    }
    const reo = (now: number): number => new Model(knowledge, now, PARAMS).reo.get('charlie') ?? 0
    expect(reo(NOW + 30 * DAY_MS)).toBeGreaterThan(reo(NOW))
  })

  it('[A8] capacity may fall: a recharge before an amplification counts for less as its nearness fades', () => {
    const like = (by: string, post: string, at: number): Act => ({ by, post, kind: 'share', at })
    const knowledge: Knowledge = {
      viewer: VIEWER,
      follows: [],
      posts: [
        { id: 'post', author: 'charlie', at: AT - DAY_MS },
        { id: 'by bob', author: 'bob', at: AT - DAY_MS },
      ],
      // The viewer attends bob by engagement, which fades; bob recharges the post before it is amplified.
      acts: [like(VIEWER, 'by bob', AT), like('bob', 'post', AT)],
      amplifications: [{ post: 'post', by: 'fay', amount: 100, at: AT + 1, addressed: [] }],
    }
    const capacity = (now: number): number =>
      numbersOf(new Model(knowledge, now, PARAMS).evaluate(), 'post').capacity
    expect(capacity(NOW)).toBeGreaterThan(1)
    expect(capacity(NOW + 30 * DAY_MS)).toBeLessThan(capacity(NOW))
  })
})
