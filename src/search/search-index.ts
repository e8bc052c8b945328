/**
 * People, tags, posts and comments as they can be looked for. Order of each kind: what is more relevant, where tenths of
 * the best count as alike; then what is nearer to who looks; then what is newer; then by name, so that it is total.
 */
import type { PersonId } from '../identity/types'
import type { RecordCid, Tag } from '../records/types'
import type { Writing } from '../social/types'
import { isSilenced } from '../stream/candidates'
import { best } from './best'
import { isEmpty, readQuery, type Query } from './query'
import type { Found, FoundPerson, FoundTag, FoundWriting, IndexChange, Part, Question, Seeker } from './types'
import { WordIndex, type Hit, type Matches } from './word-index'

type Entry = Omit<Writing, 'text' | 'alts' | 'warning'>

interface Ordered {
  readonly name: string
  /** 0 … RELEVANCE_STEPS of the best one's relevance. */
  readonly relevance: number
  /** The smaller the nearer. */
  readonly distance: number
  /** The larger the earlier in the list: a time, or how often it is used. */
  readonly weight: number
}

const RELEVANCE_STEPS = 10

export class SearchIndex {
  readonly #words = new WordIndex()
  readonly #names = new WordIndex()
  readonly #tagWords = new WordIndex()
  readonly #entries = new Map<RecordCid, Entry>()
  readonly #bearing = new Map<Tag, Set<RecordCid>>()
  /** Who asked last. */
  #seeker: Seeker = { person: null, dials: {}, followed: [], ranked: [] }
  /** Whom who asked last does not look for. */
  #without: ReadonlySet<string> = new Set()
  /** The place of each post ranked for them, and of each person whom they follow. */
  #rank: ReadonlyMap<string, number> = new Map()

  take({ people = [], writings = [], gone = [] }: IndexChange): void {
    for (const { id, name } of people) {
      if (name === null) this.#names.remove(id)
      else this.#names.put(id, name)
    }
    for (const writing of writings) this.#add(writing)
    for (const cid of gone) this.#remove(cid)
  }

  find(question: Question, seeker: Seeker): Found {
    this.#seeker = seeker
    this.#without = new Set(question.without)
    const followed = seeker.followed.map((person) => [person, 0] as const)
    this.#rank = new Map([...seeker.ranked.map((post, index) => [post, index] as const), ...followed])
    const query = readQuery(question.typed)
    if (isEmpty(query)) return this.#offered(question)
    const strict = this.#found(question, query, false)
    const isNothing = strict.people.count + strict.tags.count + strict.writings.count === 0
    return isNothing ? this.#found(question, query, true) : strict
  }

  /** Nothing is asked for: what there is much of. */
  #offered({ typed, tags }: Question): Found {
    const hits = [...this.#bearing.keys()].map((name) => ({ name, score: 1 }))
    const none = { items: [], count: 0 }
    return { typed, people: none, tags: this.#tagPart(hits, tags), writings: none, isTolerant: false }
  }

  #found({ typed, people, tags, writings }: Question, query: Query, isTolerant: boolean): Found {
    return {
      typed,
      people: this.#people(query, people, isTolerant),
      tags: this.#tags(query, tags, isTolerant),
      writings: this.#writings(query, writings, isTolerant),
      isTolerant,
    }
  }

  #people({ words, tags }: Query, count: number, isTolerant: boolean): Part<FoundPerson> {
    if (tags.length > 0) return { items: [], count: 0 }
    const matches = this.#names.find(words, isTolerant)
    const hits = matches.hits.filter(({ name }) => !this.#without.has(name))
    const ordered = this.#ordered(hits, count, () => 0)
    return {
      items: ordered.map(({ name }) => ({ person: name as PersonId, words: matches.wordsIn(name) })),
      count: hits.length,
    }
  }

  /** Of a question for a post with a tag and a word nobody means another tag by either. */
  #tags({ words, tags }: Query, count: number, isTolerant: boolean): Part<FoundTag> {
    if (words.length > 0 && tags.length > 0) return { items: [], count: 0 }
    const [tag] = tags
    if (tag === undefined) return this.#tagPart(this.#tagWords.find(words, isTolerant).hits, count)
    const hits = [...this.#bearing.keys()]
      .filter((other) => other.startsWith(tag))
      .map((name) => ({ name, score: name === tag ? 2 : 1 }))
    return this.#tagPart(tags.length === 1 ? hits : [], count)
  }

  #tagPart(hits: readonly Hit[], count: number): Part<FoundTag> {
    const shown = new Map<string, number>()
    const left = hits.filter(({ name }) => {
      const posts = [...(this.#bearing.get(name as Tag) ?? [])].filter((cid) => this.#isShown(cid)).length
      shown.set(name, posts)
      return posts > 0
    })
    const ordered = this.#ordered(left, count, (name) => shown.get(name) ?? 0)
    return {
      items: ordered.map(({ name }) => ({ tag: name as Tag, posts: shown.get(name) ?? 0 })),
      count: left.length,
    }
  }

  #writings({ words, tags }: Query, count: number, isTolerant: boolean): Part<FoundWriting> {
    const matches = words.length === 0 ? this.#withTag(tags[0]) : this.#words.find(words, isTolerant)
    const hits = matches.hits.filter(
      ({ name }) => this.#isShown(name as RecordCid) && tags.every((tag) => this.#bears(name, tag)),
    )
    const ordered = this.#ordered(hits, count, (name) => this.#entries.get(name as RecordCid)?.time ?? 0)
    return { items: ordered.flatMap(({ name }) => this.#writing(name, matches)), count: hits.length }
  }

  #withTag(tag: string | undefined): Matches {
    const bearing = this.#bearing.get(tag as Tag) ?? []
    return { hits: [...bearing].map((name) => ({ name, score: 1 })), wordsIn: () => [] }
  }

  #writing(name: string, matches: Matches): FoundWriting[] {
    const entry = this.#entries.get(name as RecordCid)
    return entry === undefined
      ? []
      : [{ cid: entry.cid, post: entry.post, words: matches.wordsIn(entry.cid) }]
  }

  #bears(name: string, tag: string): boolean {
    return this.#entries.get(name as RecordCid)?.tags.some((other) => other === tag) === true
  }

  /** As the Stream has it: muted people and tags are out, and a comment is where its post is. */
  #isShown(cid: RecordCid): boolean {
    const entry = this.#entries.get(cid)
    if (entry === undefined || this.#without.has(entry.author)) return false
    if (entry.post !== cid && !this.#isShown(entry.post)) return false
    const { person, dials } = this.#seeker
    return entry.author === person || !isSilenced(entry.author, entry.tags, dials)
  }

  #ordered(hits: readonly Hit[], count: number, weightOf: (name: string) => number): Ordered[] {
    const highest = hits.reduce((most, { score }) => Math.max(most, score), Number.MIN_VALUE)
    const ordered = function* (rank: ReadonlyMap<string, number>): Iterable<Ordered> {
      for (const { name, score } of hits) {
        const relevance = Math.round((score / highest) * RELEVANCE_STEPS)
        yield { name, relevance, distance: rank.get(name) ?? Infinity, weight: weightOf(name) }
      }
    }
    return best(ordered(this.#rank), count, inOrder)
  }

  #add(writing: Writing): void {
    const { cid, post, author, time, tags, text, alts } = writing
    // What is written never changes.
    if (this.#entries.has(cid)) return
    this.#entries.set(cid, { cid, post, author, time, tags })
    this.#words.put(cid, [text, ...alts].join('\n'))
    for (const tag of tags) {
      const bearing = this.#bearing.get(tag)
      if (bearing === undefined) {
        this.#bearing.set(tag, new Set([cid]))
        this.#tagWords.put(tag, tag)
      } else bearing.add(cid)
    }
  }

  #remove(cid: RecordCid): void {
    const entry = this.#entries.get(cid)
    if (entry === undefined) return
    this.#entries.delete(cid)
    this.#words.remove(cid)
    for (const tag of entry.tags) {
      const bearing = this.#bearing.get(tag)
      bearing?.delete(cid)
      if (bearing?.size !== 0) continue
      this.#bearing.delete(tag)
      this.#tagWords.remove(tag)
    }
  }
}

function inOrder(a: Ordered, b: Ordered): number {
  return (
    b.relevance - a.relevance ||
    (a.distance === b.distance ? 0 : a.distance - b.distance) ||
    b.weight - a.weight ||
    (a.name < b.name ? -1 : Number(a.name > b.name))
  )
}
