import { describe, expect, it } from 'vitest'
import { AddressPlaces, addressBlock, isThisMachine } from '../../tools/address-places'

describe('the places of an address', () => {
  it('[RL9] are no more than its share, and free again when they are given back', () => {
    const places = new AddressPlaces(2)
    expect([places.take('alice'), places.take('alice'), places.take('alice')]).toEqual([true, true, false])
    expect(places.take('bob')).toBe(true)
    places.give('alice')
    expect([places.take('alice'), places.take('alice')]).toEqual([true, false])
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('[RL9] %s counts as %s', (host, block) => {
    expect(addressBlock(host)).toBe(block)
  })

  it('[RL9] know what comes from this machine', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map(isThisMachine)).not.toContain(false)
    expect(['192.0.2.7', '::ffff:192.0.2.7', '2001:db8::1', ''].map(isThisMachine)).not.toContain(true)
  })
})
