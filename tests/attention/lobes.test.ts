/** Communities on the synapse graph. */
import { describe, expect, it } from 'vitest'
import { AttentionFeed } from '../../src/attention/feed'
import { lobesOf } from '../../src/attention/lobes'
import {
  MAX_BONDS,
  MAX_NEIGHBOURS,
  neighbourhoodOf,
  type Neighbourhood,
} from '../../src/attention/neighbourhood'
import { withDefaults } from '../../src/attention/params'
import type { Follow, Knowledge } from '../../src/attention/types'
import { seededRandom } from '../../src/lib/prng'
import { NOW } from '../helpers/knowledge'

/** Groups in which everybody follows half of the others, and one follow between neighbouring groups; alice follows all. */
function villages(groups: number, members: number, seed: number): Knowledge {
  const random = seededRandom(seed)
  const name = (group: number, member: number): string => `g${group}m${member}`
  const follows: Follow[] = []
  for (let group = 0; group < groups; group += 1) {
    for (let member = 0; member < members; member += 1) {
      follows.push({ from: 'alice', to: name(group, member) })
      for (let other = 0; other < members; other += 1)
        if (other !== member && random() < 0.5)
          follows.push({ from: name(group, member), to: name(group, other) })
    }
    follows.push({ from: name(group, 0), to: name((group + 1) % groups, 1) })
  }
  return { viewer: 'alice', follows, posts: [], acts: [] }
}

function near(knowledge: Knowledge): Neighbourhood {
  const feed = new AttentionFeed(knowledge.viewer, withDefaults(), NOW, 10)
  feed.load(knowledge, NOW)
  feed.evaluate(NOW)
  return neighbourhoodOf(feed)
}

describe('lobes', () => {
  const world = villages(4, 12, 3)

  it('[A27] are the groups in which people attend each other', () => {
    const lobes = lobesOf(near(world), [])
    const groups = lobes.map(
      ({ people }) => new Set(people.filter((name) => name !== 'alice').map((name) => name.slice(0, 2))),
    )
    expect(groups.map((group) => [...group])).toEqual(
      expect.arrayContaining([['g0'], ['g1'], ['g2'], ['g3']]),
    )
    expect(lobes.flatMap(({ people }) => people)).toHaveLength(4 * 12 + 1)
  })

  it('[A27] are the same again, in whatever order the records came', () => {
    const lobes = lobesOf(near(world), [])
    const random = seededRandom(9)
    for (let turn = 0; turn < 20; turn += 1) {
      const follows = [...world.follows].sort(() => random() - 0.5)
      expect(lobesOf(near({ ...world, follows }), [])).toEqual(lobes)
    }
  })

  it('[A27] keep their names when one follow more or less changes them, and when their strongest member leaves', () => {
    let former = lobesOf(near(world), [])
    const names = former.map(({ name }) => name).sort()
    const random = seededRandom(5)
    let { follows } = world
    for (let turn = 0; turn < 30; turn += 1) {
      const gone = Math.floor(random() * follows.length)
      follows = follows.filter((_, index) => index !== gone)
      former = lobesOf(near({ ...world, follows }), former)
      expect(former.map(({ name }) => name).sort()).toEqual(names)
    }
    const [strongest] = former
    follows = follows.filter(({ from, to }) => from !== strongest?.name && to !== strongest?.name)
    expect(
      lobesOf(near({ ...world, follows }), former)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names)
  })

  it('[A27] are found among so many that the worker is not held up, however many are known', () => {
    const many = villages(40, 30, 1)
    const { people } = near(many)
    expect(people).toHaveLength(MAX_NEIGHBOURS + 1)
  })

  it('[A27] are of the same people in whatever order the records came, also where more are equally near', () => {
    const many = villages(40, 16, 1)
    const random = seededRandom(4)
    const shuffled = { ...many, follows: [...many.follows].sort(() => random() - 0.5) }
    expect(near(shuffled)).toEqual(near(many))
    expect(lobesOf(near(shuffled), [])).toEqual(lobesOf(near(many), []))
  })

  it('[A27] look at no more bonds than so many a person, where everybody is tied to everybody', () => {
    const names = Array.from({ length: 120 }, (_, index) => `p${index}`)
    const follows = ['alice', ...names].flatMap((from) =>
      names.filter((to) => to !== from).map((to) => ({ from, to })),
    )
    const { bonds } = near({ viewer: 'alice', follows, posts: [], acts: [] })
    expect(bonds.length).toBeLessThanOrEqual(121 * MAX_BONDS)
    for (const name of names) expect(bonds.some(({ from, to }) => from === name || to === name)).toBe(true)
  })

  it('[A27] are none where nobody attends anybody', () => {
    expect(lobesOf(near({ viewer: 'alice', follows: [], posts: [], acts: [] }), [])).toEqual([])
  })
})
