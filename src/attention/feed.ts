/**
 * The kernel by names: turns a viewer's knowledge and its changes into the kernel's whole numbers, and results back.
 * Acts are a multiset: one that comes twice has to be removed twice.
 */
import { compare } from './countable'
import { Gathering, KIND_NUMBERS } from './gathering'
import { Kernel, type KernelInit } from './kernel/kernel'
import { leadingBits, NEVER } from './kernel/loops'
import { UNKNOWN, type TimedAct } from './kernel/post-table'
import type { Tables } from './kernel/tables'
import { Numbering } from './numbering'
import type { Params } from './params'
import type { SnapshotContents } from './snapshot'
import type {
  Act,
  Amplification,
  Dials,
  Knowledge,
  KnowledgeChange,
  KnowledgePart,
  ModelPost,
  PostNumbers,
  Settings,
} from './types'

/** What only tests set otherwise. */
export type KernelLimits = Pick<KernelInit, 'maxSpread' | 'isPlain' | 'isRestless'>

/** Numbers that differ by less are the same, added up in another order. */
const EQUAL = 1e-9

export class AttentionFeed {
  readonly kernel: Kernel
  readonly people: Numbering
  readonly posts: Numbering
  readonly #viewer: string
  /** What comes before the start. */
  #gathering: Gathering | null = null
  /** What is there before that … */
  #kept: Tables | null
  /** … and then what comes are changes of it. */
  readonly #later: KnowledgePart[] = []
  /** Tags of known posts that bear any, by number. */
  readonly #tags = new Map<number, readonly string[]>()
  readonly #amplifications = new Map<number, readonly Amplification[]>()
  #personDials: Readonly<Record<string, number>> = {}
  #tagDials: Readonly<Record<string, number>> = {}
  #joined: readonly string[] = []
  #dialled: readonly number[] = []

  /**
   * @param rankingSize how many posts of the Stream are kept in order
   * @param kept what another feed knew, of whatever viewer
   */
  constructor(
    viewer: string,
    params: Params,
    now: number,
    rankingSize: number,
    limits: KernelLimits = {},
    kept: SnapshotContents | null = null,
  ) {
    this.#viewer = viewer
    this.people = new Numbering(kept?.people)
    this.posts = new Numbering(kept?.posts)
    this.#kept = kept?.tables ?? null
    for (const [post, tags] of kept?.tags ?? []) this.#tags.set(post, tags)
    this.kernel = new Kernel({ params, viewer: this.people.of(viewer), now, rankingSize, ...limits })
  }

  /** Takes in a part of what is known; only before the start. */
  gather(part: KnowledgePart): void {
    if (this.#kept !== null) {
      this.#later.push(part)
      return
    }
    this.#gathering ??= new Gathering(this.people, this.posts)
    this.#gathering.add(part)
    for (const post of part.posts) this.#noteTags(this.posts.of(post.id), post)
  }

  /** Starts from what was gathered, all at once; only before any change. */
  start({ amplifications, dials, tags }: Omit<Settings, 'viewer'>, now: number): void {
    if (this.#kept === null) {
      const gathering = this.#gathering ?? new Gathering(this.people, this.posts)
      this.kernel.load(gathering.columns(), now)
      this.#gathering = null
    } else {
      this.kernel.restore(this.#kept, now)
      this.#kept = null
      for (const { follows, posts, acts } of this.#later.splice(0))
        this.change({ follows: { added: follows }, posts: { added: posts }, acts: { added: acts } })
    }
    for (const amplification of amplifications ?? []) this.#amplify(amplification)
    this.#setTags(dials?.tags ?? {}, tags ?? [])
    this.#setDials(dials?.people ?? {})
  }

  /** Starts from this. */
  load(knowledge: Knowledge, now: number): void {
    this.gather(knowledge)
    this.start(knowledge, now)
  }

  change({ follows, posts, acts, amplifications, dials, tags, params }: KnowledgeChange): void {
    const { kernel } = this
    if (params !== undefined) kernel.setParams(params)
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

  /**
   * Everything known but what is the viewer's own; only after the start.
   * @param usual parameters that are nobody's own
   */
  contents(usual: Params): SnapshotContents {
    return {
      people: this.people.table(),
      posts: this.posts.table(),
      tables: this.kernel.tables(usual),
      tags: this.#tags,
    }
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

  /** What is known of a post; null when the post itself is not. */
  modelPost(id: string): ModelPost | null {
    const post = this.posts.find(id)
    const author = post === undefined ? UNKNOWN : (this.kernel.posts.author[post] ?? UNKNOWN)
    if (post === undefined || author === UNKNOWN) return null
    const at = this.kernel.posts.at[post] ?? 0
    return { id, author: this.people.nameOf(author), at, tags: this.#tags.get(post) ?? [] }
  }

  /** What is small and set as a whole: of the amplifications, those of one post. */
  settingsFor(id: string): Settings {
    const post = this.posts.find(id)
    return {
      viewer: this.#viewer,
      amplifications: post === undefined ? [] : (this.#amplifications.get(post) ?? []),
      dials: { people: this.#personDials, tags: this.#tagDials },
      tags: this.#joined,
    }
  }

  /** The people from whom most of a charge arrives, nearest first, the viewer not included. */
  nearest(limit: number): string[] {
    const { reach, viewer, people } = this.kernel
    const { transmission } = reach
    // Only those are sorted who are as near as the limit takes, by the leading bits of the number.
    const sizes = new Uint32Array(NEVER + 1)
    const roughOf = (person: number): number => leadingBits(transmission[person] ?? 0)
    for (let person = 0; person < people; person += 1) {
      if (person !== viewer && (transmission[person] ?? 0) > 0)
        sizes[roughOf(person)] = (sizes[roughOf(person)] ?? 0) + 1
    }
    let least = sizes.length
    for (let count = 0; count < limit && least > 0;) count += sizes[--least] ?? 0
    const near: number[] = []
    for (let person = 0; person < people; person += 1) {
      if (person !== viewer && (transmission[person] ?? 0) > 0 && roughOf(person) >= least) near.push(person)
    }
    // Equal but for rounding, which depends on the order in which records came, is equal; then names decide.
    const ranked = near.map((person) => ({
      name: this.people.nameOf(person),
      nearness: Math.round((transmission[person] ?? 0) / EQUAL),
    }))
    ranked.sort((a, b) => b.nearness - a.nearness || compare(a.name, b.name))
    return ranked.slice(0, limit).map(({ name }) => name)
  }

  /** Σ_b A(person, b), for whoever is asked for. */
  attentionReceived(): (name: string) => number {
    const received = this.kernel.attentionReceived()
    return (name) => {
      const person = this.people.find(name)
      return person === undefined ? 0 : (received[person] ?? 0)
    }
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

  /** τ of the synapse from the viewer to a person; 0 without one. */
  transmits(name: string): number {
    const person = this.people.find(name)
    return person === undefined || person >= this.kernel.people ? 0 : this.kernel.transmits(person)
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
    return { by: this.#person(by), post: this.#post(post), kind: KIND_NUMBERS[kind], at }
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
    this.#personDials = dials
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
