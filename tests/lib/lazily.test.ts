import { describe, expect, it } from 'vitest'
import { filtered, first } from '../../src/lib/lazily'

describe('the beginning of a long list', () => {
  it('looks at no more than it needs, and anew each time', () => {
    let looked = 0
    const even = filtered([1, 2, 3, 4, 5, 6], (number) => {
      looked += 1
      return number % 2 === 0
    })
    expect(looked).toBe(0)
    expect(first(even, 2)).toEqual([2, 4])
    expect(looked).toBe(4)
    expect(first(even, 9)).toEqual([2, 4, 6])
    expect(first(even, 0)).toEqual([])
  })
})
