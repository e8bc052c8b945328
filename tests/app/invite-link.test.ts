import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeInvite, encodeInvite, type InviteToken } from '../../src/app/invite-link'
import { personIdFrom, publicKeyOf } from '../../src/identity/person-id'
import { toBase64Url } from '../../src/lib/bytes'
import { encodeCanonical } from '../../src/records/codec'
import { MAX_NAME_CHARS } from '../../src/records/limits'
import type { NetworkId } from '../../src/records/types'
import { testNetwork } from '../helpers/author'

const PERSON_FIELD = 1
const NAME_FIELD = 2
const SECRET_FIELD = 3
const PEER_FIELD = 4
const RELAYS_FIELD = 5

const relay = '/dns4/relay.example/tcp/443/wss/p2p/12D3KooWrelay'
const invite: InviteToken = {
  network: testNetwork,
  person: personIdFrom(new Uint8Array(32).fill(7)),
  name: 'Alice',
  secret: new Uint8Array(16).fill(9),
  peerId: '12D3KooWalice',
  relays: [relay],
}

const anyBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
/** Well-formed text, as a profile and an address are. */
const anyText = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .filter((text) => text.length <= maxLength && !text.startsWith('\ufeff'))
const anyInvite: fc.Arbitrary<InviteToken> = fc.record({
  network: fc.constant(testNetwork),
  person: anyBytes(32).map(personIdFrom),
  name: anyText(MAX_NAME_CHARS),
  secret: anyBytes(16),
  peerId: fc.string({ minLength: 1, maxLength: 60 }),
  relays: fc.array(fc.string({ minLength: 1, maxLength: 200 }), { maxLength: 4 }),
})

/** A token whose fields are as given, one of them changed. */
function tokenWith(place: number, value: unknown): string {
  return toBase64Url(encodeCanonical(fieldsOf(invite).with(place, value)))
}

function fieldsOf({ network, person, name, secret, peerId, relays }: InviteToken): unknown[] {
  return [network, publicKeyOf(person), name, secret, peerId, [...relays]]
}

describe('an invite link', () => {
  it('[IN1] gives back what was put in', () => {
    fc.assert(
      fc.property(anyInvite, (token) => {
        expect(decodeInvite(encodeInvite(token))).toEqual(token)
      }),
      { seed: 13, numRuns: 1_000 },
    )
  })

  it('[IN1] is made of characters that survive in an address', () => {
    fc.assert(
      fc.property(anyInvite, (token) => {
        expect(encodeInvite(token)).toMatch(/^[A-Za-z0-9_-]+$/)
      }),
      { seed: 13, numRuns: 200 },
    )
  })

  it('[IN1] names the first four relays of more', () => {
    const relays = Array.from({ length: 6 }, (_, index) => `${relay}${index}`)
    expect(decodeInvite(encodeInvite({ ...invite, relays }))?.relays).toEqual(relays.slice(0, 4))
  })

  it('[IN1] leaves out relays that would make it one that nobody reads, and keeps everything else', () => {
    const anyRelay = fc.oneof(
      fc.constant(''),
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.nat(80).map((more) => 'r'.repeat(220 + more)),
      fc.constantFrom('r'.repeat(256), 's'.repeat(250), '蜂'.repeat(200), '花'.repeat(200)),
    )
    const anyLargeInvite = fc.record({
      ...{ network: fc.constant(testNetwork), person: anyBytes(32).map(personIdFrom), secret: anyBytes(16) },
      name: fc.oneof(anyText(MAX_NAME_CHARS), fc.constant('蜂'.repeat(MAX_NAME_CHARS))),
      peerId: fc.integer({ min: 1, max: 256 }).map((length) => 'p'.repeat(length)),
      relays: fc.uniqueArray(anyRelay, { maxLength: 8 }),
    })
    let leftOut = 0
    fc.assert(
      fc.property(anyLargeInvite, (token) => {
        const read = decodeInvite(encodeInvite(token))
        const named = read?.relays ?? []
        expect(read).toEqual({ ...token, relays: named })
        expect(token.relays.filter((address) => named.includes(address))).toEqual(named)
        const usable = token.relays.filter(({ length }) => length > 0 && length <= 256).slice(0, 4)
        if (named.length < usable.length) leftOut += 1
      }),
      { seed: 16, numRuns: 1_000 },
    )
    expect(leftOut).toBeGreaterThan(20)
  })

  it('[IN1] of another network says so, for the app to refuse', () => {
    const network = 'bafyelsewhere' as NetworkId
    expect(decodeInvite(encodeInvite({ ...invite, network }))?.network).toBe(network)
  })

  it('[IN1] that was cut off anywhere is none', () => {
    const token = encodeInvite(invite)
    for (let length = 0; length < token.length; length += 1) {
      expect(decodeInvite(token.slice(0, length)), `${length} characters`).toBeNull()
    }
  })

  it('[IN1] with a character changed is none, or the one link that says so', () => {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=% é'.split('')
    let refused = 0
    fc.assert(
      fc.property(anyInvite, fc.nat(), fc.constantFrom(...characters), (token, at, character) => {
        const text = encodeInvite(token)
        const place = at % text.length
        const changed = text.slice(0, place) + character + text.slice(place + 1)
        const read = decodeInvite(changed)
        if (read === null) refused += 1
        else expect(encodeInvite(read)).toBe(changed)
      }),
      { seed: 14, numRuns: 3_000 },
    )
    expect(refused).toBeGreaterThan(100)
  })

  it('[IN1] of random characters is refused, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        (text, bytes) => {
          expect(decodeInvite(text)).toBeNull()
          expect(decodeInvite(toBase64Url(bytes))).toBeNull()
        },
      ),
      { seed: 15, numRuns: 3_000 },
    )
  })

  it('[IN1] with anything before or behind the token is none', () => {
    const token = encodeInvite(invite)
    expect(decodeInvite(token)).not.toBeNull()
    const others = [
      `#/join/${token}`,
      `https://example.org/#/join/${token}`,
      `bafy${token}`,
      ` ${token}`,
      `${token}\n`,
      `${token}=`,
      `${token}==`,
      `${token}AAAA`,
      `AAAA${token}`,
      `${token}.`,
      token + token,
    ]
    for (const other of others) expect(decodeInvite(other), other).toBeNull()
  })

  it('[IN1] that is longer than ours ever are is not even decoded', () => {
    const relays = Array.from({ length: 4 }, () => 'r'.repeat(256))
    const nearly = encodeInvite({ ...invite, relays, peerId: 'p'.repeat(250) })
    const peerId = 'p'.repeat(250)
    const fields = fieldsOf({ ...invite, relays, peerId, name: '蜂'.repeat(MAX_NAME_CHARS) })
    const tooLong = toBase64Url(encodeCanonical(fields))
    expect(nearly.length).toBeGreaterThan(1_850)
    expect(decodeInvite(nearly)?.relays).toEqual(relays)
    expect(tooLong.length).toBeGreaterThan(2_048)
    expect(decodeInvite(tooLong)).toBeNull()
    expect(decodeInvite('A'.repeat(50_000_000))).toBeNull()
  })

  it.each<[string, number, unknown]>([
    ['a network that is null', 0, null],
    ['a network without a name', 0, ''],
    ['a person of 31 bytes', PERSON_FIELD, new Uint8Array(31)],
    ['a person written as text', PERSON_FIELD, invite.person],
    ['no name', NAME_FIELD, ''],
    ['a name that is null', NAME_FIELD, null],
    ['a name that is too long', NAME_FIELD, 'x'.repeat(MAX_NAME_CHARS + 1)],
    ['a secret of 15 bytes', SECRET_FIELD, new Uint8Array(15)],
    ['a secret of 17 bytes', SECRET_FIELD, new Uint8Array(17)],
    ['a secret of text', SECRET_FIELD, 'sixteen letters.'],
    ['no peer', PEER_FIELD, ''],
    ['a peer that is too long', PEER_FIELD, 'x'.repeat(257)],
    ['relays that are text', RELAYS_FIELD, relay],
    ['five relays', RELAYS_FIELD, Array.from({ length: 5 }, () => relay)],
    ['a relay without an address', RELAYS_FIELD, [relay, '']],
    ['a relay that is too long', RELAYS_FIELD, ['x'.repeat(257)]],
    ['a relay that is a number', RELAYS_FIELD, [1]],
  ])('[IN1] with %s is none', (_, place, value) => {
    expect(decodeInvite(tokenWith(place, value))).toBeNull()
  })

  it('[IN1] with a field less or more, or in another form, is none', () => {
    const fields = fieldsOf(invite)
    expect(decodeInvite(toBase64Url(encodeCanonical(fields)))).toEqual(invite)
    for (const other of [fields.slice(0, 5), [...fields, null], { ...invite }, [], null, 'Alice']) {
      expect(decodeInvite(toBase64Url(encodeCanonical(other)))).toBeNull()
    }
  })
})
