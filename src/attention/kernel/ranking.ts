/**
 * The best posts by current, newer first at equal current (MODEL.md 9; rule A10). Kept somewhat longer than asked for, so
 * that a post that falls out is replaced without looking at all posts again.
 */
/** So many more than asked for are kept. Each costs a look whenever time has passed. */
const SPARE = 1 / 4

export class Ranking {
  /** Best first. */
  readonly posts: Int32Array
  readonly #size: number
  readonly #room: number
  readonly #current: () => Float64Array
  readonly #at: () => Float64Array
  readonly #isIn = new Set<number>()
  #count = 0
  /** Room for selecting. */
  #bids = new Float64Array(0)
  /** Whether there may be posts that bid and are not kept, because there was no room. */
  #isCut = false

  /**
   * @param size how many are wanted
   * @param current by post; what is not in the Stream has 0
   */
  constructor(size: number, current: () => Float64Array, at: () => Float64Array) {
    this.#size = size
    this.#room = size + Math.ceil(size * SPARE)
    this.posts = new Int32Array(this.#room + 1)
    this.#current = current
    this.#at = at
  }

  get count(): number {
    return this.#count
  }

  /** True when a post that should be kept may be missing: everything has to be offered again. */
  get isShort(): boolean {
    return this.#isCut && this.#count < this.#size
  }

  clear(): void {
    this.#count = 0
    this.#isCut = false
    this.#isIn.clear()
  }

  /** Makes it anew from all posts up to this number. */
  fill(posts: number): void {
    this.clear()
    const current = this.#current()
    const kept = this.#room
    let bids = 0
    if (this.#bids.length < posts) this.#bids = new Float64Array(posts)
    for (let post = 0; post < posts; post += 1) {
      if (current[post]! > 0) this.#bids[bids++] = current[post]!
    }
    this.#isCut = bids > kept
    const least = this.#isCut ? nthGreatest(this.#bids, bids, kept) : Number.MIN_VALUE
    const best: number[] = []
    for (let post = 0; post < posts; post += 1) if (current[post]! >= least) best.push(post)
    best.sort((a, b) => (this.#isBefore(a, b) ? -1 : 1))
    this.#count = Math.min(best.length, kept)
    for (let place = 0; place < this.#count; place += 1) {
      this.posts[place] = best[place]!
      this.#isIn.add(best[place]!)
    }
  }

  /** The current that a post needs to be kept; 0 while there is room. */
  get floor(): number {
    return this.#count < this.#room ? 0 : this.#current()[this.posts[this.#count - 1]!]!
  }

  /** Says that not all posts are offered. */
  cut(): void {
    this.#isCut = true
  }

  /** Takes out the post before its current changes … */
  withdraw(post: number): void {
    if (!this.#isIn.delete(post)) return
    const index = this.posts.indexOf(post)
    this.posts.copyWithin(index, index + 1, this.#count)
    this.#count -= 1
  }

  /** … and puts it where it belongs now. */
  offer(post: number): void {
    const current = this.#current()[post]!
    if (current === 0) return
    const isFull = this.#count >= this.#room
    // What was once cut off may be better than this one.
    const last = this.posts[this.#count - 1]
    if ((isFull || this.#isCut) && last !== undefined && this.#isBefore(last, post)) {
      this.#isCut = true
      return
    }
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#isBefore(this.posts[middle]!, post)) low = middle + 1
      else high = middle
    }
    this.posts.copyWithin(low + 1, low, this.#count)
    this.posts[low] = post
    this.#isIn.add(post)
    this.#count += 1
    if (this.#count <= this.#room) return
    this.#count -= 1
    this.#isIn.delete(this.posts[this.#count]!)
    this.#isCut = true
  }

  #isBefore(a: number, b: number): boolean {
    const current = this.#current()
    if (current[a] !== current[b]) return current[a]! > current[b]!
    const at = this.#at()
    return at[a] === at[b] ? a < b : at[a]! > at[b]!
  }
}

/** The n-th greatest of the first so many values, which are put in another order. */
function nthGreatest(values: Float64Array, count: number, nth: number): number {
  let low = 0
  let high = count - 1
  const wanted = nth - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! > pivot) left += 1
      while (values[right]! < pivot) right -= 1
      if (left > right) break
      const swapped = values[left]!
      values[left] = values[right]!
      values[right] = swapped
      left += 1
      right -= 1
    }
    if (wanted <= right) high = right
    else if (wanted >= left) low = left
    else break
  }
  return values[wanted]!
}
