import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generateInboxKey,
  inboxKeyBytes,
  openWith,
  sealFor,
  type LetterPlace,
} from '../../src/identity/sealing'
import { testNetwork } from '../helpers/author'
import { testDevice, testPerson } from '../helpers/test-person'

const [alice, mallory] = [await testPerson('alice'), await testPerson('mallory')]
const place: LetterPlace = {
  network: testNetwork,
  person: alice.id,
  device: testDevice('laptop of alice').device,
}
const words = new TextEncoder().encode('Meet me at the bees')
const [laptop, phone, charlie] = [
  await generateInboxKey(),
  await generateInboxKey(),
  await generateInboxKey(),
]
const keys = [await inboxKeyBytes(laptop), await inboxKeyBytes(phone)]

describe('a sealed letter', () => {
  it("[LE1] opens for both of bob's devices and not for charlie", async () => {
    const letter = await sealFor(keys, place, words, 4)
    expect(await openWith([laptop], place, letter)).toEqual(words)
    expect(await openWith([charlie, phone], place, letter)).toEqual(words)
    expect(await openWith([charlie], place, letter)).toBeNull()
    expect(laptop.privateKey.extractable).toBe(false)
  })

  it('[R16] has four copies for one device or for four, and another look each time', async () => {
    const one = await sealFor(keys.slice(0, 1), place, words, 4)
    const other = await sealFor(keys, place, words, 4)
    expect([one.copies.length, other.copies.length]).toEqual([4, 4])
    expect(new Set([...one.copies, ...other.copies].map(String)).size).toBe(8)
    expect(one.copies.every((copy) => copy.byteLength === 80)).toBe(true)
  })

  it('[LE1] opens for nobody when mallory says it in her own log, or on another device or network', async () => {
    const letter = await sealFor(keys, place, words, 4)
    for (const other of [
      { ...place, person: mallory.id },
      { ...place, device: testDevice('phone of alice').device },
      { ...place, network: 'another' },
    ])
      expect(await openWith([laptop], other, letter)).toBeNull()
  })

  it('[LE1] opens for nobody when a byte of the words or of the copy was changed', async () => {
    const letter = await sealFor(
      [keys[0] ?? words, keys[0] ?? words, keys[0] ?? words, keys[0] ?? words],
      place,
      words,
      4,
    )
    const changed = (bytes: Uint8Array, index: number): Uint8Array =>
      bytes.map((byte, at) => (at === index % bytes.byteLength ? byte ^ 1 : byte))
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (index) => {
        const otherWords = { ...letter, sealed: changed(letter.sealed, index) }
        expect(await openWith([laptop], place, otherWords)).toBeNull()
        const otherCopies = { ...letter, copies: letter.copies.map((copy) => changed(copy, index)) }
        expect(await openWith([laptop], place, otherCopies)).toBeNull()
      }),
      { seed: 6, numRuns: 20 },
    )
  })

  it('[LE1] passes over a key that is none, and still opens for the others', async () => {
    const letter = await sealFor([new Uint8Array(32), ...keys], place, words, 4)
    expect(await openWith([phone], place, letter)).toEqual(words)
  })
})
