import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCertificate } from '../../src/identity/certificate'
import { DEVICE_DOMAIN, domainMessage, ENTRY_DOMAIN } from '../../src/identity/domain'
import { inviteProof, newInviteSecret } from '../../src/identity/invite'
import { deviceSigner, generateDeviceKey, verify } from '../../src/identity/keys'
import { parsePersonId, personIdFrom, publicKeyOf } from '../../src/identity/person-id'
import { openWords, sealWords } from '../../src/identity/vault'
import { newWords, rootFromWords } from '../../src/identity/words'

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

async function root(words: string) {
  const made = await rootFromWords(words)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

describe('who one is', () => {
  it('[I1] the same twelve words always give the same person, however they are typed', async () => {
    const { person } = await root(WORDS)
    expect(person).toBe('z6MktxtQbiHnBzUJffzNj5sHHwbwjd1dnRBzKFejMFwGmkZq')
    expect((await root(`  ${WORDS.toUpperCase().replaceAll(' ', '\n ')} `)).person).toBe(person)
  })

  it('[I1] words that were misspelt, swapped or are too few are refused', async () => {
    const wrong = [
      '',
      'hello',
      WORDS.replace('yellow', 'yelow'),
      WORDS.replace('legal winner thank year', 'winner legal thank year'),
      WORDS.split(' ').slice(0, 11).join(' '),
      `${WORDS} ${WORDS}`,
    ]
    for (const words of wrong) expect(await rootFromWords(words)).toEqual({ ok: false, error: 'bad-words' })
  })

  it('[I1] new words are twelve, and never the same', async () => {
    const words = newWords()
    expect(words).toHaveLength(12)
    expect(newWords()).not.toEqual(words)
    expect((await rootFromWords(words.join(' '))).ok).toBe(true)
  })

  it('[I2] an id is the one way of writing a public key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const id = personIdFrom(key)
        expect(id.startsWith('z6Mk')).toBe(true)
        expect([...publicKeyOf(id)]).toEqual([...key])
        expect(parsePersonId(id)).toBe(id)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('[I2] anything else is nobody', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(parsePersonId(text)).toBeNull()
      }),
      { seed: 2, numRuns: 300 },
    )
    expect(() => personIdFrom(new Uint8Array(31))).toThrow('got 31')
  })

  it('[I3] a device key signs and its private half cannot be had', async () => {
    const pair = await generateDeviceKey()
    const signer = await deviceSigner(pair)
    const message = Uint8Array.of(1, 2, 3)
    const signature = await signer.sign(message)
    expect(await verify(publicKeyOf(signer.device), signature, message)).toBe(true)
    expect(await verify(publicKeyOf(signer.device), signature, Uint8Array.of(1, 2, 4))).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow()
  })

  it('[I3] signatures and keys of any shape are answered, never thrown at', async () => {
    for (const length of [0, 1, 63, 64, 65]) {
      expect(await verify(new Uint8Array(32).fill(255), new Uint8Array(length), new Uint8Array())).toBe(false)
      expect(await verify(new Uint8Array(length), new Uint8Array(64), new Uint8Array())).toBe(false)
    }
  })

  it('[I4] a certificate holds for one person, one device and one network', async () => {
    const alice = await root(WORDS)
    const bob = await root(newWords().join(' '))
    const laptop = (await deviceSigner(await generateDeviceKey())).device
    const phone = (await deviceSigner(await generateDeviceKey())).device
    const certificate = await alice.certify('here', laptop)
    expect(await checkCertificate(alice.person, 'here', laptop, certificate)).toBe(true)
    expect(await checkCertificate(bob.person, 'here', laptop, certificate)).toBe(false)
    expect(await checkCertificate(alice.person, 'here', phone, certificate)).toBe(false)
    expect(await checkCertificate(alice.person, 'elsewhere', laptop, certificate)).toBe(false)
  })

  it('[I5] what is signed for one purpose is nothing for another', () => {
    const payload = Uint8Array.of(1, 2, 3)
    expect(domainMessage(ENTRY_DOMAIN, payload)).not.toEqual(domainMessage(DEVICE_DOMAIN, payload))
    // The length in front keeps domain and payload apart.
    expect(domainMessage(ENTRY_DOMAIN, payload)[0]).toBe(ENTRY_DOMAIN.length)
  })

  it('[I6] sealed words come back, and do not stand in what is stored', async () => {
    const words = WORDS.split(' ')
    const sealed = await sealWords(words)
    expect(await openWords(sealed)).toEqual(words)
    expect(new TextDecoder().decode(sealed.ciphertext)).not.toContain('winner')
    await expect(crypto.subtle.exportKey('raw', sealed.key)).rejects.toThrow()
  })

  it('[I7] an invite proof is of one follower: who copies it from the log proves nothing', async () => {
    const secret = newInviteSecret()
    const bob = (await root(newWords().join(' '))).person
    const mallory = (await root(newWords().join(' '))).person
    expect(await inviteProof(secret, bob)).toEqual(await inviteProof(secret, bob))
    expect(await inviteProof(secret, bob)).not.toEqual(await inviteProof(secret, mallory))
    expect(await inviteProof(newInviteSecret(), bob)).not.toEqual(await inviteProof(secret, bob))
  })
})
