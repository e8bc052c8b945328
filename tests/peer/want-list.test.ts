import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import {
  MAX_DEVICES_PER_PERSON,
  MAX_WANT_POSITIONS,
  MAX_WANTED_PEOPLE,
  SYNC_BATCH_BYTES,
} from '../../src/peer/config'
import { upToBytes, wantsOf } from '../../src/peer/want-list'
import type { LogHead } from '../../src/records/store'
import type { RecordCid } from '../../src/records/types'

function head(person: string, device: number, seq: number): LogHead {
  const cid = `${person} ${device} ${seq}` as RecordCid
  return { person: person as PersonId, device: `device ${device}` as DeviceId, seq, cid, time: 0 }
}

function wanted(...people: readonly string[]) {
  return new Map(people.map((person) => [person as PersonId, Infinity]))
}

describe('a list of wants', () => {
  it('[SY2] names everybody wanted, where we stand, and nobody else', () => {
    const heads = [head('mallory', 1, 4), head('alice', 1, 8), head('alice', 2, 0)]
    expect(wantsOf(wanted('bob', 'alice'), heads)).toEqual([
      {
        person: 'alice',
        next: new Map([
          ['device 1', 9],
          ['device 2', 1],
        ]),
      },
      { person: 'bob', next: new Map() },
    ])
  })

  it('[SY27] says nothing of the order in which they are wanted, nor does it give room by it', () => {
    const people = Array.from({ length: 50 }, (_, index) => `person ${index}`)
    const heads = people.flatMap((person) =>
      Array.from({ length: MAX_DEVICES_PER_PERSON }, (_, device) => head(person, device, 1)),
    )
    const wants = wantsOf(wanted(...people), heads)
    expect(wantsOf(wanted(...people.toReversed()), heads)).toEqual(wants)
    const places = wants.map(({ next }) => next.size)
    expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(1)
  })

  it('[SY1] names the most wanted where there are more than it holds', () => {
    const people = Array.from({ length: MAX_WANTED_PEOPLE + 1 }, (_, index) => `person ${index}`).reverse()
    expect(wantsOf(wanted(...people), []).map(({ person }) => person)).not.toContain('person 0')
  })

  it('[SY1] leaves nobody out when the places for positions are used up', () => {
    const people = Array.from({ length: MAX_WANTED_PEOPLE }, (_, index) => `person ${index}`)
    const heads = people.flatMap((person) =>
      Array.from({ length: MAX_DEVICES_PER_PERSON + 1 }, (_, device) => head(person, device, 1)),
    )
    const wants = wantsOf(wanted(...people), heads)
    expect(new Set(wants.map(({ person }) => person as string))).toEqual(new Set(people))
    expect(wants.reduce((sum, { next }) => sum + next.size, 0)).toBe(MAX_WANT_POSITIONS)
    const [alone] = wantsOf(wanted('person 0'), heads)
    expect(alone?.next.size).toBe(MAX_DEVICES_PER_PERSON)
  })
})

describe('a batch', () => {
  it('[SY4] has as many records as its bytes allow, and always one', () => {
    const record = (bytes: number) => ({ entry: new Uint8Array(bytes), body: null })
    const half = SYNC_BATCH_BYTES / 2
    expect(upToBytes([record(half), record(half), record(1)])).toHaveLength(2)
    expect(upToBytes([record(SYNC_BATCH_BYTES * 2), record(1)])).toHaveLength(1)
    expect(upToBytes([])).toHaveLength(0)
  })
})
