import { base58btc } from 'multiformats/bases/base58'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { certificateMessage, checkCertificate } from '../../src/identity/certificate'
import {
  DEVICE_DOMAIN,
  domainMessage,
  ENTRY_DOMAIN,
  INVITE_DOMAIN,
  PRESENCE_DOMAIN,
} from '../../src/identity/domain'
import { verify } from '../../src/identity/keys'
import { parseDeviceBytes, parsePersonBytes, parsePersonId, publicKeyOf } from '../../src/identity/person-id'
import { openWords, sealWords } from '../../src/identity/vault'
import { normalizeWords } from '../../src/identity/words'
import { concatBytes, utf8 } from '../../src/lib/bytes'
import { testDevice, testPerson } from '../helpers/test-person'

const DOMAINS = [ENTRY_DOMAIN, DEVICE_DOMAIN, PRESENCE_DOMAIN, INVITE_DOMAIN] as const

describe('an id', () => {
  it('[I2] is refused in every other spelling of the same key', async () => {
    const { id } = await testPerson('alice')
    const key = publicKeyOf(id)
    const spellings = [
      `did:key:${id}`,
      ` ${id}`,
      id.toUpperCase(),
      id.slice(1),
      `z1${id.slice(1)}`,
      `${id}1`,
      base58btc.encode(key),
      base58btc.encode(concatBytes(Uint8Array.of(0xec, 0x01), key)),
      base58btc.encode(concatBytes(Uint8Array.of(0xed, 0x01), key.subarray(1))),
      base58btc.encode(concatBytes(Uint8Array.of(0xed, 0x01), key, Uint8Array.of(0))),
      'z'.repeat(1_000_000),
    ]
    for (const text of spellings) expect(parsePersonId(text), text.slice(0, 60)).toBeNull()
  })

  it('[I2] is read from 32 bytes and from nothing else', () => {
    for (const value of [
      null,
      undefined,
      'x'.repeat(32),
      new Uint8Array(31),
      new Uint8Array(33),
      new Array(32).fill(0),
    ]) {
      expect(parsePersonBytes(value)).toBeNull()
      expect(parseDeviceBytes(value)).toBeNull()
    }
    expect(parsePersonBytes(new Uint8Array(32))).toMatch(/^z6Mk/)
  })
})

describe('domains', () => {
  it('[I5] a signature made in one does not hold in another', async () => {
    const laptop = testDevice('alice laptop')
    const payload = utf8('the same bytes')
    for (const signedFor of DOMAINS) {
      const signature = await laptop.sign(domainMessage(signedFor, payload))
      for (const readFor of DOMAINS) {
        const holds = await verify(publicKeyOf(laptop.device), signature, domainMessage(readFor, payload))
        expect(holds, `${signedFor} read as ${readFor}`).toBe(signedFor === readFor)
      }
    }
  })

  it('[I5] no payload makes one look like another', () => {
    const domain = fc.constantFrom(...DOMAINS)
    const payload = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(domain, payload, domain, payload, (one, a, other, b) => {
        const same = Buffer.compare(domainMessage(one, a), domainMessage(other, b)) === 0
        expect(same).toBe(one === other && Buffer.compare(a, b) === 0)
      }),
      { seed: 61, numRuns: 500 },
    )
  })

  it('[I4] a certificate is not accepted as the signature of anything else', async () => {
    const { id, root } = await testPerson('alice')
    const { device } = testDevice('alice laptop')
    const certificate = await root.certify('here', device)
    expect(await checkCertificate(id, 'here', device, certificate)).toBe(true)
    const [, ...withoutLength] = certificateMessage(id, 'here', device)
    for (const message of [Uint8Array.from(withoutLength), domainMessage(ENTRY_DOMAIN, utf8('here'))]) {
      expect(await verify(publicKeyOf(id), certificate, message)).toBe(false)
    }
  })

  it('[I4] no bytes but the right ones are a certificate', async () => {
    const { id } = await testPerson('alice')
    const { device } = testDevice('alice laptop')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 70 }), async (bytes) => {
        expect(await checkCertificate(id, 'here', device, bytes)).toBe(false)
      }),
      { seed: 62, numRuns: 100 },
    )
  })
})

describe('words', () => {
  it('[I1] of any spacing and case mean the same', () => {
    expect(normalizeWords('\n Legal  WINNER\tthank\u00a0year\u3000')).toBe('legal winner thank year')
  })

  it('[I6] can be opened after IndexedDB has cloned them, and not after a change', async () => {
    const sealed = await sealWords(['legal', 'winner'])
    expect(await openWords(structuredClone(sealed))).toEqual(['legal', 'winner'])
    const changed = sealed.ciphertext.map((byte, index) => (index === 0 ? byte ^ 1 : byte))
    await expect(openWords({ ...sealed, ciphertext: changed })).rejects.toThrow()
    expect((await sealWords(['legal', 'winner'])).ciphertext).not.toEqual(sealed.ciphertext)
  })
})
