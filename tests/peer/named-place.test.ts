import { describe, expect, it } from 'vitest'
import { placeOf, whereLed } from '../../src/peer/named-place'

const ID = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const at = (place: string): string => `/${place}/tcp/443/wss/p2p/${ID}`

const OUTSIDE = ['ip4/93.184.216.34', 'ip6/2606:2800:220:1::1', 'dns4/relay.example.org', 'dns/a.org'].map(at)
const INSIDE = [
  'ip4/127.0.0.1',
  'ip4/10.1.2.3',
  'ip4/192.168.1.1',
  'ip4/172.20.0.1',
  'ip4/169.254.169.254',
  'ip4/0.0.0.0',
  'ip6/::1',
  'ip6/fe80::1',
  'ip6/fd00::1',
  'ip6/::ffff:127.0.0.1',
  'ip6/::ffff:7f00:1',
  'dns4/localhost',
  'dns4/localhost.',
  'dns4/LOCALHOST.',
  'dns4/router.',
  'dns4/x.localhost.',
  'dns4/localhost.localdomain',
  'ip6/64:ff9b::7f00:1',
  'dns4/router',
  'dns4/printer.local',
  'dns6/nas.LAN',
  'dns4/127.0.0.1',
  'dns4/192.168.1.1',
  'dns4/0x7f.1',
  'dns4/2130706433',
  'dns4/127.0.0.1.',
  'ip6/0:0:0:0:0:0:0:1',
  'ip6/::FFFF:127.0.0.1',
].map(at)
/** A `dnsaddr` is looked up at a server that nobody here chose. */
const UNKNOWN = [
  at('dnsaddr/relay.example.org'),
  at('unix/tmp'),
  at('ip4/999.1.1.1'),
  `/p2p/${ID}`,
  '',
  'wss://a.org',
]

describe('a relay that somebody else names', () => {
  it.each([
    ...OUTSIDE.map((address) => [address, 'outside'] as const),
    ...INSIDE.map((address) => [address, 'inside'] as const),
    ...UNKNOWN.map((address) => [address, 'unknown'] as const),
  ])('[RL5] %s lies %s', (address, place) => {
    expect(placeOf(address)).toBe(place)
  })

  it('[RL5] leads nobody to services of their own machine or house whose relays are out in the world', () => {
    const named = [...OUTSIDE, ...INSIDE, ...UNKNOWN]
    expect(whereLed(named, OUTSIDE)).toEqual(OUTSIDE)
    expect(whereLed(named, [])).toEqual(OUTSIDE)
    expect(whereLed(named, INSIDE.slice(0, 1))).toEqual([...OUTSIDE, ...INSIDE])
  })
})
