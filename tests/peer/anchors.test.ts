import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { dayOf } from '../../src/lib/recent-days'
import { Anchors, MAX_ANCHORS, type Remembered } from '../../src/peer/anchors'

const NOW_MS = 1_800_000_000_000
const TODAY = dayOf(NOW_MS)

function met(name: string, days: number, more: Partial<Remembered> = {}): Remembered {
  const steadyDays = Array.from({ length: days }, (_, index) => TODAY - 1 - index)
  return { peerId: `laptop of ${name}`, person: name as PersonId, relays: [], seenAt: 0, steadyDays, ...more }
}

function anchors(remembered: readonly Remembered[], attended: readonly string[] = []) {
  const nearness = (person: PersonId | null): number =>
    person !== null && attended.includes(person) ? 0.5 : 0
  return new Anchors(remembered, nearness, NOW_MS)
}

function names(remembered: readonly Remembered[], attended: readonly string[] = []): (string | null)[] {
  const found = anchors(remembered, attended)
  return remembered
    .filter(({ peerId, person }) => found.daysOf(peerId, person) > 0)
    .map(({ person }) => person)
}

describe('anchors', () => {
  it('[P23] are those with whom links lasted on most days', () => {
    const others = Array.from({ length: 10 }, (_, index) => met(`stranger ${index}`, 1))
    const steady = [met('alice', 20), met('bob', 9), met('charlie', 3), met('dora', 2)]
    expect(names([...others, ...steady])).toEqual(['alice', 'bob', 'charlie', 'dora'])
    expect(names([met('emil', 0)])).toEqual([])
    expect(MAX_ANCHORS).toBe(4)
  })

  it('[P23] are people attended before strangers who were there each day', () => {
    const machines = Array.from({ length: 10 }, (_, index) => met(`machine ${index}`, 29))
    const found = anchors([...machines, met('alice', 2), met('bob', 1)], ['alice', 'bob'])
    expect(found.daysOf('laptop of alice', 'alice' as PersonId)).toBe(2)
    expect(found.daysOf('laptop of bob', 'bob' as PersonId)).toBe(1)
  })

  it('[P23] are so many people, not so many browsers of one', () => {
    const browsers = Array.from({ length: 5 }, (_, index) =>
      met('mallory', 20, { peerId: `browser ${index}` }),
    )
    expect(names([...browsers, met('bob', 2)])).toEqual(['mallory', 'bob'])
  })

  it('[P23] are forgotten after thirty days, and are none because of days to come', () => {
    const before = met('alice', 0, { steadyDays: [TODAY - 30, TODAY - 400] })
    const wrongClock = met('bob', 0, { steadyDays: [TODAY + 1, TODAY + 4_000] })
    expect(names([before, wrongClock])).toEqual([])
    expect(names([met('alice', 0, { steadyDays: [TODAY - 29] })])).toEqual(['alice'])
  })

  it('[P23] are one browser and one person: who is said to be at an anchor, or came to that browser, is none', () => {
    const found = anchors([met('bob', 5)])
    const [bob, mallory] = ['bob' as PersonId, 'mallory' as PersonId]
    expect(found.daysOf('laptop of bob', bob)).toBe(5)
    // Until they prove it: the browser is the one that it was.
    expect(found.daysOf('laptop of bob', null)).toBe(5)
    expect(found.daysOf('laptop of bob', mallory)).toBe(0)
    expect(found.daysOf('laptop of mallory', bob)).toBe(0)
  })

  it('[P24] are before all other strangers in the address book, and after whoever is attended', () => {
    const found = anchors([met('bob', 5)], ['alice'])
    const rank = (peerId: string, person: string | null): number =>
      found.rank({ peerId, person: person as PersonId | null, relays: [], seenAt: 0 })
    const [alice, bob] = [rank('laptop of alice', 'alice'), rank('laptop of bob', 'bob')]
    expect(alice).toBeGreaterThan(bob)
    expect(bob).toBeGreaterThan(0)
    expect([rank('laptop of bob', 'mallory'), rank('laptop of bob', null), rank('x', 'dora')]).toEqual([
      0, 0, 0,
    ])
  })
})
