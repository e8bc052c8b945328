import { describe, expect, it } from 'vitest'
import { priceFrom, unitsFrom } from '../../src/ui/format/amount'

describe('a price that is typed', () => {
  it('[AM20] is an amount or a 0 that stands there: an emptied field is none', () => {
    expect(['0', ' 0.00 ', '2.5'].map(priceFrom)).toEqual([0, 0, 2_500_000])
    for (const typed of ['', ' ', '-1', '0e5', '1e3', '0.0000000', '0.0000001', 'x'])
      expect(priceFrom(typed)).toBeNull()
    expect(unitsFrom('0')).toBeNull()
  })
})
