import { describe, expect, it } from 'vitest'
import { Paced } from '../../src/lib/paced'
import { Hands } from '../helpers/hands'

describe('what is done at once, and not again for a while', () => {
  it('is done at once, and once at the end of the pause however often it is asked for', () => {
    const clock = new Hands()
    let runs = 0
    const paced = new Paced(clock, () => {
      runs += 1
      return 100
    })
    paced.soon()
    expect(runs).toBe(1)
    paced.soon()
    paced.soon()
    clock.goOn(99)
    expect(runs).toBe(1)
    clock.goOn(1)
    expect(runs).toBe(2)
    clock.goOn(100)
    expect(runs).toBe(2)
    paced.soon()
    expect(runs).toBe(3)
  })

  it('does not wait for a timer that comes late', () => {
    const clock = new Hands()
    let runs = 0
    const paced = new Paced(clock, () => {
      runs += 1
      return 100
    })
    paced.soon()
    paced.soon()
    clock.nowMs += 100
    paced.soon()
    expect(runs).toBe(2)
    clock.goOn(100)
    expect(runs).toBe(2)
  })

  it('is done each time where there is no pause, and after what asks for it while it is done', () => {
    const clock = new Hands()
    let runs = 0
    const paced: Paced = new Paced(clock, () => {
      runs += 1
      if (runs === 2) paced.soon()
      return 0
    })
    paced.soon()
    paced.soon()
    expect(runs).toBe(2)
    clock.goOn(0)
    expect(runs).toBe(3)
    expect(clock.due).toEqual([])
  })

  it('is not done any more once it is stopped', () => {
    const clock = new Hands()
    let runs = 0
    const paced = new Paced(clock, () => {
      runs += 1
      return 100
    })
    paced.soon()
    paced.soon()
    paced.stop()
    clock.goOn(100)
    paced.soon()
    expect(runs).toBe(1)
  })
})
