/**
 * The kernel by names: turns a viewer's knowledge and its changes into the kernel's whole numbers, and results back.
 * Acts are a multiset: one that comes twice has to be removed twice.
 */
import { compare } from './countable'
import { Kernel, type KernelInit } from './kernel/kernel'
import { COMMENT, LIKE, SHARE, UNKNOWN, VIEW, type TimedAct } from './kernel/post-table'
import { Numbering } from './numbering'
import type { Params } from './params'
import type {
  Act,
  ActKind,
  Amplification,
  Dials,
  Evaluation,
  Knowledge,
  KnowledgeChange,
  ModelPost,
  PostNumbers,
} from './types'

const KINDS: Readonly<Record<ActKind, number>> = { like: LIKE, comment: COMMENT, share: SHARE, view: VIEW }

/** What only tests set otherwise. */
export type KernelLimits = Pick<KernelInit, 'maxSpread' | 'isPlain' | 'isRestless'>

/** A change of knowledge, amplifications included. */
export type FeedChange = KnowledgeChange & {
  readonly amplifications?: {
    readonly added?: readonly Amplification[]
    readonly removed?: readonly Amplification[]
  }
}

export class AttentionFeed {
  readonly kernel: Kernel
  readonly people = new Numbering()
  readonly posts = new Numbering()
  readonly #viewer: string
  /** Tags of known posts that bear any, by number. */
  readonly #tags = new Map<number, readonly string[]>()
  readonly #amplifications = new Map<number, readonly Amplification[]>()
  #tagDials: Readonly<Record<string, number>> = {}
  #joined: readonly string[] = []
  #dialled: readonly number[] = []

  /** @param rankingSize how many posts of the Stream are kept in order */
  constructor(viewer: string, params: Params, now: number, rankingSize: number, limits: KernelLimits = {}) {
    this.#viewer = viewer
    this.kernel = new Kernel({ params, viewer: this.people.of(viewer), now, rankingSize, ...limits })
  }

  /** Starts from this, all at once; only before any change. */
  load(knowledge: Knowledge, now: number): void {
    const { people, posts, kernel } = this
    const follows = knowledge.follows.filter(({ from, to }) => from !== to)
    const acts = knowledge.acts.filter(({ quiet }) => quiet !== true)
    const followFrom = Int32Array.from(follows, ({ from }) => people.of(from))
    const followTo = Int32Array.from(follows, ({ to }) => people.of(to))
    const known = knowledge.posts.map((post) => ({
      post: posts.of(post.id),
      author: people.of(post.author),
      from: post,
    }))
    const actBy = Int32Array.from(acts, ({ by }) => people.of(by))
    const actPost = Int32Array.from(acts, ({ post }) => posts.of(post))
    const actKind = Uint8Array.from(acts, ({ kind }) => KINDS[kind])
    const actAt = Float64Array.from(acts, ({ at }) => at)
    const postAuthor = new Int32Array(posts.count).fill(UNKNOWN)
    const postAt = new Float64Array(posts.count)
    for (const { post, author, from } of known) {
      postAuthor[post] = author
      postAt[post] = from.at
      this.#noteTags(post, from)
    }
    const columns = {
      people: people.count,
      followFrom,
      followTo,
      postAuthor,
      postAt,
      actBy,
      actPost,
      actKind,
      actAt,
    }
    kernel.load(columns, now)
    for (const amplification of knowledge.amplifications ?? []) this.#amplify(amplification)
    this.#setTags(knowledge.dials?.tags ?? {}, knowledge.tags ?? [])
    this.#setDials(knowledge.dials?.people ?? {})
  }

  change({ follows, posts, acts, amplifications, dials, tags }: FeedChange): void {
    const { kernel } = this
    for (const { from, to } of follows?.removed ?? []) kernel.unfollow(this.#person(from), this.#person(to))
    for (const { from, to } of follows?.added ?? []) kernel.follow(this.#person(from), this.#person(to))
    for (const id of posts?.removed ?? []) this.#removePost(this.#post(id))
    for (const post of posts?.added ?? []) this.#addPost(post)
    for (const act of acts?.removed ?? []) if (act.quiet !== true) kernel.removeAct(this.#act(act))
    for (const act of acts?.added ?? []) if (act.quiet !== true) kernel.addAct(this.#act(act))
    for (const amplification of amplifications?.removed ?? []) this.#unamplify(amplification)
    for (const amplification of amplifications?.added ?? []) this.#amplify(amplification)
    if (dials !== undefined) this.#setDials(dials.people ?? {})
    if (dials !== undefined || tags !== undefined)
      this.#setTags(dials?.tags ?? this.#tagDials, tags ?? this.#joined)
  }

  evaluate(now: number): void {
    this.kernel.evaluate(now)
  }

  /** The best posts, as many as the ranking keeps; ties of current and time by id. */
  stream(): string[] {
    const { ranking, currents, posts } = this.kernel
    const { current } = currents
    return [...ranking.posts.subarray(0, ranking.count)]
      .map((post) => ({ id: this.posts.nameOf(post), current: current[post] ?? 0, at: posts.at[post] ?? 0 }))
      .sort((a, b) => b.current - a.current || b.at - a.at || compare(a.id, b.id))
      .map(({ id }) => id)
  }

  /**
   * Everything that the views show: the numbers of these posts, the best of the Stream, and everybody who is known.
   */
  evaluation(ids: Iterable<string>): Evaluation {
    const reo = record<number>()
    const transmission = record<number>()
    const attentionReceived = record<number>()
    const receivedBy = this.kernel.attentionReceived()
    for (let person = 0; person < Math.min(this.people.count, this.kernel.people); person += 1) {
      const name = this.people.nameOf(person)
      const received = receivedBy[person] ?? 0
      if (received > 0) attentionReceived[name] = received
      if (person === this.kernel.viewer) continue
      reo[name] = this.kernel.standing.reo(person)
      const reached = this.kernel.reach.transmission[person] ?? 0
      if (reached > 0) transmission[name] = reached
    }
    const posts = [...ids].sort(compare).flatMap((id) => this.numbers(id) ?? [])
    return { now: this.kernel.now, posts, stream: this.stream(), reo, transmission, attentionReceived }
  }

  /** Null for a post that is not known. */
  numbers(id: string): PostNumbers | null {
    const post = this.posts.find(id)
    if (post === undefined || (this.kernel.posts.author[post] ?? UNKNOWN) === UNKNOWN) return null
    return { id, ...this.kernel.post(post) }
  }

  /** T of a person. */
  transmission(name: string): number {
    const person = this.people.find(name)
    return person === undefined ? 0 : (this.kernel.reach.transmission[person] ?? 0)
  }

  /** N of a person. */
  nearness(name: string): number {
    const person = this.people.find(name)
    return person === undefined ? 0 : (this.kernel.standing.near[person] ?? 0)
  }

  reo(name: string): number {
    const person = this.people.find(name)
    return person === undefined || person >= this.kernel.people ? 0 : this.kernel.standing.reo(person)
  }

  #person(name: string): number {
    const person = this.people.of(name)
    this.kernel.grow(this.people.count, this.posts.count)
    return person
  }

  #post(id: string): number {
    const post = this.posts.of(id)
    this.kernel.grow(this.people.count, this.posts.count)
    return post
  }

  #act({ by, post, kind, at }: Act): TimedAct {
    return { by: this.#person(by), post: this.#post(post), kind: KINDS[kind], at }
  }

  /** A post that is known already is replaced. */
  #addPost(from: ModelPost): void {
    const post = this.#post(from.id)
    this.#removePost(post)
    this.#noteTags(post, from)
    this.kernel.addPost(post, this.#person(from.author), from.at)
    this.#setTagsOf(post)
  }

  #removePost(post: number): void {
    this.kernel.removePost(post)
    this.#tags.delete(post)
    this.kernel.setTags(post, 1, false)
  }

  #amplify(amplification: Amplification): void {
    const post = this.#post(amplification.post)
    this.#setAmplifications(post, [...(this.#amplifications.get(post) ?? []), amplification])
  }

  #unamplify(amplification: Amplification): void {
    const post = this.#post(amplification.post)
    const name = JSON.stringify(amplification)
    const all = this.#amplifications.get(post) ?? []
    const index = all.findIndex((other) => JSON.stringify(other) === name)
    if (index !== -1) this.#setAmplifications(post, all.toSpliced(index, 1))
  }

  #setAmplifications(post: number, all: readonly Amplification[]): void {
    this.#amplifications.set(post, all)
    this.kernel.amplify(
      post,
      all.map(({ amount, at, addressed }) => ({ amount, at, isForViewer: addressed.includes(this.#viewer) })),
    )
  }

  #setDials(dials: NonNullable<Dials['people']>): void {
    const next = Object.entries(dials).map(([name, dial]) => ({ person: this.#person(name), dial }))
    const people = new Set(next.map(({ person }) => person))
    for (const person of this.#dialled) if (!people.has(person)) this.kernel.setDial(person, 1)
    for (const { person, dial } of next) this.kernel.setDial(person, dial)
    this.#dialled = [...people]
  }

  #setTags(dials: NonNullable<Dials['tags']>, joined: readonly string[]): void {
    this.#tagDials = dials
    this.#joined = joined
    for (const post of this.#tags.keys()) this.#setTagsOf(post)
  }

  #noteTags(post: number, { tags = [] }: ModelPost): void {
    if (tags.length > 0) this.#tags.set(post, tags)
  }

  #setTagsOf(post: number): void {
    const tags = this.#tags.get(post) ?? []
    const dials = new Map(Object.entries(this.#tagDials))
    const set = tags.flatMap((tag) => dials.get(tag) ?? [])
    const dial = set.length === 0 ? 1 : set.includes(0) ? 0 : Math.max(...set)
    this.kernel.setTags(
      post,
      dial,
      tags.some((tag) => this.#joined.includes(tag)),
    )
  }
}

/** Plain data for the other side of the worker; without a prototype, so that no name of a person means anything. */
function record<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}
