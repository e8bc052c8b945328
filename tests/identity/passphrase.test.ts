import { describe, expect, it } from 'vitest'
import { stretch, type Argon2Cost, type Stretch } from '../../src/identity/argon2'
import { lockWords, unlockWords, type LockedWords } from '../../src/identity/passphrase'
import { newWords } from '../../src/identity/words'
import { err } from '../../src/lib/result'

const SMALL = { stretch, isSmall: true }
const refuse: Stretch = () => Promise.resolve(err('not-here'))

async function locked(...asked: Parameters<typeof lockWords>): Promise<LockedWords> {
  const done = await lockWords(...asked)
  if (!done.ok) throw new Error(done.error)
  return done.value
}

describe('twelve words under a passphrase', () => {
  it('[AR3] open with it, however its letters are composed, and with no other', async () => {
    const words = newWords()
    const file = await locked(words, 'Grüße an alle', { stretch, isSmall: false })
    expect(file.cost).toEqual({ memoryKiB: 65_536, passes: 3 })
    expect(await unlockWords(file, 'Gru\u0308ße an alle', stretch)).toEqual({ ok: true, value: words })
    const other = await unlockWords(file, 'Grüße an alle ', stretch)
    expect(other).toEqual({ ok: false, error: 'wrong-passphrase' })
    expect(new TextDecoder().decode(file.sealed)).not.toContain(words[0])
  })

  it('[AR3] are sealed in another way each time, and open no more when a byte or the cost is another', async () => {
    const words = newWords()
    const [one, two] = [await locked(words, 'the same', SMALL), await locked(words, 'the same', SMALL)]
    expect(one.salt).not.toEqual(two.salt)
    expect(one.sealed).not.toEqual(two.sealed)
    const sealed = one.sealed.map((byte, index) => (index === 3 ? byte ^ 1 : byte))
    // The same key is made whatever the file says that it costs.
    const asBefore: Stretch = (typed, salt) => stretch(typed, salt, one.cost as Argon2Cost)
    for (const changed of [
      { ...one, sealed },
      { ...one, cost: { memoryKiB: 65_536, passes: 3 } },
    ])
      expect(await unlockWords(changed, 'the same', asBefore)).toEqual({
        ok: false,
        error: 'wrong-passphrase',
      })
    expect((await unlockWords(one, 'the same', asBefore)).ok).toBe(true)
  })

  it('[AR3] are locked for less where there is not the memory, and by PBKDF2 where there is no WebAssembly', async () => {
    const words = newWords()
    const little: Stretch = (typed, salt, cost) =>
      cost.memoryKiB > 20_000 ? refuse(typed, salt, cost) : stretch(typed, salt, cost)
    const costs: LockedWords['cost'][] = []
    for (const locking of [SMALL, { stretch: little, isSmall: false }, { stretch: refuse, isSmall: false }]) {
      const file = await locked(words, 'a passphrase', locking)
      expect(await unlockWords(file, 'a passphrase', locking.stretch)).toEqual({ ok: true, value: words })
      costs.push(file.cost)
    }
    expect(costs).toEqual([
      { memoryKiB: 19_456, passes: 2 },
      { memoryKiB: 19_456, passes: 2 },
      { rounds: 600_000 },
    ])
  })

  it('[AR3] that ask for more than this browser has are not said to have another passphrase', async () => {
    const file = await locked(newWords(), 'a passphrase', SMALL)
    expect(await unlockWords(file, 'a passphrase', refuse)).toEqual({ ok: false, error: 'not-here' })
  })

  it('[AR10] are locked for less by nothing but what the worker says: one that did not start locks nothing', async () => {
    const asked: Argon2Cost[] = []
    const away: Stretch = (_typed, _salt, cost) => {
      asked.push(cost)
      return Promise.resolve(err('not-started'))
    }
    for (const isSmall of [false, true])
      expect(await lockWords(newWords(), 'a passphrase', { stretch: away, isSmall })).toEqual({
        ok: false,
        error: 'not-started',
      })
    expect(asked.map(({ memoryKiB }) => memoryKiB)).toEqual([65_536, 19_456])
    const file = await locked(newWords(), 'a passphrase', SMALL)
    expect(await unlockWords(file, 'a passphrase', away)).toEqual({ ok: false, error: 'not-started' })
  })
})

describe('Argon2id', () => {
  // Made by another implementation, @noble/hashes 2.4.0, for the costs that are used here.
  it.each([
    [19_456, 2, '818259b6310026a8e0dbac5d2e6927abcfdb07b32258fac4f61b18b80f929085'],
    [65_536, 3, '0d1a3c6523c8f06e4e0af9c515aa5b5448cfebd6838f2d52c3d8b6ef8ddc3c2e'],
  ])('[AR3] with %i KiB and %i passes gives what others give', async (memoryKiB, passes, tag) => {
    const key = await stretch(
      new TextEncoder().encode('correct horse battery staple'),
      Uint8Array.from({ length: 16 }, (_, index) => index),
      { memoryKiB, passes },
    )
    expect(key.ok && Buffer.from(key.value).toString('hex')).toBe(tag)
  })
})
