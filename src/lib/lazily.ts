/** Long lists of which only the beginning is looked at. */

/** The items that pass, each looked at when it is its turn, and anew with each going through. */
export function filtered<T>(items: Iterable<T>, passes: (item: T) => boolean): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) if (passes(item)) yield item
    },
  }
}

/** At most so many from the beginning. */
export function first<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = []
  if (count <= 0) return taken
  for (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}
