/**
 * Where the items of a long list lie of which only a window is drawn: as high as they were when they were last drawn, and
 * as high as those on average that were drawn first, where nobody has seen them yet. Pure.
 */

/** Before anything was drawn: a post with a line or two of text. */
const FIRST_GUESS_PX = 220

/** Items from … to, the last not included. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A drawn item, and how much room there is above it for those that are not drawn. */
export interface DrawnItem {
  readonly index: number
  readonly abovePx: number
}

export class Extent {
  #keys: readonly string[] = []
  readonly #measured = new Map<string, number>()
  #guessPx = FIRST_GUESS_PX
  #indexOf = new Map<string, number>()
  #heightsPx = new Float64Array(0)
  /** Of each item its upper edge, then the end of the list. */
  #topsPx = new Float64Array(1)

  get count(): number {
    return this.#keys.length
  }

  get endPx(): number {
    return this.topPx(this.count)
  }

  /** The items as they are now, another array when they are others; who was measured stays so wherever it stands. */
  setKeys(keys: readonly string[]): void {
    if (keys === this.#keys) return
    this.#keys = keys
    this.#indexOf = new Map(keys.map((key, index) => [key, index]))
    this.#lay()
  }

  /** @returns whether anything lies elsewhere now */
  measure(sizes: Iterable<readonly [key: string, heightPx: number]>): boolean {
    let lowest = Infinity
    const isFirst = this.#measured.size === 0
    for (const [key, heightPx] of sizes) {
      if (this.#measured.get(key) === heightPx) continue
      this.#measured.set(key, heightPx)
      const index = this.#indexOf.get(key)
      if (index === undefined) continue
      this.#heightsPx[index] = heightPx
      lowest = Math.min(lowest, index)
    }
    if (lowest === Infinity) return false
    if (isFirst) {
      this.#guessPx = sum(this.#measured.values()) / this.#measured.size
      this.#lay()
    } else this.#sumFrom(lowest)
    return true
  }

  indexOf(key: string): number {
    return this.#indexOf.get(key) ?? -1
  }

  /** The upper edge of an item, from the beginning of the list. */
  topPx(index: number): number {
    return this.#topsPx[Math.max(0, Math.min(index, this.count))] ?? 0
  }

  /** The items of which anything lies there. */
  between(fromPx: number, toPx: number): Span {
    if (this.count === 0 || toPx <= 0 || fromPx >= this.endPx) {
      const edge = toPx <= 0 ? 0 : this.count
      return { from: edge, to: edge }
    }
    return { from: this.#indexAt(fromPx), to: this.#indexAt(toPx) + 1 }
  }

  /** The items of the span, and beside them those at `held` with their neighbours, in the order of the list. */
  drawn(
    { from, to }: Span,
    held: number,
  ): { readonly items: readonly DrawnItem[]; readonly belowPx: number } {
    const indexes = new Set<number>()
    for (let index = Math.max(0, from); index < Math.min(to, this.count); index += 1) indexes.add(index)
    if (held >= 0)
      for (const index of [held - 1, held, held + 1]) if (index >= 0 && index < this.count) indexes.add(index)
    let next = 0
    const items = [...indexes]
      .sort((a, b) => a - b)
      .map((index) => {
        const abovePx = this.topPx(index) - this.topPx(next)
        next = index + 1
        return { index, abovePx }
      })
    return { items, belowPx: this.endPx - this.topPx(next) }
  }

  #lay(): void {
    this.#heightsPx = Float64Array.from(this.#keys, (key) => this.#measured.get(key) ?? this.#guessPx)
    this.#topsPx = new Float64Array(this.#keys.length + 1)
    this.#sumFrom(0)
  }

  #sumFrom(index: number): void {
    let top = this.#topsPx[index] ?? 0
    for (let at = index; at < this.count; at += 1) {
      top += this.#heightsPx[at] ?? 0
      this.#topsPx[at + 1] = top
    }
  }

  /** The item that lies there; the first or last one beyond the ends. */
  #indexAt(px: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.topPx(middle) <= px) low = middle
      else high = middle - 1
    }
    return low
  }
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
