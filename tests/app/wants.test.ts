import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Lifting } from '../../src/app/lifting'
import { ANNOUNCED_PAUSE_MS, MAX_ANNOUNCED_PAUSE_MS, Wants } from '../../src/app/wants'
import type { PersonId } from '../../src/identity/types'
import type { Tag } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const bees = 'bees' as Tag
const alice = await Author.create()
const viewer = alice.person

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** The page of alice, of whom nothing is known yet, and how often it has told its peers whom it wants. */
function page(linked: readonly PersonId[] = []) {
  const society = new Society()
  const told: PersonId[][] = []
  const wants: Wants = new Wants({
    known: {
      society,
      evaluation: null,
      labellers: [],
      bookmarked: [],
      keepsOnlyFollowed: false,
      lifting: new Lifting({ social: society, viewer: () => viewer, changed: () => undefined }),
    },
    viewer: () => viewer,
    peer: () => ({
      links: () => linked.map((person) => ({ peerId: person, person, since: 0 })),
      setTags: () => undefined,
      wantsChanged: () => void told.push([...wants.people.keys()]),
    }),
    now: Date.now,
    random: () => 0,
    shipped: new Set(),
    isNearlyFull: () => false,
  })
  wants.look()
  told.splice(0)
  return { wants, told, society }
}

describe('whom a page wants', () => {
  it('[SY26] are at once those who announce a post, and together those of whom many do', () => {
    const { wants, told } = page()
    wants.announced('bob' as PersonId, bees, 'one')
    expect(told).toEqual([[viewer, 'bob']])
    for (let count = 0; count < 200; count += 1)
      wants.announced(`mallory ${count}` as PersonId, bees, `neighbour ${count % 2}`)
    expect(told).toHaveLength(1)
    vi.advanceTimersByTime(ANNOUNCED_PAUSE_MS)
    expect(told).toHaveLength(2)
    expect(told[1]).toContain('mallory 199')
    vi.advanceTimersByTime(2 * ANNOUNCED_PAUSE_MS)
    expect(told).toHaveLength(2)
  })

  it('[SY7] of somebody who was only linked and is followed now all is asked for, though nobody else is wanted', async () => {
    const { person: bob } = await Author.create()
    const { wants, told, society } = page([bob])
    expect(wants.people.get(bob)).toBeLessThan(Infinity)
    const follow = await alice.write({ kind: 'follow', body: { person: bob, invite: null } })
    society.apply({ added: [follow], forgotten: [], source: 'self' })
    wants.look()
    expect(wants.people.get(bob)).toBe(Infinity)
    expect(told).toHaveLength(1)
  })

  it('[SY26] are told ever more seldom while names are made up without end, and at once when that has ended', () => {
    const { wants, told } = page()
    for (let second = 0; second < 120; second += 1) {
      wants.announced(`mallory ${second}` as PersonId, bees, 'one')
      vi.advanceTimersByTime(1_000)
    }
    expect(told.length).toBeLessThan(5 + 120_000 / MAX_ANNOUNCED_PAUSE_MS)
    vi.advanceTimersByTime(3 * MAX_ANNOUNCED_PAUSE_MS)
    told.splice(0)
    wants.announced('bob' as PersonId, bees, 'two')
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('bob')
    wants.announced('charlie' as PersonId, bees, 'two')
    vi.advanceTimersByTime(ANNOUNCED_PAUSE_MS)
    expect(told).toHaveLength(2)
  })
})
