import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Allowance } from '../../src/peer/allowance'

describe('what a peer may ask for', () => {
  it('is a burst, and then as much as time has filled again', () => {
    const allowance = new Allowance({ burst: 3, perSecond: 2, maxPeers: 10 })
    expect([1, 2, 3, 4].map(() => allowance.take('bob', 0))).toEqual([true, true, true, false])
    expect(allowance.take('charlie', 0, 3)).toBe(true)
    expect([1, 2, 3].map(() => allowance.take('bob', 1_000))).toEqual([true, true, false])
    // A clock that is set back gives nothing.
    expect(allowance.take('bob', 500)).toBe(false)
  })

  it('is never more than the burst and what time has filled, however it is asked for', () => {
    const asks = fc.array(fc.record({ afterMs: fc.nat(3_000), cost: fc.integer({ min: 1, max: 8 }) }))
    fc.assert(
      fc.property(asks, (list) => {
        const allowance = new Allowance({ burst: 8, perSecond: 5, maxPeers: 10 })
        let nowMs = 0
        let taken = 0
        for (const { afterMs, cost } of list) {
          nowMs += afterMs
          if (allowance.take('bob', nowMs, cost)) taken += cost
          expect(taken).toBeLessThanOrEqual(8 + (nowMs / 1_000) * 5 + 1e-6)
        }
      }),
      { seed: 1 },
    )
  })

  it('forgets who asked longest ago', () => {
    const allowance = new Allowance({ burst: 1, perSecond: 0, maxPeers: 2 })
    for (const peer of ['alice', 'bob', 'charlie']) allowance.take(peer, 0)
    expect(['alice', 'charlie'].map((peer) => allowance.take(peer, 0))).toEqual([true, false])
  })
})
