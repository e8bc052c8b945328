/** The text that two people give each other, and the half of a link in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODE_LIFETIME_MS, decodePairing, encodePairing, type PairingCode } from '../../src/app/pairing-code'
import {
  asAnswer,
  MAX_ICE_CANDIDATES,
  offerFields,
  offerFrom,
  readOffer,
  type Offer,
} from '../../src/peer/offer'
import { personIdFrom } from '../../src/identity/person-id'
import { decodeIntroduction, encodeIntroduction } from '../../src/peer/introductions'
import type { NetworkId } from '../../src/records/types'
import { testNetwork as NETWORK } from '../helpers/author'

const NOW = 1_800_000_000_000
const ALICE_PEER = '12D3KooWaaaa'
const BOB_PEER = '12D3KooWbbbb'

const OFFER: Offer = {
  peerId: ALICE_PEER,
  ufrag: 'aB3+',
  password: 'abcdefghijklmnopqrstuv12',
  fingerprint: Uint8Array.from({ length: 32 }, (_, index) => index * 7),
  candidates: [
    { type: 'host', address: '0d9bd5e2-1f4b-4c70-8d3c-0a1b2c3d4e5f.local', port: 50_000 },
    { type: 'srflx', address: '203.0.113.7', port: 61_000 },
    { type: 'host', address: '2001:db8::1', port: 1 },
  ],
}
const code: PairingCode = {
  network: NETWORK,
  expiresAt: NOW + CODE_LIFETIME_MS,
  person: personIdFrom(new Uint8Array(32).fill(7)),
  name: 'Alice',
  secret: new Uint8Array(16).fill(9),
  offer: OFFER,
}

describe('a pairing code', () => {
  it('[PA1] gives back what was put in, also with line ends and spaces in it, and is short', () => {
    const text = encodePairing(code)
    expect(text).toMatch(/^synereo1\.[\w-]+$/)
    expect(text.length).toBeLessThan(700)
    expect(decodePairing(text, NETWORK, NOW)).toEqual({ ok: true, value: code })
    expect(decodePairing(` ${text.replace(/(.{40})/g, '$1\r\n')}\n`, NETWORK, NOW)).toEqual({
      ok: true,
      value: code,
    })
  })

  it('[PA1] is refused, each for its own reason, when it is none, old, of elsewhere or of another version', () => {
    const text = encodePairing(code)
    const error = (given: string, now = NOW, network = NETWORK): unknown => {
      const read = decodePairing(given, network, now)
      return read.ok ? 'taken' : read.error
    }
    expect(error('')).toBe('not-a-code')
    expect(error('https://example.org/#/join/abc')).toBe('not-a-code')
    expect(error(text.replace('synereo1', 'synereo2'))).toBe('other-version')
    expect(error(text.slice(0, -3))).toBe('damaged')
    expect(error(text + 'A'.repeat(2_000))).toBe('damaged')
    expect(error(text, NOW + CODE_LIFETIME_MS + 1)).toBe('expired')
    expect(error(text, NOW - 2 * CODE_LIFETIME_MS)).toBe('expired')
    expect(error(text, NOW, `${NETWORK}x` as NetworkId)).toBe('other-network')
    expect(error(encodePairing({ ...code, name: '' }))).toBe('damaged')
    expect(error(encodePairing({ ...code, name: 'a'.repeat(1_000) }))).toBe('damaged')
    expect(error(encodePairing({ ...code, secret: new Uint8Array(3) }))).toBe('damaged')
    const many = Array.from({ length: MAX_ICE_CANDIDATES + 1 }, () => OFFER.candidates[1]).flatMap(
      (one) => one ?? [],
    )
    expect(error(encodePairing({ ...code, offer: { ...OFFER, candidates: many } }))).toBe('damaged')
  })

  it('[PA1] no changed letter makes it another code that is taken for the same', () => {
    const text = encodePairing(code)
    fc.assert(
      fc.property(
        fc.integer({ min: 9, max: text.length - 1 }),
        fc.constantFrom('A', 'z', '_', '7'),
        (at, letter) => {
          const read = decodePairing(text.slice(0, at) + letter + text.slice(at + 1), NETWORK, NOW)
          if (text[at] !== letter && read.ok) expect(read.value).not.toEqual(code)
        },
      ),
      { seed: 1, numRuns: 1_000 },
    )
  })

  it('[PA1] any text is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        expect(decodePairing(text, NETWORK, NOW).ok).toBe(false)
        expect(decodePairing(`synereo1.${text}`, NETWORK, NOW).ok).toBe(false)
      }),
      { seed: 2, numRuns: 2_000 },
    )
  })
})

describe('half of a link', () => {
  it('[PA2] is read off what a browser describes, and comes back as the answer to the other half', () => {
    const sdp = asAnswer(OFFER, BOB_PEER)
    expect(offerFrom(sdp, ALICE_PEER)).toEqual(OFFER)
    expect(offerFrom('v=0\r\n', ALICE_PEER)).toBeNull()
  })

  it('[PA2] both sides agree who opens', () => {
    expect(asAnswer(OFFER, BOB_PEER)).toContain('a=setup:active')
    expect(asAnswer({ ...OFFER, peerId: BOB_PEER }, ALICE_PEER)).toContain('a=setup:passive')
  })

  it('[PA2] writes no line of its own into a session description', () => {
    const wrong = (changes: Partial<Record<keyof Offer, unknown>>): unknown =>
      readOffer(offerFields({ ...OFFER, ...changes } as Offer))
    expect(readOffer(offerFields(OFFER))).toEqual(OFFER)
    expect(wrong({ ufrag: 'aB3+\r\na=evil' })).toBeNull()
    expect(wrong({ password: 'abcdefghijklmnopqrstu\nv' })).toBeNull()
    expect(wrong({ peerId: 'not base58: 0OIl' })).toBeNull()
    expect(wrong({ fingerprint: new Uint8Array(31) })).toBeNull()
    expect(wrong({ candidates: [{ type: 'host', address: '10.0.0.1 typ relay', port: 1 }] })).toBeNull()
    expect(wrong({ candidates: [{ type: 'host', address: '10.0.0.1', port: 65_536 }] })).toBeNull()
  })
})

describe('an introduction', () => {
  it('[PA3] says what it says, and any bytes are answered', () => {
    for (const message of [
      { type: 'pass-on', peerId: BOB_PEER, offer: OFFER },
      { type: 'offer', peerId: ALICE_PEER, offer: OFFER },
      { type: 'answer', offer: OFFER },
      { type: 'no' },
    ] as const)
      expect(decodeIntroduction(encodeIntroduction(message))).toEqual(message)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeIntroduction(bytes)).toBeNull()
      }),
      { seed: 3, numRuns: 2_000 },
    )
  })
})
