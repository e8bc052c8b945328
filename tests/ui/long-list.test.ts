import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Extent } from '../../src/ui/long-list/extent'
import { KeptItems } from '../../src/ui/long-list/kept-items'

interface Story {
  readonly heightsPx: readonly number[]
  readonly measured: readonly number[]
  readonly from: number
  readonly count: number
  readonly held: number
}

/** A list of which some items were measured, and a window on it. */
const stories: fc.Arbitrary<Story> = fc
  .array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 })
  .chain((heightsPx) => {
    const index = fc.integer({ min: 0, max: heightsPx.length - 1 })
    return fc.record({
      heightsPx: fc.constant(heightsPx),
      measured: fc.array(index, { maxLength: 80 }),
      from: index,
      count: fc.integer({ min: 0, max: 30 }),
      held: fc.integer({ min: -1, max: heightsPx.length - 1 }),
    })
  })

const SEED = 29

function keysOf({ heightsPx }: Story): string[] {
  return heightsPx.map((_, index) => `post ${index}`)
}

function told(story: Story): Extent {
  const extent = new Extent()
  extent.setKeys(keysOf(story))
  for (const index of story.measured) extent.measure([[`post ${index}`, story.heightsPx[index] ?? 0]])
  return extent
}

const heightOf = (extent: Extent, index: number): number => extent.topPx(index + 1) - extent.topPx(index)

describe('the extent of a long list', () => {
  it('[LL1] what is drawn and the room for the rest are together as long as the list, each item in its place', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const extent = told(story)
        const { items, belowPx } = extent.drawn(
          { from: story.from, to: story.from + story.count },
          story.held,
        )
        let px = 0
        for (const { index, abovePx } of items) {
          px += abovePx
          expect(px).toBeCloseTo(extent.topPx(index), 6)
          px += heightOf(extent, index)
        }
        expect(px + belowPx).toBeCloseTo(extent.endPx, 6)
        expect(items.length).toBeLessThanOrEqual(story.count + 3)
      }),
      { seed: SEED },
    )
  })

  it('[LL1] a window holds every item of which anything lies in it, and no other', () => {
    fc.assert(
      fc.property(
        stories,
        fc.integer({ min: -500, max: 30_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        (story, top, screen) => {
          const extent = told(story)
          const { from, to } = extent.between(top, top + screen)
          for (let index = 0; index < extent.count; index += 1) {
            const isIn = extent.topPx(index + 1) > top && extent.topPx(index) <= top + screen
            // Between two items lies the edge of both.
            if (isIn && extent.topPx(index) < top + screen && top < extent.endPx && top + screen > 0)
              expect(index >= from && index < to).toBe(true)
            if (extent.topPx(index) > top + screen || extent.topPx(index + 1) < top)
              expect(index >= from && index < to).toBe(false)
          }
        },
      ),
      { seed: SEED },
    )
  })

  it('[LL2] what was measured stays so wherever it stands later, and what was not is guessed alike', () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 0, max: 60 }), (story, gone) => {
        const extent = told(story)
        const before = new Map(keysOf(story).map((key, index) => [key, heightOf(extent, index)]))
        const later = ['a new one', ...keysOf(story).filter((_, index) => index !== gone)]
        extent.setKeys(later)
        for (const [index, key] of later.entries())
          if (before.has(key)) expect(heightOf(extent, index)).toBeCloseTo(before.get(key) ?? 0, 6)
        const measured = new Set(story.measured.map((index) => `post ${index}`))
        for (const index of story.measured)
          if (index !== gone)
            expect(heightOf(extent, later.indexOf(`post ${index}`))).toBeCloseTo(
              story.heightsPx[index] ?? 0,
              6,
            )
        const guesses = later
          .filter((key) => !measured.has(key))
          .map((key) => heightOf(extent, later.indexOf(key)))
        expect(new Set(guesses.map((px) => Math.round(px * 1e6))).size).toBeLessThanOrEqual(1)
      }),
      { seed: SEED },
    )
  })

  it('[LL3] the item that is held is drawn with its neighbours, wherever the window is', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const extent = told(story)
        const { items } = extent.drawn({ from: story.from, to: story.from + story.count }, story.held)
        const drawn = new Set(items.map(({ index }) => index))
        if (story.held === -1) return
        for (const index of [story.held - 1, story.held, story.held + 1])
          if (index >= 0 && index < extent.count) expect(drawn.has(index)).toBe(true)
      }),
      { seed: SEED },
    )
  })
})

describe('the drawn items', () => {
  const posts = Array.from({ length: 30 }, (_, place) => ({ cid: `post ${place}` }))

  it('[LL5] are the same objects as long as they are the same items at the same places', () => {
    const kept = new KeptItems<{ cid: string }>(({ cid }) => cid)
    const before = kept.at(posts, [3, 4, 5])
    expect(before.map(({ key, index }) => [key, index])).toEqual(
      [3, 4, 5].map((place) => [`post ${place}`, place]),
    )
    const after = kept.at(posts, [4, 5, 6])
    expect(after[0]).toBe(before[1])
    expect(after[1]).toBe(before[2])
    expect(after[2]?.content).toBe(posts[6])
  })

  it('[LL5] are others once they say something else, or stand elsewhere', () => {
    const kept = new KeptItems<{ cid: string }>(({ cid }) => cid)
    const [liked, moved] = kept.at(posts, [0, 1])
    const now = [{ cid: 'post 0' }, { cid: 'a new one' }, ...posts.slice(1)]
    const after = kept.at(now, [0, 1, 2])
    expect(after[0]).not.toBe(liked)
    expect(after[0]?.content).toBe(now[0])
    expect(after[2]).not.toBe(moved)
    expect(after[2]).toMatchObject({ content: posts[1], index: 2 })
  })

  it('[LL5] end where the list ends', () => {
    const kept = new KeptItems<{ cid: string }>(({ cid }) => cid)
    expect(kept.at(posts, [29, 30, 31]).map(({ index }) => index)).toEqual([29])
  })
})
