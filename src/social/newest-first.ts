/** Posts in the order of rule SO7. What has come since it was last asked for is put in when it is asked for again. */
import type { RecordCid, RecordOf } from '../records/types'
import { byTime } from './acts-in-force'

type Post = RecordOf<'post'>

/** So few are put in one by one. */
const FEW = 16

export class NewestFirst {
  #ordered: Post[] = []
  #added: Post[] = []

  /** Each post once. */
  add(post: Post): void {
    this.#added.push(post)
  }

  /** All at once: there may be thousands of tens of thousands. */
  remove(posts: ReadonlySet<RecordCid>): void {
    if (posts.size === 0) return
    this.#ordered = this.#ordered.filter(({ cid }) => !posts.has(cid))
    this.#added = this.#added.filter(({ cid }) => !posts.has(cid))
  }

  list(): readonly Post[] {
    const added = this.#added
    if (added.length === 0) return this.#ordered
    this.#added = []
    if (added.length > FEW) this.#ordered = [...this.#ordered, ...added].sort((a, b) => byTime(b, a))
    else for (const post of added) this.#ordered.splice(this.#placeFor(post), 0, post)
    return this.#ordered
  }

  #placeFor(post: Post): number {
    let low = 0
    let high = this.#ordered.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#ordered[middle]
      if (other !== undefined && byTime(other, post) > 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
