/**
 * Posts and the acts on them that count, as rows of whole numbers (MODEL.md, "Countable acts"; rules A1 and A2).
 *
 * Kept are also the acts that may count later: repeated ones (the counted one may be taken back) and those on posts that
 * are not known yet. Those dated ahead of now are kept elsewhere (ahead.ts); quiet ones and views of others never count.
 */
import type { Column, Memory } from './memory'
import { LateRows } from './late-rows'
import { Rows } from './rows'
import type { Tables } from './tables'

export const LIKE = 0
export const COMMENT = 1
export const SHARE = 2
export const VIEW = 3

/** An act's item is `by · 4 + kind`. */
export const KIND_BITS = 2
export const KIND_MASK = 3

const NONE: readonly number[] = []

export interface TimedAct {
  readonly by: number
  readonly post: number
  readonly kind: number
  readonly at: number
}

/** No author: the post is not known (any more). */
export const UNKNOWN = -1

export class PostTable {
  readonly authors: Column<Int32Array>
  readonly times: Column<Float64Array>
  /** By post: counted acts but views, in order of time, which is the weight. */
  readonly acts: Rows
  /** By author: posts. */
  readonly byAuthor: Rows
  /** The viewer's counted views: post → time. */
  readonly views = new Map<number, number>()
  /** By post: acts that do not count now and may later, in any order; time is the weight. */
  readonly waiting: Rows
  readonly #byActor: LateRows
  readonly #viewer: number
  countedComments: number

  constructor(memory: Memory, viewer: number, countedComments: number) {
    this.authors = memory.int32()
    this.times = memory.float64()
    this.acts = new Rows(memory, true)
    this.byAuthor = new Rows(memory, false)
    this.#byActor = new LateRows(new Rows(memory, false))
    this.waiting = new Rows(memory, true)
    this.#viewer = viewer
    this.countedComments = countedComments
  }

  /** By person: posts on which they have counted acts, one item an act. */
  get byActor(): Rows {
    return this.#byActor.settled
  }

  /** By post; {@link UNKNOWN} where none is known. */
  get author(): Int32Array {
    return this.authors.view
  }

  /** By post. */
  get at(): Float64Array {
    return this.times.view
  }

  get count(): number {
    return this.acts.count
  }

  reach(people: number, posts: number): void {
    const known = this.author.length
    this.authors.reach(posts)
    this.author.fill(UNKNOWN, known)
    this.times.reach(posts)
    this.acts.reach(posts)
    this.waiting.reach(posts)
    this.byAuthor.reach(people)
    this.byActor.reach(people)
  }

  /** Everything but the viewer's views, whether they count or wait. */
  tables(people: number): Pick<Tables, 'author' | 'at' | 'acts' | 'waiting' | 'byAuthor' | 'byActor'> {
    const { count } = this
    return {
      author: this.author.slice(0, count),
      at: this.at.slice(0, count),
      acts: this.acts.table(count),
      waiting: this.waiting.table(count, (item) => (item & KIND_MASK) === VIEW),
      byAuthor: this.byAuthor.table(people),
      byActor: this.byActor.table(people),
    }
  }

  /** Replaces everything; nothing is viewed then. */
  restore({ author, at, acts, waiting, byAuthor, byActor }: Tables): void {
    this.authors.resize(author.length)
    this.author.set(author)
    this.times.resize(at.length)
    this.at.set(at)
    this.acts.restore(acts)
    this.waiting.restore(waiting)
    this.byAuthor.restore(byAuthor)
    this.byActor.restore(byActor)
    this.views.clear()
  }

  add(post: number, author: number, at: number): void {
    this.author[post] = author
    this.at[post] = at
    this.byAuthor.push(author, post)
  }

  remove(post: number): void {
    const author = this.author[post]!
    this.byAuthor.removeAt(author, this.byAuthor.find(author, post))
    this.author[post] = UNKNOWN
  }

  /** How many of a kind count by one person on one post. */
  limit(kind: number): number {
    return kind === COMMENT ? this.countedComments : 1
  }

  /** True when an act like this could ever count, on whatever post: views are the viewer's own. */
  isPossible({ by, kind }: TimedAct): boolean {
    return kind !== VIEW || by === this.#viewer
  }

  /** True when an act like this counts on this post, unless others take its place. */
  isCountable({ by, post, at }: TimedAct): boolean {
    return by !== this.author[post] && at >= this.at[post]!
  }

  wait({ by, post, kind, at }: TimedAct): void {
    this.waiting.push(post, by * 4 + kind, at)
  }

  /** Takes one such act out of those that wait; false when there is none. */
  unwait({ by, post, kind, at }: TimedAct): boolean {
    const { waiting } = this
    const { items, weights } = waiting
    const end = waiting.end(post)
    for (let index = waiting.from(post); index < end; index += 1) {
      if (items[index] !== by * 4 + kind || weights[index] !== at) continue
      this.waiting.removeAt(post, index)
      return true
    }
    return false
  }

  /** All acts waiting on the post; none waits any more. */
  takeWaiting(post: number): TimedAct[] {
    const acts = actsOf(this.waiting, post)
    this.waiting.shorten(post, 0)
    return acts
  }

  /** All acts that count on the post, the viewer's view included. */
  countedOn(post: number): TimedAct[] {
    const acts = actsOf(this.acts, post)
    const viewed = this.views.get(post)
    if (viewed !== undefined) acts.push({ by: this.#viewer, post, kind: VIEW, at: viewed })
    return acts
  }

  /** Times of what counts of this person and kind, oldest first. */
  counted(post: number, by: number, kind: number): readonly number[] {
    if (kind === VIEW) {
      const viewed = this.views.get(post)
      return viewed === undefined ? [] : [viewed]
    }
    const { acts } = this
    const { items, weights } = acts
    const item = by * 4 + kind
    let found: number[] | null = null
    const end = acts.end(post)
    for (let index = acts.from(post); index < end; index += 1) {
      if (items[index] !== item) continue
      found ??= []
      found.push(weights[index]!)
    }
    return found ?? NONE
  }

  /** Whether this is so of anybody whose act counts on a post of the author; views are not looked at. */
  someActor(author: number, isSo: (by: number) => boolean): boolean {
    const { byAuthor } = this
    const { items } = byAuthor
    const actsRows = this.acts
    const { items: acts } = actsRows
    const end = byAuthor.end(author)
    for (let index = byAuthor.from(author); index < end; index += 1) {
      const post = items[index]!
      const actsEnd = actsRows.end(post)
      for (let act = actsRows.from(post); act < actsEnd; act += 1)
        if (isSo(acts[act]! >> KIND_BITS)) return true
    }
    return false
  }

  include(act: TimedAct): void {
    const { by, post, kind, at } = act
    if (kind === VIEW) {
      this.views.set(post, at)
      return
    }
    const { acts } = this
    const { weights } = acts
    let offset = acts.length(post)
    while (offset > 0 && weights[acts.from(post) + offset - 1]! > at) offset -= 1
    this.acts.insert(post, offset, by * 4 + kind, at)
    this.#byActor.push(by, post)
  }

  exclude({ by, post, kind, at }: TimedAct): void {
    if (kind === VIEW) {
      this.views.delete(post)
      return
    }
    const { acts } = this
    const { items, weights } = acts
    let index = acts.from(post)
    const end = index + acts.length(post)
    while (index < end && (items[index] !== by * 4 + kind || weights[index] !== at)) index += 1
    if (index === end) throw new Error('an act that is not counted cannot be taken out')
    this.acts.removeAt(post, index)
    const { byActor } = this
    byActor.removeAt(by, byActor.find(by, post))
  }
}

function actsOf(rows: Rows, post: number): TimedAct[] {
  const { items, weights } = rows
  return Array.from({ length: rows.length(post) }, (_, offset) => {
    const index = rows.from(post) + offset
    const item = items[index]!
    return { by: item >> KIND_BITS, post, kind: item & KIND_MASK, at: weights[index]! }
  })
}
