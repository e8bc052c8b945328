/** How far the clock of this device is from that of the page's host, as the headers of an answer tell (rule CK1). */

/** The host tells whole seconds, and leaves the rest out. */
const SECOND_MS = 1_000

/**
 * Milliseconds by which the device is ahead, below 0 when it is behind, and 0 where the host does not say. What cannot be
 * told from the way of the answer counts in favour of the device.
 * @param askedMs when it was asked, by the device's clock; `answeredMs` when the answer came
 */
export function aheadOfHost(headers: Pick<Headers, 'get'>, askedMs: number, answeredMs: number): number {
  const dateMs = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(dateMs)) return 0
  // A store on the way gives what it has held for so long, with the date from which it holds it.
  const heldMs = (Number(headers.get('age')) || 0) * SECOND_MS
  const earliestMs = dateMs + heldMs
  const latestMs = earliestMs + SECOND_MS
  if (answeredMs < earliestMs) return answeredMs - earliestMs
  return Math.max(0, askedMs - latestMs)
}
