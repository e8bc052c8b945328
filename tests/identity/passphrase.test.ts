import { describe, expect, it } from 'vitest'
import { lockWords, unlockWords } from '../../src/identity/passphrase'
import { newWords } from '../../src/identity/words'

describe('twelve words under a passphrase', () => {
  it('[AR3] open with it, however its letters are composed, and with no other', async () => {
    const words = newWords()
    const locked = await lockWords(words, 'Grüße an alle')
    expect(await unlockWords(locked, 'Gru\u0308ße an alle')).toEqual({ ok: true, value: words })
    expect(await unlockWords(locked, 'Grüße an alle ')).toEqual({ ok: false, error: 'wrong-passphrase' })
    expect(new TextDecoder().decode(locked.sealed)).not.toContain(words[0])
  })

  it('[AR3] are sealed in another way each time', async () => {
    const words = newWords()
    const [one, two] = [await lockWords(words, 'the same one'), await lockWords(words, 'the same one')]
    expect(one.salt).not.toEqual(two.salt)
    expect(one.sealed).not.toEqual(two.sealed)
    const damaged = { ...one, sealed: one.sealed.map((byte, index) => (index === 3 ? byte ^ 1 : byte)) }
    expect((await unlockWords(damaged, 'the same one')).ok).toBe(false)
  })
})
