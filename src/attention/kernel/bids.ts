/**
 * The ranking after time alone. Charge falls by the leak at least, and so does what arrives of it; what it is multiplied
 * with is known. So the posts that may be in the Stream are looked at in the order they had, and only those whose bound
 * can still come in are evaluated.
 */
import type { Currents } from './currents'
import { exp2 } from './exp2'
import type { PostTable } from './post-table'
import type { Ranking } from './ranking'
import { grown } from './rows'

/** So much of a bound may be rounding. */
const ROUNDING = 1e-9

export class Bids {
  /** Posts of which enough may arrive, about in the order of their currents. */
  #posts = new Int32Array(0)
  /** Of each at most what will have arrived at `#madeAt`, if nothing happens: the leak is the same for all then. */
  #bounds = new Float64Array(0)
  #count = 0
  #isMade = false
  #madeAt = 0
  /** By post: its place above + 1; 0 for those that are not there. */
  #places = new Int32Array(0)

  get bytes(): number {
    return this.#posts.byteLength + this.#bounds.byteLength + this.#places.byteLength
  }

  forget(): void {
    this.#isMade = false
  }

  /** Collects the posts, all of which were looked at since the last evaluation of everything. */
  make(table: PostTable, currents: Currents, stopCharge: number, now: number, halfLifeMs: number): void {
    if (this.#isMade) return
    const { charge, arrival, alive, current } = currents
    const posts: number[] = []
    for (let post = 0; post < table.count; post += 1) {
      if (alive[post] === 1 && charge[post]! * arrival[post]! >= stopCharge) posts.push(post)
    }
    posts.sort((a, b) => current[b]! - current[a]!)
    this.#posts = Int32Array.from(posts)
    this.#bounds = new Float64Array(posts.length)
    this.#count = posts.length
    this.#madeAt = now
    this.#places = grown(this.#places, table.count)
    this.#places.fill(0)
    posts.forEach((post, place) => {
      this.#places[post] = place + 1
      this.#note(place, currents, post, halfLifeMs)
    })
    this.#isMade = true
  }

  /** A post of which enough arrives, as it has just been looked at. */
  add(currents: Currents, post: number, halfLifeMs: number): void {
    if (!this.#isMade) return
    this.#places = grown(this.#places, post + 1)
    const known = this.#places[post]! - 1
    const place = known === -1 ? this.#count : known
    if (known === -1) {
      this.#posts = grown(this.#posts, this.#count + 1)
      this.#bounds = grown(this.#bounds, this.#count + 1)
      this.#posts[place] = post
      this.#places[post] = place + 1
      this.#count += 1
    }
    this.#note(place, currents, post, halfLifeMs)
  }

  /** Makes the ranking anew; `evaluate` brings a post's numbers to now. */
  rank(
    table: PostTable,
    currents: Currents,
    ranking: Ranking,
    now: number,
    stopCharge: number,
    halfLifeMs: number,
    evaluate: (post: number) => void,
  ): void {
    this.make(table, currents, stopCharge, now, halfLifeMs)
    const posts = this.#posts
    const bounds = this.#bounds
    const places = this.#places
    const { seen, current, gain, tagDial } = currents
    const { author } = table
    const hasTagDials = tagDial.size > 0
    const leak = exp2((this.#madeAt - now) / halfLifeMs)
    ranking.clear()
    let floor = 0
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const post = posts[index]!
      const bound = bounds[index]! * leak
      if (bound < stopCharge && seen[post] !== now) {
        current[post] = 0
        places[post] = 0
        continue
      }
      posts[kept] = post
      bounds[kept] = bounds[index]!
      places[post] = kept + 1
      const place = kept
      kept += 1
      if (seen[post] !== now) {
        const bid = bound * gain[author[post]!]! * (hasTagDials ? (tagDial.get(post) ?? 1) : 1)
        if (bid < floor) {
          ranking.cut()
          continue
        }
        evaluate(post)
        this.#note(place, currents, post, halfLifeMs)
      }
      ranking.offer(post)
      floor = ranking.floor
    }
    this.#count = kept
  }

  #note(place: number, { charge, arrival, seen }: Currents, post: number, halfLifeMs: number): void {
    const leak = exp2((seen[post]! - this.#madeAt) / halfLifeMs)
    this.#bounds[place] = charge[post]! * arrival[post]! * leak * (1 + ROUNDING)
  }
}
