/**
 * What the viewer sees, as it stands: worked out for all posts at once, and afterwards only where it may have changed.
 */
import type { Params } from '../params'
import { Affinities } from './affinities'
import { Bids } from './bids'
import type { Parts } from './parts'
import { grown } from './rows'

export class Results {
  /** The time they are of. */
  now: number
  /** They are those of `now`, but for the posts that were touched. */
  isWarm = false
  /** How often everything was worked out; for tests. */
  searches = 0
  readonly affinities: Affinities
  readonly #parts: Parts
  readonly #bids = new Bids()
  #params: Params
  /** Touched posts, and by post whether it is among them. */
  #dirty: number[] = []
  #isDirty = new Uint8Array(0)

  constructor(parts: Parts, params: Params, now: number) {
    this.#parts = parts
    this.#params = params
    this.now = now
    this.affinities = new Affinities(parts.viewer)
  }

  get bytes(): number {
    return this.#bids.bytes + this.affinities.bytes + this.#isDirty.byteLength
  }

  /** Makes room. */
  reach(people: number, posts: number): void {
    this.affinities.reach(people)
    this.#isDirty = grown(this.#isDirty, posts)
  }

  setParams(params: Params): void {
    this.#params = params
    this.isWarm = false
  }

  /** Notes, while all have been looked at, how far each post is from being seen. */
  makeBids(): void {
    const { posts, currents } = this.#parts
    const { stopCharge, chargeHalfLifeMs } = this.#params
    this.#bids.make(posts, currents, stopCharge, this.now, chargeHalfLifeMs)
  }

  /** This post's numbers may change. */
  touch(post: number): void {
    if (!this.isWarm || this.#isDirty[post] === 1) return
    this.#isDirty[post] = 1
    this.#dirty.push(post)
  }

  /** An act more counts on the post. Nothing follows from it if it neither recharges nor carries. */
  touchByAct(post: number, by: number): void {
    const { alive, seen, arrival } = this.#parts.currents
    const carries = by !== this.#parts.viewer && this.#parts.reach.transmission[by]! > arrival[post]!
    if (carries || this.#parts.standing.near[by]! > 0 || seen[post] !== this.now) this.touch(post)
    else alive[post] = 1
  }

  touchPostsBy(person: number): void {
    const { byAuthor } = this.#parts.posts
    const { items } = byAuthor
    const { alive } = this.#parts.currents
    const end = byAuthor.end(person)
    for (let index = byAuthor.from(person); index < end; index += 1)
      if (alive[items[index]!] === 1) this.touch(items[index]!)
  }

  touchActsBy(person: number): void {
    const { byActor } = this.#parts.posts
    const { items } = byActor
    const { alive } = this.#parts.currents
    const end = byActor.end(person)
    for (let index = byActor.from(person); index < end; index += 1)
      if (alive[items[index]!] === 1) this.touch(items[index]!)
  }

  /** Works out the gain of an author and the currents that follow from it. */
  regain(person: number): void {
    const { currents, posts, ranking, taste, standing } = this.#parts
    const gain =
      (this.#params.baseGain + standing.reo(person)) * this.affinities.of[person]! * taste.dial[person]!
    if (gain === currents.gain[person]) return
    currents.gain[person] = gain
    const { byAuthor } = posts
    const { items } = byAuthor
    const end = byAuthor.end(person)
    for (let index = byAuthor.from(person); index < end; index += 1) {
      const post = items[index]!
      if (currents.alive[post] === 0 || this.#isDirty[post] === 1) continue
      if (currents.seen[post] === this.now) {
        ranking.withdraw(post)
        currents.regain(posts, post, this.now)
        ranking.offer(post)
      } else if (currents.bound(post, this.now) * currents.gainOf(posts, post) >= ranking.floor) {
        this.touch(post)
      }
    }
  }

  #regainAll(): void {
    const { gain } = this.#parts.currents
    const affinities = this.affinities
    const { baseGain } = this.#params
    gain.fill(baseGain)
    for (const person of this.#parts.standing.touched)
      gain[person] = baseGain + this.#parts.standing.reo(person)
    affinities.search(this.#parts.synapses, this.#params, this.#parts.fading.fade)
    for (const author of affinities.attended) gain[author]! *= affinities.of[author]!
    for (const person of this.#parts.taste.dialled) gain[person]! *= this.#parts.taste.dial[person]!
  }

  /** Works everything out for this moment. */
  search(): void {
    const { synapses, reach, standing, currents, posts, viewer } = this.#parts
    this.searches += 1
    reach.search(synapses, posts, viewer, this.#parts.taste, this.#parts.fading.fade)
    standing.search(synapses, this.#parts.fading.fade)
    this.#regainAll()
    currents.all(posts, reach, standing, this.now, this.#parts.ranking)
    this.#parts.links.forget()
    this.#bids.forget()
    for (const post of this.#dirty) this.#isDirty[post] = 0
    this.#dirty = []
    this.isWarm = true
  }

  #rank(): void {
    const { posts, currents, ranking, reach, standing } = this.#parts
    const { stopCharge, chargeHalfLifeMs } = this.#params
    this.#bids.rank(posts, currents, ranking, this.now, stopCharge, chargeHalfLifeMs, (post) =>
      currents.one(posts, reach, standing, post, this.now),
    )
  }

  /** Time has passed since they were warm, and T of this moment is known. */
  renew(): void {
    this.#parts.standing.search(this.#parts.synapses, this.#parts.fading.fade)
    this.#regainAll()
    this.#rank()
  }

  /** Works out anew what may have changed. */
  flush(): void {
    if (!this.isWarm) {
      this.search()
      return
    }
    const { posts, reach, standing, currents, ranking } = this.#parts
    const { stopCharge, chargeHalfLifeMs } = this.#params
    for (const post of this.#dirty) {
      this.#isDirty[post] = 0
      ranking.withdraw(post)
      currents.one(posts, reach, standing, post, this.now)
      if (currents.charge[post]! * currents.arrival[post]! >= stopCharge)
        this.#bids.add(currents, post, chargeHalfLifeMs)
      ranking.offer(post)
    }
    this.#dirty = []
    if (ranking.isShort) this.#rank()
  }
}
