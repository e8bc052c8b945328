import { describe, expect, it } from 'vitest'
import { Refusals } from '../../src/app/refusals'

describe('patience with peers', () => {
  it('[V9] is used up by two hundred refusals and comes back one a second', () => {
    const refusals = new Refusals()
    const cutOff = Array.from({ length: 200 }, () => refusals.note('mallory', 'bad-signature', 0))
    expect(cutOff.slice(0, 199)).not.toContain(true)
    expect(cutOff[199]).toBe(true)
    expect(refusals.isExhausted('mallory', 999)).toBe(true)
    expect(refusals.isExhausted('mallory', 1000)).toBe(false)
  })

  it('[V9] says how much of it is used up, as gossip asks', () => {
    const refusals = new Refusals()
    expect(refusals.spent('mallory', 0)).toBeLessThanOrEqual(0.01)
    for (let times = 0; times < 100; times += 1) refusals.note('mallory', 'gap', 0)
    expect(refusals.spent('mallory', 0)).toBeCloseTo(0.5, 2)
    for (let times = 0; times < 100; times += 1) refusals.note('mallory', 'gap', 0)
    expect(refusals.spent('mallory', 0)).toBeGreaterThan(1)
    expect(refusals.spent('mallory', 1_000)).toBe(1)
  })

  it('[V9] is not used up by a clock that is set back', () => {
    const refusals = new Refusals()
    refusals.note('alice', 'gap', 86_400_000)
    expect(refusals.isExhausted('alice', 0)).toBe(false)
    // And what it forgave before it forgives from now on.
    expect(refusals.spent('alice', 0)).toBeGreaterThan(0)
    expect(refusals.spent('alice', 1_000)).toBe(0)
  })

  it('[V9] with one peer says nothing of another', () => {
    const refusals = new Refusals()
    for (let times = 0; times < 300; times += 1) refusals.note('mallory', 'gap', 0)
    expect(refusals.isExhausted('alice', 0)).toBe(false)
  })

  it('[V9] every refusal is counted under its reason', () => {
    const refusals = new Refusals()
    refusals.note('mallory', 'gap', 0)
    refusals.note('mallory', 'gap', 0)
    refusals.note('bob', 'fork', 0)
    expect(refusals.counts()).toEqual([
      { reason: 'gap', count: 2 },
      { reason: 'fork', count: 1 },
    ])
  })
})
