import { afterEach, expect, it, vi } from 'vitest'
import { isPaidByUse } from '../../src/app/metered'

afterEach(() => vi.unstubAllGlobals())

it.each([
  ['a mobile network', { type: 'cellular' }, true],
  ['a browser that is to save data', { type: 'wifi', saveData: true }, true],
  ['a line of the house', { type: 'wifi', saveData: false }, false],
  ['a browser that does not say', undefined, false],
])('[PA4] %s: paid by use or not', (_what, connection, isPaid) => {
  vi.stubGlobal('navigator', { connection })
  expect(isPaidByUse()).toBe(isPaid)
})
