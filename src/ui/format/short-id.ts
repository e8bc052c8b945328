/** Ids begin alike, so the end says more than the beginning. */
const FIRST_CHARS = 10
const LAST_CHARS = 6

/** As much of an id as somebody compares. */
export function shortId(id: string): string {
  return `${id.slice(0, FIRST_CHARS)}…${id.slice(-LAST_CHARS)}`
}
