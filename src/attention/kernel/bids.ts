/**
 * The ranking after time alone. Charge falls by the leak at least, and so does what arrives of it; what it is multiplied
 * with is known. So the posts that may be in the Stream are looked at in the order they had, and only those whose bound
 * can still come in are evaluated.
 */
import type { Currents } from './currents'
import type { PostTable } from './post-table'
import type { Ranking } from './ranking'
import { grown } from './rows'

export class Bids {
  /** Posts of which enough may arrive, about in the order of their currents. */
  #posts = new Int32Array(0)
  #count = 0
  #isMade = false
  /** By post: 1 for those above. */
  #isIn = new Uint8Array(0)

  get bytes(): number {
    return this.#posts.byteLength + this.#isIn.byteLength
  }

  forget(): void {
    this.#isMade = false
  }

  /** Collects the posts, all of which were looked at since the last evaluation of everything. */
  make(table: PostTable, currents: Currents, stopCharge: number): void {
    if (this.#isMade) return
    const { charge, arrival, alive, current } = currents
    const posts: number[] = []
    this.#isIn = grown(this.#isIn, table.count)
    this.#isIn.fill(0)
    for (let post = 0; post < table.count; post += 1) {
      if (alive[post] === 0 || charge[post]! * arrival[post]! < stopCharge) continue
      posts.push(post)
      this.#isIn[post] = 1
    }
    posts.sort((a, b) => current[b]! - current[a]!)
    this.#posts = Int32Array.from(posts)
    this.#count = posts.length
    this.#isMade = true
  }

  /** A post of which enough arrives. */
  add(post: number): void {
    if (!this.#isMade) return
    this.#isIn = grown(this.#isIn, post + 1)
    if (this.#isIn[post] === 1) return
    this.#isIn[post] = 1
    this.#posts = grown(this.#posts, this.#count + 1)
    this.#posts[this.#count] = post
    this.#count += 1
  }

  /** Makes the ranking anew; `evaluate` brings a post's numbers to now. */
  rank(
    table: PostTable,
    currents: Currents,
    ranking: Ranking,
    now: number,
    stopCharge: number,
    evaluate: (post: number) => void,
  ): void {
    this.make(table, currents, stopCharge)
    const posts = this.#posts
    const { seen, current } = currents
    ranking.clear()
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const post = posts[index]!
      if (seen[post] !== now) {
        const bound = currents.bound(post, now)
        if (bound < stopCharge) {
          current[post] = 0
          this.#isIn[post] = 0
          continue
        }
        posts[kept++] = post
        const bid = bound * currents.gainOf(table, post)
        if (bid < ranking.floor) {
          ranking.cut()
          continue
        }
        evaluate(post)
      } else posts[kept++] = post
      ranking.offer(post)
    }
    this.#count = kept
  }
}
