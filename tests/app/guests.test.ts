import { describe, expect, it } from 'vitest'
import { Guests, MAX_GUESTS, MAX_NAMED, MAX_NAMED_PER_HOUR } from '../../src/app/guests'
import type { PersonId } from '../../src/identity/types'

const NOW_MS = 1_000_000
const HOUR_MS = 3_600_000
const person = (name: string | number): PersonId => `person ${name}` as PersonId

describe('guests', () => {
  it('[P14] whom a link from elsewhere names is no guest until their page is opened by hand', () => {
    const guests = new Guests()
    expect(guests.name(person('bob'), NOW_MS)).toBe(true)
    expect([guests.named(), guests.opened()]).toEqual([[person('bob')], []])
    expect(guests.isOpen(person('bob'))).toBe(false)
    guests.open(person('bob'))
    expect(guests.isOpen(person('bob'))).toBe(true)
  })

  it('[P14] few whom links name are asked for at the same time, the latest', () => {
    const guests = new Guests()
    for (let count = 0; count <= MAX_NAMED; count += 1) guests.name(person(count), NOW_MS)
    expect(guests.named()).toEqual(Array.from({ length: MAX_NAMED }, (_, index) => person(index + 1)))
  })

  it('[P14] however many links are opened, few whom they name are asked for in an hour', () => {
    const guests = new Guests()
    for (let count = 0; count < MAX_NAMED_PER_HOUR; count += 1)
      expect(guests.name(person(count), NOW_MS)).toBe(true)
    expect(guests.name(person('one more'), NOW_MS)).toBe(false)
    expect(guests.named()).not.toContain(person('one more'))
    expect(guests.name(person(MAX_NAMED_PER_HOUR - 1), NOW_MS)).toBe(true)
    expect(guests.name(person('one more'), NOW_MS + HOUR_MS / MAX_NAMED_PER_HOUR)).toBe(true)
  })

  it('[SY1] of those whose pages were opened by hand the latest are kept', () => {
    const guests = new Guests()
    for (let count = 0; count < MAX_GUESTS + 5; count += 1) guests.open(person(count))
    expect(guests.opened()).toHaveLength(MAX_GUESTS)
    expect(guests.isOpen(person(0))).toBe(false)
    expect(guests.isOpen(person(MAX_GUESTS + 4))).toBe(true)
  })
})
