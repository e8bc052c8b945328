/** A drawn picture that is carried along while the camera moves. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriedTo, stillServes, type Corners, type Matrix, type Point } from '../../src/ui/drawing/carried'

const ROOM = { width: 800, height: 600 }
const px = fc.integer({ min: -2_000, max: 2_000 })
const point = fc.record({ x: px, y: px })

function through([a, b, c, d, e, f]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f }
}

/** A picture moved by so much and drawn so many times as large. */
function moved(x: number, y: number, times = 1): Corners {
  return {
    upperLeft: { x, y },
    upperRight: { x: x + ROOM.width * times, y },
    lowerLeft: { x, y: y + ROOM.height * times },
  }
}

function serves(corners: Corners): boolean {
  return stillServes(carriedTo(corners, ROOM), ROOM)
}

describe('a picture that is carried along', () => {
  it('[PF1] has its corners where the camera puts them, turned or not', () => {
    fc.assert(
      fc.property(point, point, point, (upperLeft, upperRight, lowerLeft) => {
        const matrix = carriedTo({ upperLeft, upperRight, lowerLeft }, ROOM)
        const [one, two, three] = [
          through(matrix, { x: 0, y: 0 }),
          through(matrix, { x: ROOM.width, y: 0 }),
          through(matrix, { x: 0, y: ROOM.height }),
        ]
        for (const [is, wanted] of [
          [one, upperLeft],
          [two, upperRight],
          [three, lowerLeft],
        ] as const)
          expect(Math.hypot(is.x - wanted.x, is.y - wanted.y)).toBeLessThan(1e-6)
      }),
      { seed: 6 },
    )
  })

  it('[PF1] serves where it is, a little aside, and up to two and a half times as large', () => {
    expect(serves(moved(0, 0))).toBe(true)
    expect(serves(moved(160, -100))).toBe(true)
    expect(serves(moved(-400, -300, 2))).toBe(true)
    expect(serves(moved(-800, -600, 3))).toBe(false)
  })

  it('[PF1] is drawn anew where less than two fifths of the room would have something in it', () => {
    expect(serves(moved(470, 0))).toBe(true)
    expect(serves(moved(490, 0))).toBe(false)
    expect(serves(moved(0, -370))).toBe(false)
    expect(serves(moved(900, 0))).toBe(false)
    expect(serves(moved(200, 150, 0.5))).toBe(false)
  })
})
