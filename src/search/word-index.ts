/**
 * Which texts hold which words. The words lie in minisearch's SearchableMap, a tree that finds beginnings and near
 * spellings; with each stand the numbers of its texts. The rest of minisearch makes an object of every text found, so that
 * what most texts hold takes it several times as long (docs/BENCHMARKS.md).
 */
import SearchableMap from 'minisearch/SearchableMap'
import type { QueryWord } from './query'
import { wordsOf } from './words'

export interface Hit {
  readonly name: string
  /** Okapi BM25, summed over the words. */
  readonly score: number
}

export interface Matches {
  readonly hits: readonly Hit[]
  /** The words of a text by which it was found, as they stand in the index. */
  wordsIn(name: string): string[]
}

/** A number of a text and how often it holds the word, in one small integer. */
const COUNT_BITS = 4
const MAX_COUNT = (1 << COUNT_BITS) - 1
/** How soon further occurrences say no more, and how much the length of a text matters: BM25's usual values. */
const SATURATION = 1.2
const LENGTH_SHARE = 0.7
/** A word that only begins as asked, or is only near to it, says less. */
const BEGINNING_WEIGHT = 0.6
const TYPO_WEIGHT = 0.4
/** Texts that went are swept out of the words when they are so many, and so large a share: it takes as long as a question. */
const MIN_SWEPT = 1_000
const SWEPT_SHARE = 0.2

interface Match {
  readonly key: string
  readonly places: readonly number[]
  readonly weight: number
}

export class WordIndex {
  readonly #places = new SearchableMap<number[]>()
  /** By number; null for those that went. */
  #names: (string | null)[] = []
  #lengths: number[] = []
  readonly #numbers = new Map<string, number>()
  #lengthSum = 0
  #gone = 0

  get size(): number {
    return this.#numbers.size
  }

  has(name: string): boolean {
    return this.#numbers.has(name)
  }

  /** In place of what stood under this name. */
  put(name: string, text: string): void {
    this.remove(name)
    const number = this.#names.length
    const words = wordsOf(text)
    this.#names.push(name)
    this.#lengths.push(words.length)
    this.#numbers.set(name, number)
    this.#lengthSum += words.length
    const counts = new Map<string, number>()
    for (const { key } of words) counts.set(key, (counts.get(key) ?? 0) + 1)
    for (const [key, count] of counts) {
      const place = (number << COUNT_BITS) | Math.min(count, MAX_COUNT)
      const places = this.#places.get(key)
      if (places === undefined) this.#places.set(key, [place])
      else places.push(place)
    }
  }

  remove(name: string): void {
    const number = this.#numbers.get(name)
    if (number === undefined) return
    this.#numbers.delete(name)
    this.#names[number] = null
    this.#lengthSum -= this.#lengths[number] ?? 0
    this.#gone += 1
    if (this.#gone >= MIN_SWEPT && this.#gone >= this.#names.length * SWEPT_SHARE) this.#sweep()
  }

  /** The texts that hold every word, or for `isTolerant` one near to it. */
  find(words: readonly QueryWord[], isTolerant: boolean): Matches {
    const matches = words.map((word) => this.#matches(word, isTolerant))
    return { hits: this.#hits(matches), wordsIn: (name) => this.#wordsIn(name, matches.flat()) }
  }

  #matches({ key, isBeginning, typos }: QueryWord, isTolerant: boolean): Match[] {
    const found = new Map<string, Match>()
    const note = (match: Match): void => {
      if ((found.get(match.key)?.weight ?? 0) < match.weight) found.set(match.key, match)
    }
    const exact = this.#places.get(key)
    if (exact !== undefined) note({ key, places: exact, weight: 1 })
    if (isBeginning) {
      for (const [other, places] of this.#places.atPrefix(key))
        note({ key: other, places, weight: (BEGINNING_WEIGHT * key.length) / other.length })
    }
    if (isTolerant && typos > 0) {
      for (const [other, [places, distance]] of this.#places.fuzzyGet(key, typos))
        note({ key: other, places, weight: TYPO_WEIGHT / Math.max(1, distance) })
    }
    return [...found.values()]
  }

  #hits(matches: readonly (readonly Match[])[]): Hit[] {
    if (matches.length === 0) return []
    /** How many of the words a text has had so far, one after the other. */
    const had = new Uint8Array(this.#names.length)
    const scores = new Float64Array(this.#names.length)
    const meanLength = this.#lengthSum / Math.max(1, this.size)
    for (const [before, alternatives] of matches.entries()) {
      for (const { places, weight } of alternatives) {
        const rarity = Math.log(1 + (this.#names.length - places.length + 0.5) / (places.length + 0.5))
        for (const place of places) {
          const number = place >> COUNT_BITS
          if ((had[number] ?? 0) < before) continue
          had[number] = before + 1
          const count = place & MAX_COUNT
          const length = LENGTH_SHARE * ((this.#lengths[number] ?? 0) / meanLength) + 1 - LENGTH_SHARE
          const often = (count * (SATURATION + 1)) / (count + SATURATION * length)
          scores[number] = (scores[number] ?? 0) + weight * rarity * often
        }
      }
    }
    const hits: Hit[] = []
    for (const [number, name] of this.#names.entries())
      if (name !== null && had[number] === matches.length) hits.push({ name, score: scores[number] ?? 0 })
    return hits
  }

  #wordsIn(name: string, matches: readonly Match[]): string[] {
    const number = this.#numbers.get(name)
    if (number === undefined) return []
    return matches.filter(({ places }) => holds(places, number)).map(({ key }) => key)
  }

  /** Numbers anew without those that went. */
  #sweep(): void {
    const anew = new Map<number, number>()
    for (const [number, name] of this.#names.entries()) if (name !== null) anew.set(number, anew.size)
    for (const [key, places] of [...this.#places]) {
      const left = places.flatMap((place) => {
        const number = anew.get(place >> COUNT_BITS)
        return number === undefined ? [] : [(number << COUNT_BITS) | (place & MAX_COUNT)]
      })
      if (left.length === 0) this.#places.delete(key)
      else this.#places.set(key, left)
    }
    this.#lengths = this.#lengths.filter((_, number) => anew.has(number))
    this.#names = this.#names.filter((name) => name !== null)
    for (const [number, name] of this.#names.entries()) if (name !== null) this.#numbers.set(name, number)
    this.#gone = 0
  }
}

/** The places stand in the order of their numbers. */
function holds(places: readonly number[], number: number): boolean {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) >> COUNT_BITS < number) low = middle + 1
    else high = middle
  }
  return low < places.length && (places[low] ?? 0) >> COUNT_BITS === number
}
