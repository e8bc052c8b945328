/** What a change of the ranking has done to the first places of the Stream. */

export interface Moved<T> {
  readonly id: T
  /** 1-based place now; null when it has left the Stream. */
  readonly place: number | null
  /** 1-based place before; null when it was not in the Stream. */
  readonly before: number | null
}

/**
 * The first of the Stream as it is now, then those that were first before and have left it.
 * @param count how many places are looked at
 */
export function movedPlaces<T>(before: readonly T[], now: readonly T[], count: number): Moved<T>[] {
  const placeBefore = new Map(before.map((id, index) => [id, index + 1]))
  const placeNow = new Map(now.map((id, index) => [id, index + 1]))
  const first = now.slice(0, count)
  const pushedOut = before.slice(0, count).filter((id) => !first.includes(id))
  return [...first, ...pushedOut].map((id) => ({
    id,
    place: placeNow.get(id) ?? null,
    before: placeBefore.get(id) ?? null,
  }))
}

/** "up 3", "down 2", "stays", "new", "gone". */
export function movedWord({ place, before }: Moved<unknown>): string {
  if (place === null) return 'gone'
  if (before === null) return 'new'
  if (place === before) return 'stays'
  return place < before ? `up ${before - place}` : `down ${place - before}`
}
