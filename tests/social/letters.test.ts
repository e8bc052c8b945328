import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import { Letters } from '../../src/social/letters'
import { Author } from '../helpers/author'

describe('keys for letters', () => {
  it('[LE2] the last of each device counts, in whatever order they come', async () => {
    const words = newWords().join(' ')
    const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
    const inbox = (fill: number) => ({ kind: 'inbox', body: { key: new Uint8Array(32).fill(fill) } }) as const
    const first = await laptop.write(inbox(1))
    const second = await laptop.write(inbox(2))
    phone.nowMs = laptop.nowMs
    const third = await phone.write(inbox(3))
    for (const order of [
      [first, second, third],
      [third, second, first],
      [second, first, third, second],
    ]) {
      const letters = new Letters()
      for (const record of order) if (record.kind === 'inbox') letters.add(record)
      expect(letters.inboxesOf(laptop.person).map(({ device, key }) => [device, key[0]])).toEqual([
        [phone.signer.device, 3],
        [laptop.signer.device, 2],
      ])
    }
  })
})
