import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { Beacons } from '../../src/peer/beacons'
import {
  BEACON_ASKED_AT_ONCE,
  BEACON_REST_MS,
  BEHIND_AFTER_MS,
  MAX_BEACON_ROUNDS,
  MAX_BEACONS,
  MAX_BEACONS_PER_PERSON,
  PRESENCE_INTERVAL_MS,
  PRESENCE_LIFETIME_MS,
} from '../../src/peer/config'
import type { RecordCid } from '../../src/records/types'

const bob = 'bob' as PersonId
const laptop = 'laptop of bob' as DeviceId
const log = { person: bob, device: laptop }
const first = (): number => 0
const ENTRY = 'entry' as RecordCid

/** What alice holds of bob's log: entries 0 to 2. */
function alice() {
  const held = { next: 3 }
  const beacons = new Beacons(() => held.next)
  return {
    beacons,
    held,
    hears: (seq: number, nowMs: number, teller = 'charlie', cid = `entry ${seq}`) =>
      beacons.heard({ ...log, peerId: 'page of bob', seq, cid: cid as RecordCid }, teller, nowMs),
    asks: (nowMs: number, links: readonly string[]) =>
      beacons
        .questions(nowMs, links, first)
        .flatMap(({ peerIds, position: { next } }) => peerIds.map((peerId) => `${peerId} up to ${next}`)),
    behind: (nowMs: number) => beacons.behind(nowMs).map(({ person, sinceMs }) => `${person} ${sinceMs}`),
  }
}

describe('a beacon', () => {
  it('[HB1] that names what is here says nothing new', () => {
    const { hears, asks, behind } = alice()
    expect(hears(2, 0)).toBe(false)
    expect(asks(0, ['charlie'])).toEqual([])
    expect(behind(BEHIND_AFTER_MS)).toEqual([])
  })

  it('[HB1] of what does not come makes its author behind, since it was heard first', () => {
    const { hears, behind } = alice()
    for (let nowMs = 0; nowMs <= BEHIND_AFTER_MS; nowMs += PRESENCE_INTERVAL_MS / 2) hears(3, nowMs)
    expect(behind(BEHIND_AFTER_MS - 1)).toEqual([])
    expect(behind(BEHIND_AFTER_MS)).toEqual(['bob 0'])
  })

  it('[HB1] is met when what it names is here, and nobody is behind who goes on writing', () => {
    const { hears, behind, held } = alice()
    for (let nowMs = 0; nowMs <= 4 * BEHIND_AFTER_MS; nowMs += 1_000) {
      hears(held.next, nowMs)
      expect(behind(nowMs)).toEqual([])
      held.next += 1
    }
    hears(held.next, 200_000)
    expect(behind(200_000 + BEHIND_AFTER_MS)).toEqual(['bob 200000'])
  })

  it('[HB1] goes on counting while its author writes more that does not come', () => {
    const { hears, behind } = alice()
    for (let seconds = 0; seconds <= 40; seconds += 1) hears(3 + seconds, seconds * 1_000)
    expect(behind(40_000)).toEqual(['bob 0'])
  })

  it('[HB2] has it asked for at once: of its author, of who passed it on, and of others', () => {
    const { hears, asks } = alice()
    hears(3, 0)
    const asked = asks(0, ['one', 'two', 'three', 'charlie', 'page of bob'])
    expect(asked.slice(0, 2)).toEqual(['page of bob up to 4', 'charlie up to 4'])
    expect(asked).toHaveLength(BEACON_ASKED_AT_ONCE)
    expect(asks(BEACON_REST_MS - 1, ['charlie'])).toEqual([])
    expect(asks(BEACON_REST_MS, ['charlie'])).toEqual(['charlie up to 4'])
  })

  it('[HB2] of what does not exist costs a bounded number of questions, whatever it names', () => {
    const { hears, asks } = alice()
    let asked = 0
    for (let nowMs = 0; nowMs < 86_400_000; nowMs += 20_000) {
      hears(1_000_000 + nowMs, nowMs)
      asked += asks(nowMs, ['one', 'two', 'three', 'charlie', 'page of bob']).length
    }
    expect(asked).toBe(MAX_BEACON_ROUNDS * BEACON_ASKED_AT_ONCE)
  })

  it('[HB2] that is not said again expires with the presence', () => {
    const { hears, behind, asks } = alice()
    hears(3, 0)
    expect(behind(PRESENCE_LIFETIME_MS)).toEqual(['bob 0'])
    expect(behind(PRESENCE_LIFETIME_MS + 1)).toEqual([])
    expect(asks(PRESENCE_LIFETIME_MS + 2, ['charlie'])).toEqual([])
  })

  it('[HB2] counts no more when its own device has nothing further, until it says something else', () => {
    const { hears, behind, beacons } = alice()
    hears(9, 1_000)
    beacons.ended('page of bob', log, 500)
    beacons.ended('charlie', log, 2_000)
    expect(behind(31_000)).toEqual(['bob 1000'])
    beacons.ended('page of bob', log, 2_000)
    hears(9, 20_000)
    expect(behind(31_000)).toEqual([])
    hears(10, 40_000)
    expect(behind(75_000)).toHaveLength(1)
  })

  it('[HB5] of what its device took back counts anew when it names another entry at that place, from then on', () => {
    const { hears, asks, behind, beacons } = alice()
    hears(9, 1_000)
    beacons.ended('page of bob', log, 2_000)
    hears(9, 20_000)
    expect(asks(20_000, ['charlie'])).toEqual([])
    hears(9, 40_000, 'charlie', 'entry 9, written anew')
    expect(asks(40_000, ['charlie'])).toEqual(['charlie up to 10'])
    expect(behind(40_000 + BEHIND_AFTER_MS - 1)).toEqual([])
    hears(9, 60_000, 'charlie', 'entry 9, written anew')
    expect(behind(40_000 + BEHIND_AFTER_MS)).toEqual(['bob 40000'])
    // Asked before it said so, the device had nothing further; that was of another entry.
    beacons.ended('page of bob', log, 39_000)
    expect(behind(40_000 + BEHIND_AFTER_MS)).toEqual(['bob 40000'])
  })

  it('[HB2] is taken back by a later one that names less', () => {
    const { hears, behind } = alice()
    hears(9, 0)
    hears(2, 1_000)
    expect(behind(BEHIND_AFTER_MS)).toEqual([])
  })

  it('[HB2] of so many devices one is remembered, and no more', () => {
    const beacons = new Beacons(() => 0)
    for (let count = 0; count <= MAX_BEACONS; count += 1)
      beacons.heard(
        { person: `${count}` as PersonId, device: laptop, peerId: 'p', seq: 0, cid: ENTRY },
        'charlie',
        0,
      )
    const people = beacons.behind(BEHIND_AFTER_MS).map(({ person }) => person)
    expect(people).toHaveLength(MAX_BEACONS)
    expect(people).not.toContain('0')
  })

  it('[HB2] of one person’s many devices the oldest goes first, and nobody else’s', () => {
    const beacons = new Beacons(() => 0)
    const hears = (person: PersonId, device: number, nowMs: number): boolean => {
      const said = { person, device: `${device}` as DeviceId, peerId: `page ${device}`, seq: 0, cid: ENTRY }
      return beacons.heard(said, 'charlie', nowMs)
    }
    const charlie = 'charlie' as PersonId
    hears(bob, 0, 0)
    for (let device = 0; device < 2 * MAX_BEACONS; device += 1) hears(charlie, device, 1_000)
    const asked = beacons.questions(1_000, ['dora'], first).map(({ position }) => position)
    const ofCharlie = asked.filter(({ person }) => person === charlie)
    expect(asked).toHaveLength(MAX_BEACONS_PER_PERSON + 1)
    expect(ofCharlie.at(0)?.device).toBe(`${2 * MAX_BEACONS - MAX_BEACONS_PER_PERSON}`)
    expect(beacons.behind(BEHIND_AFTER_MS).map(({ person }) => person)).toEqual([bob])
  })

  it('[HB2] of somebody who is followed no more is forgotten', () => {
    const { hears, behind, beacons } = alice()
    hears(3, 0)
    beacons.keepOnly(() => false)
    expect(behind(BEHIND_AFTER_MS)).toEqual([])
  })

  it('[HB1] whatever is heard and comes: behind is who lacks for half a minute what is still said', () => {
    const step = fc.record({ waitMs: fc.nat(20_000), says: fc.nat(6), comes: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { hears, behind, held } = alice()
        let [nowMs, last, saidMs] = [0, 2, 0]
        // When each place that is missing was named first.
        let missingSince: number | null = null
        for (const { waitMs, says, comes } of steps) {
          nowMs += waitMs
          last += says === 6 ? 1 : 0
          hears(last, nowMs)
          saidMs = nowMs
          if (last >= held.next) missingSince ??= nowMs
          const isBehind = missingSince !== null && nowMs - missingSince >= BEHIND_AFTER_MS
          expect(behind(nowMs).length > 0).toBe(isBehind)
          if (!comes) continue
          held.next = last + 1
          missingSince = null
        }
        expect(behind(saidMs + PRESENCE_LIFETIME_MS + 1)).toEqual([])
      }),
      { seed: 16, numRuns: 500 },
    )
  })
})
