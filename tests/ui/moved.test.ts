import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { movedPlaces, movedWord } from '../../src/ui/format/moved'

describe('what moved', () => {
  it('[TA2] says up, down, new, gone or stays', () => {
    const rows = movedPlaces(['a', 'b', 'c', 'd'], ['a', 'c', 'b', 'e'], 4)
    expect(rows.map((row) => `${row.id} ${movedWord(row)}`)).toEqual([
      'a stays',
      'c up 1',
      'b down 1',
      'e new',
      'd gone',
    ])
  })

  it('[TA2] shows also what was pushed out of the places that are compared', () => {
    const rows = movedPlaces(['a', 'b', 'c'], ['c', 'a', 'b'], 2)
    expect(rows.map((row) => `${row.id} ${movedWord(row)}`)).toEqual(['c up 2', 'a down 1', 'b down 1'])
  })

  it('[TA2] names each post once, and each of the first places', () => {
    const order = fc.uniqueArray(fc.nat(30))
    fc.assert(
      fc.property(order, order, fc.nat(12), (before, now, count) => {
        const ids = movedPlaces(before, now, count).map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        for (const id of [...before.slice(0, count), ...now.slice(0, count)]) expect(ids).toContain(id)
      }),
      { seed: 3 },
    )
  })
})
