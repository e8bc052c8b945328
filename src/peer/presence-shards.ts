/**
 * On which topics presences are said and heard, by the size of the network. Pure.
 *
 * While a network is small there is one topic and everybody hears everybody. From level 1 on there are shards, twice as
 * many with each level, by bits of the person's key; a page hears those of itself and of the people whom it wants, so what
 * it hears does not grow with the network. Nobody says how large the network is: each page reckons it from what it hears.
 *
 * So two pages may be at different levels. A presence is said once, at the level of whoever says it, and listened for at
 * all levels at which somebody whose reckoning differs by a factor of two may say it. The other way round, saying it at
 * several levels and listening at one, each presence would travel as often; a topic on which little is said costs little.
 * And where neighbours listen at other levels yet, those are listened to as well: so newcomers, who have heard nobody and
 * take the network for small, find the others, and a network that came to differ joins again.
 *
 * Presences cost nothing to make up. So a page does not go by its own reckoning beyond what most of its neighbours take to be
 * right, but for one level, and that after a while (rule P22): most of them listen where it speaks, whoever it has heard.
 */
import { publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'

export interface Shard {
  readonly level: number
  /** 0 at level 0. */
  readonly shard: number
}

/** Pages for each topic at level 0: level 1 begins at twice as many, 25 presences a second. */
const LEVEL_PAGES = 256
/** Sixteen shards at level 1: 32 to 64 pages in each, at every level. */
const FIRST_SHARD_BITS = 4
/** 2,048 shards, for a hundred thousand pages at once; beyond, shards grow. */
export const MAX_LEVEL = 8
/** So far, in levels, the reckoning must go beyond one before a page leaves it: it wavers. */
const STAYS = 0.25
/** Shards of one level that a page hears, its own among them: a thousand pages at most, as many as P10 has in mind. */
export const MAX_SHARDS_HEARD = 16
/** Levels that are listened to because neighbours do; anybody can listen to any. */
export const MAX_LEVELS_OF_OTHERS = 3

export function shardsAt(level: number): number {
  return level === 0 ? 1 : 2 ** (level - 1 + FIRST_SHARD_BITS)
}

/** By bits of the key that no vanity id fixes: those of an id's beginning are chosen easily, these cost as much as any. */
export function shardOf(person: PersonId, level: number): Shard {
  const key = publicKeyOf(person)
  const bits = ((key[15] ?? 0) << 8) | (key[16] ?? 0)
  return { level, shard: bits % shardsAt(level) }
}

/** Between two levels: 1.5 is half a step beyond the size at which level 1 begins. */
function reckonedLevel(pages: number): number {
  return Math.log2(Math.max(1, pages) / LEVEL_PAGES)
}

/** At which level a page says its presence now that it takes the network to be of this size. */
export function nextLevel(former: number, pages: number): number {
  const reckoned = reckonedLevel(pages)
  if (reckoned >= former - STAYS && reckoned < former + 1 + STAYS) return former
  return clamp(Math.floor(reckoned))
}

/** Levels at which somebody may say a presence whose reckoning is half of this, twice of this, or between. */
export function levelsToHear(pages: number): number[] {
  const reckoned = reckonedLevel(pages)
  const [least, most] = [clamp(Math.ceil(reckoned - 2 - STAYS)), clamp(Math.floor(reckoned + 1 + STAYS))]
  return Array.from({ length: most - least + 1 }, (_, index) => least + index)
}

function clamp(level: number): number {
  return Math.min(MAX_LEVEL, Math.max(0, level))
}

/** The levels at which most neighbours listen, by what each of them listens to. */
export function levelsOfOthers(neighbours: Iterable<Iterable<number>>): number[] {
  const listeners = new Map<number, number>()
  for (const levels of neighbours)
    for (const level of new Set(levels)) listeners.set(level, (listeners.get(level) ?? 0) + 1)
  const most = [...listeners].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return most.slice(0, MAX_LEVELS_OF_OTHERS).map(([level]) => level)
}

/**
 * The level that most neighbours take to be right, by what each of them listens to: one below the highest (levelsToHear).
 * Null when that tells of nobody.
 */
export function levelOfMost(neighbours: Iterable<Iterable<number>>): number | null {
  const tops = [...neighbours].flatMap((levels) => topReckoned(levels) ?? [])
  const middle = tops.sort((a, b) => a - b)[(tops.length - 1) >> 1]
  if (middle === undefined) return null
  // There is none above the last.
  return middle >= MAX_LEVEL ? MAX_LEVEL : Math.max(0, middle - 1)
}

/**
 * The highest level that somebody listens to by their own reckoning: of the longest stretch, the lower one of two. Beside
 * these are levels of their neighbours, which anybody can choose: two at most that are not those of most of them. So a
 * stretch of two counts only from 0 on; nobody's reckoning gives so few elsewhere, but for the last level.
 */
function topReckoned(levels: Iterable<number>): number | null {
  let top: number | null = null
  let [longest, length, former] = [0, 0, -Infinity]
  for (const level of [...new Set(levels)].sort((a, b) => a - b)) {
    length = level === former + 1 ? length + 1 : 1
    former = level
    const isReckoned = length === level + 1 || length >= MAX_LEVELS_OF_OTHERS
    if (!isReckoned || length <= longest) continue
    longest = length
    top = level
  }
  return top
}

/** How many pages a network has at least that is of this level. */
export function pagesAt(level: number): number {
  return LEVEL_PAGES * 2 ** level
}

/** The shards to listen to: its own at each level, then those of the people named, the most wanted first. */
export function shardsToHear(
  own: PersonId | null,
  wanted: Iterable<PersonId>,
  levels: readonly number[],
): Shard[] {
  const people = own === null ? [...wanted] : [own, ...wanted]
  return [...new Set(levels)].flatMap((level) => {
    const shards = new Set<number>()
    for (const person of people) {
      if (shards.size >= Math.min(MAX_SHARDS_HEARD, shardsAt(level))) break
      shards.add(shardOf(person, level).shard)
    }
    // Who is nobody yet and wants nobody hears somebody.
    if (shards.size === 0) shards.add(0)
    return [...shards].map((shard) => ({ level, shard }))
  })
}

/**
 * How many pages there are, by how many were heard lately in each shard listened to. Everybody says their presence at one
 * level, so the levels add up; of the shards of one the one in the middle counts, so that a crowd made up in a few changes
 * nothing.
 */
export function pagesIn(heard: readonly (Shard & { readonly pages: number })[]): number {
  const byLevel = new Map<number, number[]>()
  for (const { level, pages } of heard) byLevel.set(level, [...(byLevel.get(level) ?? []), pages])
  let sum = 0
  for (const [level, counts] of byLevel) sum += median(counts) * shardsAt(level)
  return sum
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0]
  return (low + high) / 2
}
