import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, it } from 'vitest'
import { domainMessage, ENTRY_DOMAIN, PRESENCE_DOMAIN, type Domain } from '../../src/identity/domain'
import { publicKeyOf } from '../../src/identity/person-id'
import type { DeviceSigner } from '../../src/identity/types'
import { concatBytes } from '../../src/lib/bytes'
import {
  MAX_ADDRESS_CHARS,
  MAX_PRESENCE_BYTES,
  MAX_ACQUAINTANCES_SAID,
  MAX_RELAYS_PER_PEER,
  PRESENCE_LIFETIME_MS,
} from '../../src/peer/config'
import { readPresence, signPresence, type Presence } from '../../src/peer/presence'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { MAX_CLOCK_SKEW_MS } from '../../src/records/limits'
import { networkIdOf } from '../../src/records/network-id'
import type { RecordCid } from '../../src/records/types'
import { START_MS, testNetwork } from '../helpers/author'
import { head, LIST } from '../helpers/raw-cbor'
import { testDevice, testPerson } from '../helpers/test-person'

const NOW_MS = START_MS
const elsewhere = await networkIdOf({ v: 1, name: 'elsewhere' })
const alice = await testPerson('alice')
const mallory = await testPerson('mallory')
const laptop = testDevice('laptop of alice')
const stranger = testDevice('laptop of mallory')
const certificate = await alice.root.certify(testNetwork, laptop.device)

const presence: Presence = {
  person: alice.id,
  device: laptop.device,
  peerId: '12D3KooWalice',
  relays: ['/dns4/relay.example/tcp/443/wss/p2p/12D3KooWrelay'],
  time: NOW_MS,
  head: null,
}
const head7 = { seq: 7, cid: 'bafyreigdmqpykrgxyaxtlafqpqhzrb7qy2rh75nldvfd4tucqmqqme5yje' as RecordCid }

function signed(changes: Partial<Presence> = {}, proof = certificate, signer = laptop): Promise<Uint8Array> {
  return signPresence(testNetwork, { ...presence, ...changes }, proof, signer)
}

/** What a device may sign that does not keep to the form: the fields as they are, one of them changed. */
async function said(place: number, value: unknown, by: { signer?: DeviceSigner; domain?: Domain } = {}) {
  const { person, device, peerId, relays } = presence
  const right: unknown[] = [testNetwork, publicKeyOf(person), publicKeyOf(device), peerId, relays, NOW_MS]
  const fields = right.with(place, value)
  const signer = by.signer ?? laptop
  const message = domainMessage(by.domain ?? PRESENCE_DOMAIN, encodeCanonical(fields))
  return encodeCanonical([...fields, certificate, await signer.sign(message)])
}

async function verdict(bytes: Uint8Array, nowMs = NOW_MS): Promise<string> {
  const read = await readPresence(bytes, testNetwork, nowMs)
  return read.ok ? 'accepted' : read.error
}

describe('a presence', () => {
  it('[P3] gives back what was signed', async () => {
    expect(await readPresence(await signed(), testNetwork, NOW_MS)).toEqual({ ok: true, value: presence })
  })

  it('[P3] may have no relay, or as many and as long ones as allowed', async () => {
    const longest = 'x'.repeat(MAX_ADDRESS_CHARS)
    for (const relays of [[], Array.from({ length: MAX_RELAYS_PER_PEER }, () => longest)]) {
      const value = { ...presence, peerId: longest, relays }
      expect(await readPresence(await signed(value), testNetwork, NOW_MS)).toEqual({ ok: true, value })
    }
  })

  it('[P3] of another network is refused, in whichever place the network is wrong', async () => {
    expect((await readPresence(await signed(), elsewhere, NOW_MS)).ok).toBe(false)
    const foreign = await alice.root.certify(elsewhere, laptop.device)
    expect(await verdict(await signed({}, foreign))).toBe('bad-certificate')
    expect(await verdict(await said(0, elsewhere))).toBe('bad-schema')
  })

  it('[P3] holds for a short time', async () => {
    const bytes = await signed()
    const lastMs = NOW_MS + PRESENCE_LIFETIME_MS + MAX_CLOCK_SKEW_MS
    expect(await verdict(bytes, lastMs)).toBe('accepted')
    expect(await verdict(bytes, lastMs + 1)).toBe('expired')
  })

  it('[P3] from the future is refused, but for a clock that goes fast', async () => {
    const bytes = await signed()
    expect(await verdict(bytes, NOW_MS - MAX_CLOCK_SKEW_MS)).toBe('accepted')
    expect(await verdict(bytes, NOW_MS - MAX_CLOCK_SKEW_MS - 1)).toBe('expired')
  })

  it('[P3] is signed by the device it names', async () => {
    expect(await verdict(await signed({}, certificate, stranger))).toBe('bad-signature')
    expect(await verdict(await said(3, '12D3KooWmallory', { signer: stranger }))).toBe('bad-signature')
  })

  it('[P3] is no other thing that the device signed', async () => {
    expect(await verdict(await said(3, presence.peerId))).toBe('accepted')
    expect(await verdict(await said(3, presence.peerId, { domain: ENTRY_DOMAIN }))).toBe('bad-signature')
  })

  it('[P3] needs the certificate of this very device by this very person', async () => {
    const ofAnother = await alice.root.certify(testNetwork, stranger.device)
    const byAnother = await mallory.root.certify(testNetwork, laptop.device)
    for (const proof of [ofAnother, byAnother, new Uint8Array(64), new Uint8Array(0)]) {
      expect(await verdict(await signed({}, proof))).toBe('bad-certificate')
    }
  })

  it('[P3] of somebody who takes the name of another is refused', async () => {
    const own = await mallory.root.certify(testNetwork, stranger.device)
    const claim = { person: alice.id, device: stranger.device }
    expect(await verdict(await signed({ ...claim, person: mallory.id }, own, stranger))).toBe('accepted')
    expect(await verdict(await signed(claim, own, stranger))).toBe('bad-certificate')
    expect(await verdict(await signed(claim, certificate, stranger))).toBe('bad-certificate')
  })

  it('[P3] that is too large is refused before anything is read', async () => {
    const padding = MAX_PRESENCE_BYTES - (await signed({}, new Uint8Array(256))).byteLength
    const fits = await signed({}, new Uint8Array(256 + padding))
    const isTooLarge = await signed({}, new Uint8Array(257 + padding))
    expect(fits.byteLength).toBe(MAX_PRESENCE_BYTES)
    expect(await verdict(fits)).toBe('bad-certificate')
    expect(await verdict(isTooLarge)).toBe('too-large')
    expect(await verdict(new Uint8Array(10_000_000))).toBe('too-large')
  })

  it.each<[string, number, unknown]>([
    [
      'one relay too many',
      4,
      Array.from({ length: MAX_RELAYS_PER_PEER + 1 }, () => '/ip4/10.0.0.1/p2p/relay'),
    ],
    ['one acquaintance too many', 4, Array.from({ length: MAX_ACQUAINTANCES_SAID + 1 }, () => '/p2p/bob')],
    ['a relay that is too long', 4, ['x'.repeat(MAX_ADDRESS_CHARS + 1)]],
    ['a relay without an address', 4, ['']],
    ['a relay that is a number', 4, [1]],
    ['relays that are text', 4, '/p2p/relay'],
    ['relays that are null', 4, null],
    ['a peer id that is too long', 3, 'x'.repeat(MAX_ADDRESS_CHARS + 1)],
    ['no peer id', 3, ''],
    ['a peer id of bytes', 3, new Uint8Array(32)],
    ['a person of 31 bytes', 1, new Uint8Array(31)],
    ['a person written as text', 1, alice.id],
    ['a device of 33 bytes', 2, new Uint8Array(33)],
    ['a time with a fraction', 5, NOW_MS + 0.5],
    ['a time that is text', 5, String(NOW_MS)],
    ['a time that is null', 5, null],
    ['a network that is null', 0, null],
  ])('[P3] with %s is refused, though it is signed', async (_, place, value) => {
    expect(await verdict(await said(place, value))).toBe('bad-schema')
  })

  it.each<[string, unknown, unknown]>([
    ['a certificate that is null', null, new Uint8Array(64)],
    ['a certificate of text', 'trust me', new Uint8Array(64)],
    ['a signature that is null', certificate, null],
    ['a signature that is a list', certificate, [1, 2]],
  ])('[P3] with %s is refused', async (_, proof, signature) => {
    const fields = [testNetwork, publicKeyOf(alice.id), publicKeyOf(laptop.device), 'peer', [], NOW_MS]
    expect(await verdict(encodeCanonical([...fields, proof, signature]))).toBe('bad-schema')
  })

  it('[P3] written in another way than the one is refused', async () => {
    const bytes = await signed()
    const longHead = Uint8Array.of((LIST << 5) | 24, 8)
    expect(bytes.subarray(0, 1)).toEqual(head(LIST, 8))
    const others = [
      concatBytes(bytes, Uint8Array.of(0)),
      concatBytes(longHead, bytes.subarray(1)),
      concatBytes(head(LIST, 9), bytes.subarray(1), Uint8Array.of(0)),
      concatBytes(head(LIST, 7), bytes.subarray(1)),
      bytes.subarray(0, -1),
      encodeCanonical({ ...presence }),
      new Uint8Array(0),
    ]
    for (const other of others) expect(await verdict(other)).toBe('bad-schema')
  })
})

describe('a presence with a beacon', () => {
  it('[P16] gives back where the log of its device ends', async () => {
    for (const seq of [0, 7, Number.MAX_SAFE_INTEGER]) {
      const value = { ...presence, head: { ...head7, seq } }
      expect(await readPresence(await signed(value), testNetwork, NOW_MS)).toEqual({ ok: true, value })
    }
  })

  it('[P16] whose beacon is another than was signed is refused', async () => {
    const bytes = await signed({ head: head7 })
    const fields = decoded(bytes)
    const link = fields[6] as [number, CID]
    expect(await verdict(encodeCanonical(fields.with(6, [8, link[1]])))).toBe('bad-signature')
    expect(await verdict(encodeCanonical(fields.toSpliced(6, 1)))).toBe('bad-signature')
    const without = decoded(await signed())
    expect(await verdict(encodeCanonical(without.toSpliced(6, 0, link)))).toBe('bad-signature')
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a place alone', [7]],
    ['a place below the first', [-1, CID.parse(head7.cid)]],
    ['a place with a fraction', [0.5, CID.parse(head7.cid)]],
    ['a name that is no link', [7, head7.cid]],
    ['more than it has', [7, CID.parse(head7.cid), 1]],
  ])('[P16] that names %s is refused', async (_, beacon) => {
    const fields = decoded(await signed({ head: head7 }))
    expect(await verdict(encodeCanonical(fields.with(6, beacon)))).toBe('bad-schema')
  })
})

function decoded(bytes: Uint8Array): unknown[] {
  const read = decodeCanonical(bytes)
  if (!read.ok || !Array.isArray(read.value)) throw new Error('a presence is a list')
  return read.value
}

describe('a presence that was tampered with', () => {
  let bytes: Uint8Array
  beforeAll(async () => {
    bytes = await signed()
  })

  it('[P3] is refused, whichever byte was changed', async () => {
    for (let place = 0; place < bytes.byteLength; place += 1) {
      const changed = Uint8Array.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ (1 + (place % 255))
      expect(await verdict(changed), `byte ${place}`).not.toBe('accepted')
    }
  })

  it('[P3] or was none ever is answered, never thrown at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.nat(), async (noise, cut) => {
        expect(await verdict(noise)).toBe('bad-schema')
        const half = bytes.subarray(0, cut % bytes.byteLength)
        expect(await verdict(concatBytes(half, noise))).not.toBe('accepted')
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
