/**
 * Records by name become columns of whole numbers as they come, so that of a large network nothing is held twice, and
 * the names of a record are let go at once.
 */
import type { Columns } from './kernel/load'
import { COMMENT, LIKE, SHARE, UNKNOWN, VIEW } from './kernel/post-table'
import type { Numbering } from './numbering'
import type { ActKind, KnowledgePart } from './types'

export const KIND_NUMBERS: Readonly<Record<ActKind, number>> = {
  like: LIKE,
  comment: COMMENT,
  share: SHARE,
  view: VIEW,
}

export class Gathering {
  readonly #people: Numbering
  readonly #posts: Numbering
  readonly #followFrom = new Column(Int32Array)
  readonly #followTo = new Column(Int32Array)
  readonly #post = new Column(Int32Array)
  readonly #author = new Column(Int32Array)
  readonly #publishedAt = new Column(Float64Array)
  readonly #actBy = new Column(Int32Array)
  readonly #actPost = new Column(Int32Array)
  readonly #actKind = new Column(Uint8Array)
  readonly #actAt = new Column(Float64Array)

  constructor(people: Numbering, posts: Numbering) {
    this.#people = people
    this.#posts = posts
  }

  add({ follows, posts, acts }: KnowledgePart): void {
    for (const { from, to } of follows) {
      if (from === to) continue
      this.#followFrom.push(this.#people.of(from))
      this.#followTo.push(this.#people.of(to))
    }
    for (const { id, author, at } of posts) {
      this.#post.push(this.#posts.of(id))
      this.#author.push(this.#people.of(author))
      this.#publishedAt.push(at)
    }
    for (const { by, post, kind, at, quiet } of acts) {
      if (quiet === true) continue
      this.#actBy.push(this.#people.of(by))
      this.#actPost.push(this.#posts.of(post))
      this.#actKind.push(KIND_NUMBERS[kind])
      this.#actAt.push(at)
    }
  }

  columns(): Columns {
    const postAuthor = new Int32Array(this.#posts.count).fill(UNKNOWN)
    const postAt = new Float64Array(this.#posts.count)
    const author = this.#author.values()
    const publishedAt = this.#publishedAt.values()
    for (const [row, post] of this.#post.values().entries()) {
      postAuthor[post] = author[row] ?? UNKNOWN
      postAt[post] = publishedAt[row] ?? 0
    }
    return {
      people: this.#people.count,
      followFrom: this.#followFrom.values(),
      followTo: this.#followTo.values(),
      postAuthor,
      postAt,
      actBy: this.#actBy.values(),
      actPost: this.#actPost.values(),
      actKind: this.#actKind.values(),
      actAt: this.#actAt.values(),
    }
  }
}

/** An array of numbers that grows by half. */
class Column<T extends Int32Array | Float64Array | Uint8Array> {
  readonly #make: new (length: number) => T
  #items: T
  #count = 0

  constructor(make: new (length: number) => T) {
    this.#make = make
    this.#items = new make(16)
  }

  push(value: number): void {
    if (this.#count === this.#items.length) this.#grow()
    this.#items[this.#count] = value
    this.#count += 1
  }

  values(): T {
    return this.#items.subarray(0, this.#count) as T
  }

  #grow(): void {
    const larger = new this.#make(this.#count + (this.#count >> 1))
    larger.set(this.#items)
    this.#items = larger
  }
}
