import { describe, expect, it } from 'vitest'
import { aheadOfHost } from '../../src/app/host-clock'

const DATE = 'Sat, 28 Nov 2026 07:00:00 GMT'
const DATE_MS = Date.parse(DATE)
const MINUTE_MS = 60_000

function ahead(headers: Record<string, string>, askedMs: number, answeredMs = askedMs + 300): number {
  return aheadOfHost(new Headers(headers), askedMs, answeredMs)
}

describe('the clock of the device', () => {
  it('[CK1] is right when the host answered between question and answer, however long that took', () => {
    expect(ahead({ date: DATE }, DATE_MS)).toBe(0)
    expect(ahead({ date: DATE }, DATE_MS + 999)).toBe(0)
    expect(ahead({ date: DATE }, DATE_MS - 20_000, DATE_MS + 20_000)).toBe(0)
  })

  it('[CK1] is ahead, or behind, by what no way of the answer explains', () => {
    expect(ahead({ date: DATE }, DATE_MS + 11 * MINUTE_MS)).toBe(11 * MINUTE_MS - 1_000)
    expect(ahead({ date: DATE }, DATE_MS - 11 * MINUTE_MS)).toBe(300 - 11 * MINUTE_MS)
  })

  it('[CK1] is not held against an answer that was kept on the way', () => {
    expect(ahead({ date: DATE, age: '3600' }, DATE_MS + 60 * MINUTE_MS)).toBe(0)
  })

  it('[CK1] is not judged where the host does not tell the time', () => {
    expect(ahead({}, DATE_MS)).toBe(0)
    expect(ahead({ date: 'tomorrow' }, DATE_MS)).toBe(0)
    expect(ahead({ date: DATE, age: 'old' }, DATE_MS)).toBe(0)
  })
})
