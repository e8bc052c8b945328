import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personIdFrom } from '../../src/identity/person-id'
import type { PersonId } from '../../src/identity/types'
import { seededRandom } from '../../src/lib/prng'
import {
  levelOfMost,
  levelsOfOthers,
  levelsToHear,
  MAX_LEVEL,
  MAX_LEVELS_OF_OTHERS,
  MAX_SHARDS_HEARD,
  nextLevel,
  pagesIn,
  shardOf,
  shardsAt,
  shardsToHear,
} from '../../src/peer/presence-shards'

function people(count: number, seed = 1): PersonId[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () =>
    personIdFrom(Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256))),
  )
}

/** As a page comes to a level in a network that was of these sizes, one after the other. */
function levelAfter(sizes: readonly number[]): number {
  return sizes.reduce(nextLevel, 0)
}

describe('the shards of presence', () => {
  it('[SH5] are one for all while a network is small', () => {
    expect([levelAfter([1]), levelAfter([300]), levelAfter([600])]).toEqual([0, 0, 0])
    expect(levelsToHear(1)).toEqual([0])
    expect(levelsToHear(200)).toEqual([0])
    expect(new Set(people(100).map((person) => shardOf(person, 0).shard))).toEqual(new Set([0]))
  })

  it('[SH5] are more with its size, each of them small', () => {
    for (const pages of [800, 2_000, 10_000, 100_000]) {
      const shards = shardsAt(levelAfter([pages]))
      expect(pages / shards).toBeGreaterThan(20)
      expect(pages / shards).toBeLessThan(80)
    }
    expect(levelAfter([10 ** 9])).toBe(MAX_LEVEL)
  })

  it('[SH5] hold about as many people each, at every level', () => {
    const all = people(20_000)
    for (const level of [1, 3]) {
      const counts = new Map<number, number>()
      for (const person of all) {
        const { shard } = shardOf(person, level)
        counts.set(shard, (counts.get(shard) ?? 0) + 1)
      }
      expect(counts.size).toBe(shardsAt(level))
      const mean = all.length / shardsAt(level)
      for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(mean / 2)
    }
  })

  it('[SH5] that a page listens to are its own and those of whom it wants, the most wanted, of each level so many', () => {
    const [alice, ...others] = people(200) as [PersonId, ...PersonId[]]
    const heard = shardsToHear(alice, others, [0, 1, 5])
    const at = (level: number): number[] =>
      heard.filter((each) => each.level === level).map(({ shard }) => shard)
    expect(at(0)).toEqual([0])
    expect(at(1)).toHaveLength(shardsAt(1))
    expect(at(5)).toHaveLength(MAX_SHARDS_HEARD)
    for (const person of [alice, ...others.slice(0, MAX_SHARDS_HEARD - 1)])
      expect(at(5)).toContain(shardOf(person, 5).shard)
    expect(shardsToHear(null, [], [0, 2])).toEqual([
      { level: 0, shard: 0 },
      { level: 2, shard: 0 },
    ])
  })

  it('[SH5] are reckoned to within a fifth from a few of them', () => {
    const all = people(5_000)
    const heard = shardsToHear(all[0] ?? null, all.slice(1, 40), [4])
    const pagesAt = ({ level, shard }: { level: number; shard: number }): number =>
      all.filter((person) => shardOf(person, level).shard === shard).length
    const pages = pagesIn(heard.map((each) => ({ ...each, pages: pagesAt(each) })))
    expect(pages / all.length).toBeGreaterThan(0.8)
    expect(pages / all.length).toBeLessThan(1.2)
  })

  it('[SH5] are as many, though crowds are made up in some of them', () => {
    const heard = Array.from({ length: 9 }, (_, shard) => ({ level: 2, shard, pages: 40 }))
    const crowded = heard.map((each) => (each.shard < 4 ? { ...each, pages: 2_000 } : each))
    expect(pagesIn(crowded)).toBe(pagesIn(heard))
  })

  it('[SH6] two who reckon the size of the network, one twice as large as the other, hear each other', () => {
    const size = fc.double({ min: 0, max: 18, noNaN: true }).map((exponent) => 2 ** exponent)
    const factor = fc.double({ min: -1, max: 1, noNaN: true }).map((exponent) => 2 ** exponent)
    fc.assert(
      fc.property(fc.array(size, { maxLength: 5 }), size, factor, (earlier, pages, times) => {
        const speaksAt = levelAfter([...earlier, pages])
        expect(levelsToHear(pages * times)).toContain(speaksAt)
        expect(levelsToHear(pages * times).length).toBeLessThanOrEqual(4)
      }),
      { seed: 6, numRuns: 5_000 },
    )
  })

  it('[SH6] a page does not leave its level because its reckoning wavers', () => {
    for (const pages of [500, 512, 530, 1_000, 1_024, 1_060]) {
      const level = levelAfter([pages])
      for (const wavers of [0.87, 0.95, 1, 1.05, 1.13]) {
        const next = nextLevel(level, pages * wavers)
        expect(nextLevel(next, pages)).toBe(next)
      }
    }
  })

  it('[SH6] listened to are the levels of most neighbours too, a few', () => {
    expect(levelsOfOthers([[3, 3, 4], [3], [2]])).toEqual([3, 2, 4])
    expect(levelsOfOthers([[0, 1, 2, 3, 4, 5, 6]])).toHaveLength(MAX_LEVELS_OF_OTHERS)
    expect(levelsOfOthers([])).toEqual([])
  })

  it('[P22] the level of most neighbours is what more than half of them listen up to, and a few far ones change nothing', () => {
    expect(levelOfMost([])).toBeNull()
    expect(levelOfMost([[], [8]])).toBeNull()
    expect(
      levelOfMost([
        [0, 1],
        [1, 0],
        [6, 7, 8],
      ]),
    ).toBe(0)
    // Honest ones listen to levels because a neighbour of theirs does.
    expect(
      levelOfMost([
        [0, 7, 8],
        [0, 1, 8],
        [6, 7, 8],
      ]),
    ).toBe(0)
    expect(levelOfMost([[0, 3, 4, 5, 6], [3, 4, 5, 6], [0]])).toBe(5)
    // Half of them are not most.
    expect(levelOfMost([[0], [6, 7, 8]])).toBe(0)
  })

  it('[P22] nobody is held back whose neighbours reckon as they do', () => {
    const size = fc.double({ min: 0, max: 18, noNaN: true }).map((exponent) => 2 ** exponent)
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 9 }), (pages, count) => {
        const neighbours = Array.from({ length: count }, () => levelsToHear(pages))
        const level = levelOfMost(neighbours)
        expect(level ?? MAX_LEVEL).toBeGreaterThanOrEqual(nextLevel(MAX_LEVEL, pages))
      }),
      { seed: 22, numRuns: 2_000 },
    )
  })

  it.each([300, 1_500, 2_500])(
    '[SH6] pages that all begin with a network of one find the shards together, and whoever comes later finds them: %i',
    (count) => {
      const random = seededRandom(count)
      const network = people(count + 1, count).map((person) => ({ person, level: 0, pages: 1, isHere: true }))
      const late = network.at(-1)
      if (late === undefined) throw new Error('expected pages')
      late.isHere = false
      const wantedBy = new Map(network.map((page) => [page, [pick(), pick(), pick()]]))
      function pick(): PersonId {
        return network[Math.floor(random() * count)]?.person as PersonId
      }
      const keyOf = ({ level, shard }: { level: number; shard: number }): string => `${level}/${shard}`
      const heardBy = (page: (typeof network)[number], others: readonly number[]) =>
        shardsToHear(page.person, wantedBy.get(page) ?? [], [
          ...levelsToHear(page.pages),
          page.level,
          ...others,
        ])
      let others: number[] = []
      for (let round = 0; round < 8; round += 1) {
        if (round === 5) late.isHere = true
        const spoken = new Map<string, number>()
        for (const { person, level, isHere } of network) {
          const key = keyOf(shardOf(person, level))
          if (isHere) spoken.set(key, (spoken.get(key) ?? 0) + 1)
        }
        for (const page of network) {
          if (!page.isHere) continue
          const heard = heardBy(page, others)
          page.pages = pagesIn(heard.map((each) => ({ ...each, pages: spoken.get(keyOf(each)) ?? 0 })))
          page.level = nextLevel(page.level, page.pages)
        }
        // What a relay carries for them: it is a neighbour of all.
        others = levelsOfOthers(
          network.filter(({ isHere }) => isHere).map((page) => levelsToHear(page.pages)),
        )
      }
      const byPerson = new Map(network.map((page) => [page.person, page]))
      for (const page of network) {
        const heard = new Set(heardBy(page, others).map(keyOf))
        for (const wanted of wantedBy.get(page) ?? [])
          expect(heard).toContain(keyOf(shardOf(wanted, byPerson.get(wanted)?.level ?? -1)))
      }
    },
  )
})
