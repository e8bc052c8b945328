import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import {
  LEASE_ENTRIES,
  LEASE_MS,
  MAX_ASKS_PER_LINK,
  MAX_LEASE_DOUBLINGS,
  SYNC_BATCH_RECORDS,
  SYNC_WINDOW_BATCHES,
} from '../../src/peer/config'
import { Leases, MAX_EXCUSED_RECORDS, type LapseRules } from '../../src/peer/leases'

const WINDOW_RECORDS = SYNC_WINDOW_BATCHES * SYNC_BATCH_RECORDS

function rules(more: Partial<LapseRules> = {}): LapseRules {
  return { isBusy: false, isWanted: () => true, isElsewhere: () => true, ...more }
}

/** What bob is asked for: the logs of these people. */
function asked(...people: readonly string[]): Leases {
  const leases = new Leases()
  askAll(leases, ...people)
  return leases
}

function askAll(leases: Leases, ...people: readonly string[]): void {
  for (const [id, person] of people.entries()) {
    const log = { person: person as PersonId, device: 'laptop' as DeviceId }
    leases.ask(person, { link: 'bob', id, log }, false, 0)
  }
}

const lapsed = (leases: Leases, nowMs: number, more: Partial<LapseRules> = {}): string[] =>
  leases.lapsed(nowMs, rules(more)).map(({ log }) => log.person)

describe('a lease of a log', () => {
  it('[SY12] runs out where somebody else has it and too little came', () => {
    const leases = asked('alice')
    leases.kept('alice', LEASE_ENTRIES - 1)
    expect(lapsed(leases, LEASE_MS - 1)).toEqual([])
    expect(lapsed(leases, LEASE_MS)).toEqual(['alice'])
  })

  it('[SY12] goes on where nobody else has it, so that what is on its way is not asked for again', () => {
    const leases = asked('alice')
    for (let time = 1; time <= 100; time += 1) {
      leases.kept('alice', 1)
      expect(lapsed(leases, time * LEASE_MS, { isElsewhere: () => false })).toEqual([])
    }
    leases.kept('alice', 1)
    expect(lapsed(leases, 101 * LEASE_MS)).toEqual(['alice'])
  })

  it('[SY12] of who alone has it and is silent for long runs out: the question may be lost', () => {
    const leases = asked('alice')
    let time = 1
    while (lapsed(leases, time * LEASE_MS, { isElsewhere: () => false }).length === 0) time += 1
    expect(time).toBe(MAX_ASKS_PER_LINK + 1)
  })

  it('[SY12] is longer where the line is slow', () => {
    const leases = asked('alice', 'bob')
    for (const doublings of [0, 1, 2, 2]) {
      const longMs = LEASE_MS * 2 ** Math.min(doublings, MAX_LEASE_DOUBLINGS)
      expect(lapsed(leases, longMs - 1)).toEqual([])
      expect(lapsed(leases, longMs)).toEqual(['alice', 'bob'])
      // It was on its way.
      leases.take()
      askAll(leases, 'alice', 'bob')
    }
  })

  it('[SY12] waits while others of the same peer have their turn, and as many times as there may be others', () => {
    const leases = asked('alice', 'charlie')
    let time = 0
    let gone: readonly string[] = []
    while (gone.length === 0) {
      time += 1
      leases.kept('charlie', LEASE_ENTRIES)
      gone = lapsed(leases, time * LEASE_MS)
    }
    expect([gone, time]).toEqual([['alice'], MAX_ASKS_PER_LINK + 1])
  })

  it('[SY12] waits for our own intake, and not for ever', () => {
    const leases = asked('alice')
    let time = 1
    while (lapsed(leases, time * LEASE_MS, { isBusy: true }).length === 0) time += 1
    expect(time).toBe(MAX_ASKS_PER_LINK + 1)
  })

  it('[SY29] lets a window of batches come after it was ended, and no more', () => {
    const leases = asked('alice')
    for (let count = 0; count < 10; count += 1) expect(leases.take()).toBe(true)
    leases.stop('alice')
    const taken = Array.from({ length: SYNC_WINDOW_BATCHES + 1 }, () => leases.take())
    expect(taken).toEqual([...Array<boolean>(SYNC_WINDOW_BATCHES).fill(true), false])
  })

  it('[SY29] lets none come after the other side has ended it', () => {
    const leases = asked('alice')
    leases.ended(0)
    expect(leases.take()).toBe(false)
  })

  it('[SY29] excuses as many records of no use as can be under way, while it runs and after it was ended', () => {
    const leases = asked('alice')
    const excused = (): number => {
      let count = 0
      while (count < 10 * WINDOW_RECORDS && leases.excuse('alice', false)) count += 1
      return count
    }
    expect(excused()).toBe(WINDOW_RECORDS)
    leases.stop('alice')
    expect(excused()).toBe(WINDOW_RECORDS)
    expect(leases.excuse('bob', false)).toBe(false)
  })

  it('[SY29] excuses nothing more that is here already of who ends what it is asked for and offers it again, until something is of use', () => {
    const leases = new Leases()
    let excused = 0
    for (let times = 0; times < 50; times += 1) {
      askAll(leases, 'alice')
      for (let count = 0; count < WINDOW_RECORDS; count += 1) excused += leases.excuse('alice', true) ? 1 : 0
      leases.ended(0)
    }
    expect(excused).toBe(MAX_EXCUSED_RECORDS)
    askAll(leases, 'alice')
    leases.kept('alice', 3)
    expect(Array.from({ length: 4 }, () => leases.excuse('alice', true))).toEqual([true, true, true, false])
  })

  it('[SY29] excuses what is pushed as far as it was asked for, and no more than a window of it', () => {
    const leases = new Leases()
    expect(leases.excuse(null, false)).toBe(false)
    leases.expect(8)
    expect(Array.from({ length: 9 }, () => leases.excuse(null, false))).toEqual([
      ...Array<boolean>(8).fill(true),
      false,
    ])
    for (let count = 0; count < 1_000; count += 1) leases.expect(8)
    let excused = 0
    while (excused < 2 * WINDOW_RECORDS && leases.excuse(null, false)) excused += 1
    expect(excused).toBe(WINDOW_RECORDS)
  })
})
