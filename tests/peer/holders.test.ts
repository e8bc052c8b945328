import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { Holders } from '../../src/peer/holders'
import type { LogHead } from '../../src/records/store'
import type { RecordCid } from '../../src/records/types'

const alice = 'alice' as PersonId
const bob = 'bob' as PersonId
const charlie = 'charlie' as PersonId
const hers = { person: alice, device: 'laptop' as DeviceId }
const head: LogHead = { ...hers, seq: 9, time: 0, cid: 'entry 9' as RecordCid }

function holdersOfAlice(): Holders {
  const holders = new Holders(({ person, device }) =>
    person === head.person && device === head.device ? head : undefined,
  )
  holders.setOwner(alice)
  return holders
}

describe('who holds a post', () => {
  it('[SY9] counts each person who says to have the entry, once', () => {
    const holders = holdersOfAlice()
    expect(holders.note(bob, hers, 10)).toBe(true)
    expect(holders.note(bob, hers, 10)).toBe(false)
    expect(holders.note(charlie, hers, 5)).toBe(true)
    expect(holders.count(hers, 9)).toBe(1)
    expect(holders.count(hers, 4)).toBe(2)
  })

  it('[SY9] does not count who has not proven to be anybody, nor the owner elsewhere', () => {
    const holders = holdersOfAlice()
    holders.note(null, hers, 10)
    holders.note(alice, hers, 10)
    expect(holders.count(hers, 0)).toBe(0)
  })

  it('[SY9] believes nobody who has more than there is, or logs that there are not', () => {
    const holders = holdersOfAlice()
    expect(holders.note(bob, hers, 11)).toBe(false)
    expect(holders.note(bob, { ...hers, device: 'invented' as DeviceId }, 1)).toBe(false)
    expect(holders.note(bob, { person: bob, device: hers.device }, 1)).toBe(false)
    expect(holders.count(hers, 0)).toBe(0)
  })
})
