import { describe, expect, it } from 'vitest'
import { changedByFarm, standingOf, withRing, type Conduct, type Edge } from '../../src/simulation/attacks'
import { honestSociety } from '../../src/simulation/society'

const SIZE = { people: 40, follows: 6, posts: 4, acts: 18 }
const SOCIETIES = Array.from({ length: 12 }, (_, index) => honestSociety(SIZE, 77 + index))
const EDGES: readonly Edge[] = ['none', 'follow', 'like', 'fan']
const CONDUCTS: readonly Conduct[] = ['follow', 'engage', 'aged']

describe('cheating in a society', () => {
  it('[A14] a farm that nobody near attends changes no number of the viewer, at any count', () => {
    for (const [turn, society] of SOCIETIES.entries())
      expect(changedByFarm(society, 10 ** (turn % 4))).toBe(0)
    expect(changedByFarm(honestSociety(SIZE, 1), 10_000)).toBe(0)
  })

  it('[A21] a ring gains by its one edge, and nothing by more accounts, whatever they do', () => {
    for (const society of SOCIETIES) {
      for (const edge of EDGES) {
        for (const conduct of CONDUCTS) {
          const alone = standingOf(withRing(society, { members: 0, edge, conduct }))
          for (const members of [1, 10, 60]) {
            const ring = standingOf(withRing(society, { members, edge, conduct }))
            expect(ring.current).toBeLessThanOrEqual(alone.current * (1 + 1e-12))
            expect(ring.reo).toBeLessThanOrEqual(alone.reo * (1 + 1e-12))
          }
        }
      }
    }
  })

  it('[A21] the edge is what pays: without it nothing arrives, and a fan among friends lifts to the top', () => {
    const ring = { members: 10, conduct: 'engage' } as const
    for (const society of SOCIETIES) {
      const none = standingOf(withRing(society, { ...ring, edge: 'none' }))
      const follow = standingOf(withRing(society, { ...ring, edge: 'follow' }))
      const fan = standingOf(withRing(society, { ...ring, edge: 'fan' }))
      expect([none.current, none.reo]).toEqual([0, 0])
      expect(follow.current).toBeGreaterThan(0)
      expect(fan.current).toBeGreaterThan(follow.current)
    }
  })
})
