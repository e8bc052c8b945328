import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { MAX_PLACELESS_LOGS, OFFER_REST_MS } from '../../src/peer/config'
import { Placeless } from '../../src/peer/placeless'

function log(person: string, device: number) {
  return { person: person as PersonId, device: `device ${device}` as DeviceId }
}

describe('logs that have no place here', () => {
  it('[SY29] rest alone while they are few', () => {
    const placeless = new Placeless()
    for (let device = 0; device < MAX_PLACELESS_LOGS; device += 1) placeless.note(log('bob', device), 0)
    expect(placeless.isResting(log('bob', 0), OFFER_REST_MS - 1)).toBe(true)
    expect(placeless.isResting(log('bob', 0), OFFER_REST_MS)).toBe(false)
    expect(placeless.isResting(log('bob', 99), 0)).toBe(false)
  })

  it('[SY29] are all those of somebody who has many: whoever signs each of theirs twice costs once, not as often as they have devices', () => {
    const placeless = new Placeless()
    for (let device = 0; device <= MAX_PLACELESS_LOGS; device += 1) placeless.note(log('mallory', device), 0)
    expect(placeless.isResting(log('mallory', 99), 0)).toBe(true)
    expect(placeless.isResting(log('alice', 99), 0)).toBe(false)
    placeless.note(log('mallory', 0), OFFER_REST_MS)
    expect(placeless.isResting(log('mallory', 99), 3 * OFFER_REST_MS - 1)).toBe(true)
    expect(placeless.isResting(log('mallory', 99), 3 * OFFER_REST_MS)).toBe(false)
  })

  it('[SY29] are forgotten when they are offered no more', () => {
    const placeless = new Placeless()
    placeless.note(log('bob', 1), 0)
    placeless.note(log('alice', 1), 0)
    placeless.keep(({ person }) => person === 'alice')
    expect(placeless.size).toBe(1)
    expect(placeless.isResting(log('bob', 1), 0)).toBe(false)
    expect(placeless.isResting(log('alice', 1), 0)).toBe(true)
  })
})
