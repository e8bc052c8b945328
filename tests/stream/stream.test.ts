/** From candidates to pages, on random small worlds: rules ST1 to ST11. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import {
  candidatesOf,
  FRESH_MS,
  isSilenced,
  sponsoredFor,
  type Candidate,
  type CandidateFacts,
  type KnownPost,
} from '../../src/stream/candidates'
import {
  AUTHOR_CAP,
  AUTHOR_WINDOW,
  FLOOR_EVERY,
  mix,
  SPONSORED_WINDOW,
  type Placed,
} from '../../src/stream/mix'
import {
  keep,
  next,
  open,
  resume,
  waiting,
  without,
  type KeptWindow,
  type StreamWindow,
} from '../../src/stream/page'
import { byRank, ranked } from '../../src/stream/rank'

const NOW = 1_800_000_000_000
const VISIT = NOW - 60_000
const RUNS = { numRuns: 1_000, seed: 7 }
const PEOPLE = ['alice', 'bob', 'charlie', 'dora', 'erik'] as PersonId[]

function post(id: string, author = 'bob', at = NOW - 1_000): KnownPost {
  return { id: id as RecordCid, author: author as PersonId, at }
}

function candidate(id: string, more: Partial<Omit<Candidate, 'id'>> = {}): Candidate {
  const base = { author: PEOPLE[0] as PersonId, at: NOW - 1_000, rank: 1, isFresh: false, isSponsored: false }
  return { id: id as RecordCid, ...base, ...more }
}

/** In the pure order, with few authors, so that caps bite often. */
const anyPosts: fc.Arbitrary<readonly Candidate[]> = fc
  .array(
    fc.record({
      author: fc.constantFrom(...PEOPLE),
      at: fc.integer({ min: NOW - 5, max: NOW }),
      mark: fc.constantFrom('fresh', 'sponsored', 'plain', 'plain', 'plain'),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ author, at, mark }, index) =>
      candidate(`post ${index}`, {
        author,
        at,
        rank: index + 1,
        isFresh: mark === 'fresh',
        isSponsored: mark === 'sponsored',
      }),
    ),
  )

function ids(placed: readonly Placed[]): RecordCid[] {
  return placed.map(({ post: { id } }) => id)
}

function sortedIds(posts: readonly { readonly id: RecordCid }[]): RecordCid[] {
  return posts.map(({ id }) => id).sort()
}

/** How many of the author stand among the `count` posts above this index. */
function above(placed: readonly Placed[], index: number, count: number, is: (post: Candidate) => boolean) {
  return placed.slice(Math.max(0, index - count), index).filter((row) => is(row.post)).length
}

function holds(check: (posts: readonly Candidate[]) => void): void {
  fc.assert(fc.property(anyPosts, check), RUNS)
}

function facts(more: Partial<CandidateFacts> = {}): CandidateFacts {
  const known = new Map([post('a'), post('b', 'charlie'), post('own', 'alice')].map((row) => [row.id, row]))
  return {
    viewer: 'alice' as PersonId,
    visitAt: VISIT,
    now: NOW,
    ranked: [...known.keys()],
    newest: [],
    post: (id) => known.get(id) ?? null,
    follows: () => true,
    seenAt: () => null,
    isHidden: () => false,
    isSponsored: () => false,
    ...more,
  }
}

describe('candidates', () => {
  it('[ST1] are the posts of others that the model ranks, in its order', () => {
    expect(candidatesOf(facts()).map(({ id, rank }) => [id, rank])).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  it('[ST1] are not those withdrawn, muted, hidden or dated ahead', () => {
    expect(candidatesOf(facts({ post: (id) => (id === 'a' ? null : post(id)) })).map(({ id }) => id)).toEqual(
      ['b', 'own'],
    )
    expect(candidatesOf(facts({ isHidden: (id) => id === 'a' })).map(({ id }) => id)).toEqual(['b'])
    expect(candidatesOf(facts({ now: NOW - 2_000 }))).toEqual([])
  })

  it('[ST1] are also fresh posts that the model has not ranked, but none of strangers, old or seen', () => {
    const newest = [post('c', 'dora', NOW), post('a'), post('old', 'dora', NOW - FRESH_MS)]
    expect(candidatesOf(facts({ newest })).map(({ id, rank }) => [id, rank])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', null],
    ])
    expect(candidatesOf(facts({ newest, follows: () => false }))).toHaveLength(2)
    expect(candidatesOf(facts({ newest, seenAt: () => VISIT - 1 }))).toHaveLength(2)
    expect(candidatesOf(facts({ newest, isHidden: (id) => id === 'c' }))).toHaveLength(2)
  })

  it('[ST1] are hidden by a dial of nought, of the author or of a tag, and by no other', () => {
    expect(isSilenced('bob', ['art'], {})).toBe(false)
    expect(isSilenced('bob', ['art'], { people: { bob: 0.5, charlie: 0 }, tags: { art: 2, bees: 0 } })).toBe(
      false,
    )
    expect(isSilenced('bob', ['art'], { people: { bob: 0 } })).toBe(true)
    expect(isSilenced('bob', ['art', 'bees'], { tags: { art: 4, bees: 0 } })).toBe(true)
    expect(isSilenced('constructor', ['toString'], { people: {}, tags: {} })).toBe(false)
  })

  it('[ST2] are fresh for a day, until seen on an earlier visit, and never when paid for', () => {
    const isFresh = (more: Partial<CandidateFacts>): boolean | undefined =>
      candidatesOf(facts({ ranked: ['a' as RecordCid], ...more }))[0]?.isFresh
    expect(isFresh({})).toBe(true)
    expect(isFresh({ follows: () => false })).toBe(false)
    expect(isFresh({ seenAt: () => VISIT - 1 })).toBe(false)
    expect(isFresh({ seenAt: () => VISIT })).toBe(true)
    expect(isFresh({ isSponsored: () => true })).toBe(false)
    expect(isFresh({ post: () => post('a', 'bob', NOW - FRESH_MS + 1) })).toBe(true)
    expect(isFresh({ post: () => post('a', 'bob', NOW - FRESH_MS) })).toBe(false)
  })

  it('[ST2] are sponsored when an amplification is addressed to the viewer', () => {
    const lift = { by: 'shop', amount: 5, at: NOW }
    const lifts = [
      { ...lift, post: 'a', addressed: ['bob', 'alice'] },
      { ...lift, post: 'b', addressed: ['bob'] },
    ]
    expect([...sponsoredFor('alice', lifts)]).toEqual(['a'])
  })
})

describe('the pure order', () => {
  it('[ST3] is total, whatever the order it starts from', () => {
    const rank = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null })
    const rows = fc.array(fc.record({ rank, at: fc.integer({ min: 0, max: 2 }) }), { maxLength: 12 })
    fc.assert(
      fc.property(
        rows
          .map((all) => all.map((row, index) => candidate(`post ${index}`, row)))
          .chain((posts) =>
            fc.tuple(fc.constant(posts), fc.shuffledSubarray(posts, { minLength: posts.length })),
          ),
        ([posts, shuffled]) => {
          expect(ranked(shuffled)).toEqual(ranked(posts))
          for (const a of posts) for (const b of posts) expect(byRank(a, b) === 0).toBe(a === b)
          const places = ranked(posts).map((row) => row.rank ?? Infinity)
          expect(places).toEqual([...places].sort((a, b) => a - b))
        },
      ),
      RUNS,
    )
  })
})

describe('the mix', () => {
  it('[ST3] loses and doubles nothing', () => {
    holds((posts) => {
      const { placed, held } = mix(posts)
      expect(sortedIds([...placed.map((row) => row.post), ...held])).toEqual(sortedIds(posts))
    })
  })

  it('[ST3] leaves the pure order as it is where no rule bites', () => {
    const posts = PEOPLE.flatMap((author, index) => [candidate(`x ${index}`, { author, rank: index + 1 })])
    expect(mix(posts).placed).toEqual(posts.map((row) => ({ post: row, move: null })))
  })

  it('[ST4] gives nobody more than two of six places while there is a post of somebody else', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      for (const [
        index,
        {
          post: { author },
        },
      ] of placed.entries()) {
        const crowd = (name: PersonId): number =>
          above(placed, index, AUTHOR_WINDOW - 1, (row) => row.author === name)
        if (crowd(author) < AUTHOR_CAP) continue
        // Then everything that came later was of a crowded author too, or sponsored beyond its cap.
        const isSponsoredAbove = above(placed, index, SPONSORED_WINDOW - 1, (row) => row.isSponsored) > 0
        for (const later of placed.slice(index)) {
          const isBarred = later.post.isSponsored && isSponsoredAbove
          expect(isBarred || crowd(later.post.author) >= AUTHOR_CAP).toBe(true)
        }
      }
    })
  })

  it('[ST4] moves down what is too much of one author, and says so', () => {
    const bobs = [1, 2, 3].map((rank) => candidate(`bob ${rank}`, { author: 'bob' as PersonId, rank }))
    const other = [4, 5].map((rank) => candidate(`other ${rank}`, { author: PEOPLE[rank] as PersonId, rank }))
    const { placed } = mix([...bobs, ...other])
    expect(placed.map(({ post: { id }, move }) => [id, move])).toEqual([
      ['bob 1', null],
      ['bob 2', null],
      ['other 4', null],
      ['other 5', null],
      ['bob 3', 'author-cap'],
    ])
  })

  it('[ST5] has one sponsored post at most in any eight places', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      for (let index = 0; index < placed.length; index += 1) {
        const eight = placed.slice(index, index + SPONSORED_WINDOW)
        expect(eight.filter((row) => row.post.isSponsored).length).toBeLessThanOrEqual(1)
      }
    })
  })

  it('[ST5] holds back only sponsored posts, and only when there is nothing to put between them', () => {
    holds((posts) => {
      const { placed, held } = mix(posts)
      expect(held.every(({ isSponsored }) => isSponsored)).toBe(true)
      if (held.length === 0) return
      expect(above(placed, placed.length, SPONSORED_WINDOW - 1, (row) => row.isSponsored)).toBe(1)
    })
  })

  it('[ST6] shows something fresh of each of m people within the first 4·m places', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      const people = new Set(posts.filter(({ isFresh }) => isFresh).map(({ author }) => author))
      const start = placed.slice(0, FLOOR_EVERY * people.size)
      for (const author of people)
        expect(start.some((row) => row.post.isFresh && row.post.author === author)).toBe(true)
    })
  })

  it('[ST6] shows all of f fresh posts within the first 8·f places, however they rank', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      const fresh = placed.flatMap((row, index) => (row.post.isFresh ? [index + 1] : []))
      expect(fresh).toHaveLength(posts.filter(({ isFresh }) => isFresh).length)
      expect(fresh.at(-1) ?? 0).toBeLessThanOrEqual(2 * FLOOR_EVERY * fresh.length)
    })
  })

  it('[ST6] holds whatever the ranks of the others are', () => {
    const shuffledOthers = anyPosts.chain((posts) => {
      const others = posts.filter(({ isFresh }) => !isFresh)
      return fc
        .tuple(fc.shuffledSubarray(others, { minLength: others.length }), fc.nat(others.length))
        .map(([rest, place]) => {
          const fresh = posts.filter(({ isFresh }) => isFresh)
          return [...rest.slice(0, place), ...fresh, ...rest.slice(place)].map((row, index) => ({
            ...row,
            rank: index + 1,
          }))
        })
    })
    fc.assert(
      fc.property(shuffledOthers, (posts) => {
        const fresh = mix(posts).placed.flatMap((row, index) => (row.post.isFresh ? [index + 1] : []))
        expect(fresh.at(-1) ?? 0).toBeLessThanOrEqual(2 * FLOOR_EVERY * fresh.length)
      }),
      RUNS,
    )
  })

  it('[ST7] lifts at most every fourth post, and says of each that it did', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      for (const [index, { post: row, move }] of placed.entries()) {
        if (move !== 'fresh') continue
        expect(row.isFresh).toBe(true)
        expect((index + 1) % FLOOR_EVERY).toBe(0)
      }
    })
  })

  it('[ST7] calls nothing moved that stands where its rank puts it', () => {
    const posts = Array.from({ length: 12 }, (_, index) =>
      candidate(`post ${index}`, { rank: index + 1, at: NOW - index, isFresh: true }),
    )
    const { placed } = mix(posts)
    expect(placed).toEqual(posts.map((row) => ({ post: row, move: null })))
  })

  it('[ST7] keeps the order of rank among the posts of one author that are neither fresh nor sponsored', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      for (const author of PEOPLE) {
        const plain = placed.filter(
          (row) => row.post.author === author && !row.post.isFresh && !row.post.isSponsored,
        )
        const ranks = plain.map((row) => row.post.rank ?? 0)
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
      }
    })
  })

  it('[ST7] keeps two posts in the order of rank unless a rule moved one of them, and says which', () => {
    holds((posts) => {
      const { placed } = mix(posts)
      for (const [index, low] of placed.entries()) {
        for (const high of placed.slice(index + 1)) {
          const isOvertaken = byRank(high.post, low.post) < 0
          if (isOvertaken) expect(low.move === 'fresh' || high.move !== null).toBe(true)
        }
        if (low.move !== 'author-cap' && low.move !== 'sponsored-cap') continue
        expect(placed.slice(0, index).some((row) => byRank(low.post, row.post) < 0)).toBe(true)
      }
    })
  })

  it('[ST3] depends on nothing but the posts and their order', () => {
    holds((posts) => {
      expect(mix(posts.map((row) => ({ ...row })))).toEqual(mix(posts))
    })
  })
})

describe('pages', () => {
  const size = fc.integer({ min: 1, max: 9 })

  function readAll(posts: readonly Candidate[], pageSize: number): StreamWindow {
    let window = open(posts, VISIT, pageSize)
    while (window.hasMore) window = next(window, posts, pageSize)
    return window
  }

  it('[ST8] are together what one long list would be', () => {
    fc.assert(
      fc.property(anyPosts, size, (posts, pageSize) => {
        expect(readAll(posts, pageSize).shown).toEqual(mix(posts).placed)
      }),
      RUNS,
    )
  })

  it('[ST9] keep what was shown in its place, whatever is ranked anew, and repeat and skip nothing', () => {
    const reranked = anyPosts.chain((posts) =>
      fc.tuple(
        fc.constant(posts),
        fc.shuffledSubarray([...posts], { minLength: posts.length }),
        fc.array(fc.constantFrom(...PEOPLE), { maxLength: 5 }),
      ),
    )
    fc.assert(
      fc.property(reranked, size, ([posts, shuffled, arrivals], pageSize) => {
        const first = open(posts, VISIT, pageSize)
        const arrived = arrivals.map((author, index) => candidate(`new ${index}`, { author, isFresh: true }))
        const later = [...arrived, ...shuffled].map((row, index) => ({ ...row, rank: index + 1 }))
        let window = first
        while (window.hasMore) {
          const before = ids(window.shown)
          window = next(window, later, pageSize)
          expect(ids(window.shown).slice(0, before.length)).toEqual(before)
        }
        const shown = ids(window.shown)
        expect(new Set(shown).size).toBe(shown.length)
        // All that was there is shown, but for sponsored posts without a place; what came waits.
        const missing = posts.filter((row) => !shown.includes(row.id))
        expect(missing.every(({ isSponsored }) => isSponsored)).toBe(true)
        expect(shown.some((id) => id.startsWith('new'))).toBe(false)
        expect(waiting(window, later)).toBe(arrived.length)
        for (let index = 0; index < shown.length; index += 1) {
          const eight = window.shown.slice(index, index + SPONSORED_WINDOW)
          expect(eight.filter((row) => row.post.isSponsored).length).toBeLessThanOrEqual(1)
        }
      }),
      RUNS,
    )
  })

  it('[ST9] are the same again after a reload, as far as they had come and from there on', () => {
    fc.assert(
      fc.property(anyPosts, size, size, (posts, firstSize, pageSize) => {
        const read = open(posts, VISIT, firstSize)
        const kept = JSON.parse(JSON.stringify(keep(read))) as KeptWindow
        const arrived = candidate('new', { rank: null, isFresh: true })
        const resumed = resume(kept, [arrived, ...posts])
        expect(resumed.shown).toEqual(read.shown)
        expect(resumed.hasMore).toBe(read.hasMore)
        expect(next(resumed, posts, pageSize).shown).toEqual(next(read, posts, pageSize).shown)
        expect(waiting(resumed, [arrived, ...posts])).toBe(1)
      }),
      RUNS,
    )
  })

  it('[ST10] let go, over a reload, of what was withdrawn meanwhile', () => {
    fc.assert(
      fc.property(anyPosts, fc.func(fc.boolean()), size, (posts, isGone, pageSize) => {
        const read = open(posts, VISIT, pageSize)
        const resumed = resume(
          keep(read),
          posts.filter(({ id }) => !isGone(id)),
        )
        expect(resumed.shown).toEqual(without(read, isGone).shown)
      }),
      RUNS,
    )
  })

  it('[ST10] let go of what is withdrawn or muted, and of nothing else', () => {
    fc.assert(
      fc.property(anyPosts, fc.func(fc.boolean()), size, (posts, isGone, pageSize) => {
        const first = open(posts, VISIT, pageSize)
        const left = without(first, isGone)
        expect(left.shown).toEqual(first.shown.filter((row) => !isGone(row.post.id)))
        const rest = posts.filter(({ id }) => !isGone(id))
        let window = left
        while (window.hasMore) window = next(window, rest, pageSize)
        expect(ids(window.shown).some((id) => isGone(id))).toBe(false)
        const missing = rest.filter((row) => !ids(window.shown).includes(row.id))
        expect(missing.every(({ isSponsored }) => isSponsored)).toBe(true)
      }),
      RUNS,
    )
  })

  it('[ST11] count as new exactly what has come since the window was opened', () => {
    const posts = [candidate('a'), candidate('b', { author: 'bob' as PersonId, rank: 2 })]
    const window = open(posts, VISIT, 1)
    expect(waiting(window, posts)).toBe(0)
    const later = [candidate('c', { rank: 1 }), ...posts]
    expect(waiting(window, later)).toBe(1)
    expect(waiting(window, later.slice(0, 1))).toBe(1)
    expect(waiting(open(later, VISIT, 1), later)).toBe(0)
    expect(waiting(window, posts.slice(1))).toBe(0)
  })
})
