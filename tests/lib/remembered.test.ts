import { describe, expect, it } from 'vitest'
import { remembered } from '../../src/lib/remembered'

describe('what is remembered', () => {
  it('is asked for once, nothing too, and never grows beyond its bound', () => {
    const asked: string[] = []
    const lengthOf = remembered(2, (word) => {
      asked.push(word)
      return word === '' ? undefined : word.length
    })
    expect(['one', '', 'one', ''].map(lengthOf)).toEqual([3, undefined, 3, undefined])
    expect(asked).toEqual(['one', ''])
    expect(['three', 'three', 'one'].map(lengthOf)).toEqual([5, 5, 3])
    expect(asked).toEqual(['one', '', 'three', 'one'])
  })
})
