/**
 * T after time alone. As time passes every synapse weakens a little, and all by one common factor of engagement, so the
 * best paths hardly change: a link that is worse than the best by more than {@link SLACK} cannot become the best before
 * somebody's T has fallen by as much. So only the others, some 4 % of all, are looked at; whoever fell further (a synapse
 * without follow lapses below its threshold) is repaired by looking at all who lead there.
 */
import type { Params } from '../params'
import { SLACK, type Buckets } from './buckets'
import { KIND_BITS, type PostTable } from './post-table'
import type { Reach } from './reach'
import type { Rises } from './rises'
import { FOLLOWED, thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

/** More links than this share of the first count were added since: the list is no help any more. */
const MAX_ADDED = 0.5
/** More people than this share fell by more than the slack: they are searched anew. */
const MAX_FALLEN = 0.02
/** … but in a small network they are repaired all the same. */
const MIN_FALLEN = 100

export class Links {
  /** How many people were repaired; for tests. */
  repairs = 0
  /** T when the list was made, raised since where T rose, and set where it was repaired. */
  #reference = new Float64Array(0)
  #from = new Int32Array(0)
  /** `author · 2 + followed`. */
  #item = new Int32Array(0)
  /** E of the pair; 0 for a plain follow. */
  #value = new Float64Array(0)
  #count = 0
  /** People reached when the list was made. */
  #reached = 0
  /** 0: there is no list. */
  #firstCount = 0
  #params: Params

  constructor(params: Params) {
    this.#params = params
  }

  setParams(params: Params): void {
    this.#params = params
    this.forget()
  }

  get bytes(): number {
    return this.#reference.byteLength + this.#from.byteLength + this.#item.byteLength + this.#value.byteLength
  }

  get isMade(): boolean {
    return this.#firstCount > 0 && this.#count <= this.#firstCount * (1 + MAX_ADDED) + 1_000
  }

  forget(): void {
    this.#count = 0
    this.#firstCount = 0
  }

  /** Makes the list after a search. Links come by falling class of whom they come from: whoever leads comes first. */
  make(reach: Reach, table: SynapseTable, viewer: number, { muted }: Taste, fade: number): void {
    const { transmission } = reach
    const order = inOrder(transmission, reach.buckets)
    this.#reached = order.length
    const { engaged, plain } = table
    const { baseTransmission, transmissionGain, stopCharge } = this.#params
    this.#count = 0
    this.#reference = transmission.slice()
    const threshold = thresholdAt(this.#params, fade)
    const saturation = this.#params.saturationPoint / fade
    for (const person of order) {
      const here = transmission[person]!
      const end = engaged.end(person)
      for (let index = engaged.from(person); index < end; index += 1) {
        const item = engaged.items[index]!
        const value = engaged.weights[index]!
        const product = here * (baseTransmission + (transmissionGain * value) / (value + saturation))
        if (product < stopCharge) break
        const author = item >> 1
        if (product < transmission[author]! * (1 - SLACK) || author === viewer || muted[author] === 1)
          continue
        if (value < threshold && (item & FOLLOWED) === 0) continue
        this.#add(person, item, value)
      }
      const product = here * baseTransmission
      if (product < stopCharge) continue
      const plainEnd = plain.end(person)
      for (let index = plain.from(person); index < plainEnd; index += 1) {
        const author = plain.items[index]!
        if (product < transmission[author]! * (1 - SLACK) || author === viewer || muted[author] === 1)
          continue
        this.#add(person, author * 2 + FOLLOWED, 0)
      }
    }
    this.#firstCount = Math.max(1, this.#count)
  }

  /** Whether a product is, or comes near to, the best so far: then the link matters, now or after some time. */
  isNear(reach: Reach, author: number, product: number): boolean {
    return product >= reach.transmission[author]! * (1 - SLACK)
  }

  /** A link was looked at while T rose, and comes near to the best. */
  note(reach: Reach, from: number, item: number, value: number, product: number): void {
    if (this.#firstCount === 0) return
    const author = item >> 1
    if (product > this.#reference[author]!) this.#reference[author] = product
    if (this.isNear(reach, author, product)) this.#add(from, item, value)
  }

  /** The engagement of a listed link has fallen, or its follow has ended: it is no better than this any more. */
  weaken(from: number, author: number, item: number, value: number): void {
    for (let link = 0; link < this.#count; link += 1) {
      if (this.#from[link] !== from || this.#item[link]! >> 1 !== author) continue
      this.#item[link] = item
      this.#value[link] = value
    }
  }

  reach(people: number): void {
    if (this.#reference.length >= people || this.#firstCount === 0) return
    const larger = new Float64Array(people + (people >> 2))
    larger.set(this.#reference)
    this.#reference = larger
  }

  /**
   * T at a later time, from the links of the list.
   * @returns false when too much has changed: the search has to be done anew
   */
  advance(
    reach: Reach,
    table: SynapseTable,
    posts: PostTable,
    viewer: number,
    taste: Taste,
    fade: number,
    rises: Rises,
  ): boolean {
    const { transmission } = reach
    const { baseTransmission, transmissionGain, stopCharge } = this.#params
    const from = this.#from
    const items = this.#item
    const values = this.#value
    const count = Math.min(this.#count, this.#firstCount)
    const threshold = thresholdAt(this.#params, fade)
    const saturation = this.#params.saturationPoint / fade
    transmission.fill(0)
    reach.set(viewer, 1)
    for (let link = 0; link < count; link += 1) {
      const item = items[link]!
      const value = values[link]!
      if (value < threshold && (item & FOLLOWED) === 0) continue
      const here = transmission[from[link]!]!
      const product =
        value === 0
          ? here * baseTransmission
          : here * (baseTransmission + (transmissionGain * value) / (value + saturation))
      if (product >= stopCharge && product > transmission[item >> 1]!) transmission[item >> 1] = product
    }
    rises.begin(transmission.length)
    for (let link = count; link < this.#count; link += 1) {
      const item = items[link]!
      const value = values[link]!
      if (value < threshold && (item & FOLLOWED) === 0) continue
      const here = transmission[from[link]!]!
      const transmitted =
        value === 0 ? baseTransmission : baseTransmission + (transmissionGain * value) / (value + saturation)
      rises.offer(reach, item >> 1, here * transmitted)
    }
    const limit = table.links * MAX_FALLEN + MIN_FALLEN * MIN_FALLEN
    if (!rises.spread(reach, table, taste, fade, this, limit)) return false
    const fallen = this.#fallen(reach)
    if (fallen === null) return false
    for (const person of fallen) this.#repair(reach, table, posts, viewer, person, taste, fade, rises)
    if (!rises.spread(reach, table, taste, fade, this, limit)) return false
    for (const person of fallen) this.#reference[person] = transmission[person]!
    return true
  }

  /** Those who fell by more than the slack; null for too many. */
  #fallen(reach: Reach): number[] | null {
    const { transmission } = reach
    const reference = this.#reference
    const fallen: number[] = []
    const limit = Math.max(MIN_FALLEN, this.#reached * MAX_FALLEN)
    for (let person = 0; person < reference.length; person += 1) {
      if (transmission[person]! >= reference[person]! * (1 - SLACK)) continue
      fallen.push(person)
      if (fallen.length > limit) return null
    }
    return fallen
  }

  /** Offers a person the best of all that leads there, and lists what comes near to it. */
  #repair(
    reach: Reach,
    table: SynapseTable,
    posts: PostTable,
    viewer: number,
    person: number,
    taste: Taste,
    fade: number,
    rises: Rises,
  ): void {
    if (taste.muted[person] === 1) return
    this.repairs += 1
    const { transmission } = reach
    const { baseTransmission, transmissionGain, saturationPoint, stopCharge } = this.#params
    const threshold = thresholdAt(this.#params, fade)
    const { followers, engaged } = table
    let best = Math.max(stopCharge, transmission[person]!)
    const found: {
      readonly from: number
      readonly item: number
      readonly value: number
      readonly product: number
    }[] = []
    const look = (from: number, item: number, value: number): void => {
      const faded = value * fade
      const saturation = value === 0 ? 0 : faded / (faded + saturationPoint)
      const product = transmission[from]! * (baseTransmission + transmissionGain * saturation)
      if (product < best * (1 - SLACK)) return
      best = Math.max(best, product)
      found.push({ from, item, value, product })
    }
    const seen = new Set<number>()
    const lookAtAttender = (by: number): void => {
      if (transmission[by]! * (baseTransmission + transmissionGain) < best * (1 - SLACK)) return
      const pair = table.find(person, by)
      if (pair === -1) return
      const item = engaged.items[pair]!
      const value = engaged.weights[pair]!
      if (value >= threshold || (item & FOLLOWED) === 1) look(by, item, value)
    }
    // Who attends somebody has acted on a post of theirs, or is the viewer, whose views count too.
    lookAtAttender(viewer)
    const { acts, byAuthor } = posts
    const postsEnd = byAuthor.end(person)
    for (let index = byAuthor.from(person); index < postsEnd; index += 1) {
      const post = byAuthor.items[index]!
      const actsEnd = acts.end(post)
      for (let act = acts.from(post); act < actsEnd; act += 1) {
        const by = acts.items[act]! >> KIND_BITS
        if (by !== viewer && !seen.has(by)) lookAtAttender(by)
        seen.add(by)
      }
    }
    const end = followers.end(person)
    for (let index = followers.from(person); index < end; index += 1) {
      const follower = followers.items[index]!
      // An engaged follower was looked at above; as a plain one it would only be listed as worse than it is.
      if (
        transmission[follower]! * baseTransmission >= best * (1 - SLACK) &&
        table.find(person, follower) === -1
      )
        look(follower, person * 2 + FOLLOWED, 0)
    }
    for (const { from, item, value, product } of found) {
      if (product < best * (1 - SLACK)) continue
      rises.offer(reach, person, product)
      this.#add(from, item, value)
    }
  }

  #add(from: number, item: number, value: number): void {
    if (this.#count === this.#from.length) {
      const size = this.#count + (this.#count >> 2) + 1_024
      const next = { from: new Int32Array(size), item: new Int32Array(size), value: new Float64Array(size) }
      next.from.set(this.#from)
      next.item.set(this.#item)
      next.value.set(this.#value)
      this.#from = next.from
      this.#item = next.item
      this.#value = next.value
    }
    this.#from[this.#count] = from
    this.#item[this.#count] = item
    this.#value[this.#count] = value
    this.#count += 1
  }
}

/** Everybody reached, nearer classes first. */
function inOrder(transmission: Float64Array, buckets: Buckets): Int32Array {
  const next = new Int32Array(buckets.count + 1)
  for (const here of transmission) if (here > 0) next[buckets.of(here) + 1]! += 1
  for (let level = 0; level < buckets.count; level += 1) next[level + 1]! += next[level]!
  const order = new Int32Array(next[buckets.count]!)
  transmission.forEach((here, person) => {
    if (here === 0) return
    const level = buckets.of(here)
    order[next[level]!] = person
    next[level]! += 1
  })
  return order
}
