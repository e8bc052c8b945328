import { describe, expect, it } from 'vitest'
import {
  isRead,
  joined,
  MAX_READ_IDS,
  readFromText,
  reading,
  readToText,
  type Read,
  type Told,
} from '../../src/ui/state/read-news'

const NOON_MS = Date.UTC(2026, 0, 2, 12)
const MINUTE_MS = 60_000
const NOTHING = readFromText(null)
const told = (id: string, minutes = 0): Told => ({ id, time: NOON_MS + minutes * MINUTE_MS })
const after = (...read: Told[]): Read => reading(NOTHING, read)

describe('what alice has read of her notifications', () => {
  it('[NO13] is what she read, not what is dated before it: a comment that bob wrote offline earlier is new when it comes', () => {
    const read = after(told('a like', 5))
    expect([told('a like', 5), told('written offline')].map((one) => isRead(read, one))).toEqual([
      true,
      false,
    ])
  })

  it('[NO13] one dated ten minutes ahead hides nothing that comes within the ten minutes', () => {
    const read = after(told('from the future', 10))
    expect([told('from the future', 10), told('a minute later', 1)].map((one) => isRead(read, one))).toEqual([
      true,
      false,
    ])
  })

  it('[NO13] is bounded: of too many the earliest dated are read by their date, and none becomes new again', () => {
    const all = Array.from({ length: MAX_READ_IDS + 5 }, (_, index) => told(`number ${index}`, index))
    const ahead = told('from the future', 1_000_000)
    const read = after(...all, ahead)
    expect(all.every((one) => isRead(read, one))).toBe(true)
    expect(Object.keys(read.dates)).toHaveLength(MAX_READ_IDS)
    expect(isRead(read, told('after them', MAX_READ_IDS + 6))).toBe(false)
  })

  it('[NO13] is kept as text, joined with what another tab read; what cannot be read is nothing', () => {
    const [one, other] = [after(told('one')), after(told('other'))]
    const both = joined(readFromText(readToText(one)), other)
    expect([told('one'), told('other')].every((each) => isRead(both, each))).toBe(true)
    for (const text of ['', 'x', 'null', '[]', '{"until":"x","dates":{}}', '{"until":1}'])
      expect(readFromText(text)).toEqual(NOTHING)
    expect(readFromText('{"until":1,"dates":{"a":"x","b":2}}')).toEqual({ until: 1, dates: { b: 2 } })
  })

  it('[NO13] goes on from the date that an earlier page noted', () => {
    const read = readFromText(String(NOON_MS))
    expect([told('then'), told('later', 1)].map((one) => isRead(read, one))).toEqual([true, false])
  })
})
