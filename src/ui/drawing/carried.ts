/** Where a drawn picture lies on the screen once the camera has moved on: what CSS calls a matrix, and when that no longer does. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where its upper left, upper right and lower left corners have come to. */
export interface Corners {
  readonly upperLeft: Point
  readonly upperRight: Point
  readonly lowerLeft: Point
}

export interface Room {
  readonly width: number
  readonly height: number
}

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** Less than this of the room covered, or so many times as large or small: the picture is to be drawn anew on the way. */
const LEAST_COVERED = 0.4
const MOST_STRETCHED = 2.5

export function carriedTo({ upperLeft, upperRight, lowerLeft }: Corners, { width, height }: Room): Matrix {
  return [
    (upperRight.x - upperLeft.x) / width,
    (upperRight.y - upperLeft.y) / width,
    (lowerLeft.x - upperLeft.x) / height,
    (lowerLeft.y - upperLeft.y) / height,
    upperLeft.x,
    upperLeft.y,
  ]
}

/** Whether a picture that was carried there still shows enough, sharply enough. */
export function stillServes([a, b, c, d, e, f]: Matrix, { width, height }: Room): boolean {
  const stretched = Math.hypot(a, b)
  if (stretched > MOST_STRETCHED || stretched < 1 / MOST_STRETCHED) return false
  const across = overlap([e, e + a * width, e + c * height, e + a * width + c * height], width)
  const down = overlap([f, f + b * width, f + d * height, f + b * width + d * height], height)
  return across * down >= LEAST_COVERED
}

/** Which share of 0 … length lies between the outermost of the places. */
function overlap(places: readonly number[], length: number): number {
  return Math.max(0, Math.min(length, Math.max(...places)) - Math.max(0, Math.min(...places))) / length
}
