/** What a change of the ranking has done to the first places of the Stream. */
import { say } from '../words/words.svelte'

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

/** Which way a post has gone. */
export function directionOf({ place, before }: Moved<unknown>): 'up' | 'down' | 'stays' | 'new' | 'gone' {
  if (place === null) return 'gone'
  if (before === null) return 'new'
  if (place === before) return 'stays'
  return place < before ? 'up' : 'down'
}

/** "up 3", "down 2", "stays", "new", "gone". */
export function movedWord(moved: Moved<unknown>): string {
  const places = Math.abs((moved.place ?? 0) - (moved.before ?? 0))
  switch (directionOf(moved)) {
    case 'up':
      return say('up {places}', { places })
    case 'down':
      return say('down {places}', { places })
    case 'stays':
      return say('stays')
    case 'new':
      return say('new | a post in the Stream')
    case 'gone':
      return say('gone | a post in the Stream')
  }
}
