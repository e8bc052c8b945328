import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author } from '../helpers/author'
import { recordsOf } from '../helpers/forked-log'
import { Lines, type Page } from '../helpers/slow-lines'

const LONG = 'x'.repeat(1_200)

async function authorsOf(logs: number, posts: number): Promise<Author[]> {
  const authors = await Promise.all(Array.from({ length: logs }, () => Author.create()))
  for (const author of authors)
    for (let post = 0; post < posts; post += 1) await author.post(`${LONG}${post}`)
  return authors
}

const allOf = async (authors: readonly Author[]) =>
  (await Promise.all(authors.map(({ store }) => recordsOf(store)))).flat()

describe('over a slow line', () => {
  /** 64, 128 and 256 kbit/s. */
  it.each([
    { bytesS: 8_000, holders: 1, logs: 1, atMost: 1 },
    { bytesS: 32_000, holders: 1, logs: 8, atMost: 1 },
    { bytesS: 16_000, holders: 8, logs: 8, atMost: 1.5 },
  ])(
    '[SY12] of $bytesS bytes a second a backlog from $holders who hold $logs logs comes at most $atMost times',
    { timeout: 60_000 },
    async ({ bytesS, holders, logs, atMost }) => {
      const authors = await authorsOf(logs, 120)
      const wants = authors.map(({ person }) => person)
      const lines = new Lines()
      const bob = await lines.page('bob', { wants, downBytesS: bytesS })
      const held = await allOf(authors)
      for (let count = 0; count < holders; count += 1)
        bob.linkWith(await lines.page(`holder ${count}`, { wants, held }))
      for (let second = 0; second < 600 && (await bob.held()) < held.length; second += 10)
        await lines.agenda.runFor(10_000)
      expect(await bob.held()).toBe(held.length)
      expect(bob.received / held.length).toBeLessThanOrEqual(atMost)
      expect(bob.faults).toEqual([])
    },
  )

  it(
    '[SY29] who has one is blamed by nobody who meanwhile had it from somebody faster',
    { timeout: 60_000 },
    async () => {
      const authors = await authorsOf(2, 120)
      const wants = authors.map(({ person }) => person)
      const held = await allOf(authors)
      const lines = new Lines()
      const slow = await lines.page('slow', { wants, held, upBytesS: 6_250 })
      const fast = await lines.page('fast', { wants, held })
      const readers: Page[] = []
      for (let count = 0; count < 8; count += 1) readers.push(await lines.page(`reader ${count}`, { wants }))
      for (const reader of readers) reader.linkWith(slow)
      await lines.agenda.runFor(5_000)
      for (const reader of readers) reader.linkWith(fast)
      await lines.agenda.runFor(600_000)
      for (const reader of readers) {
        expect(await reader.held()).toBe(held.length)
        expect(reader.faults).toEqual([])
      }
    },
  )
})

describe('logs that somebody signed twice', () => {
  it(
    '[SY29] [V9] bring no honest page to be blamed by another that holds the other branches',
    { timeout: 60_000 },
    async () => {
      const words = newWords().join(' ')
      const [ofAlice, ofCarol] = [new MemoryRecordStore(), new MemoryRecordStore()]
      const wants = new Set<Author['person']>()
      for (let device = 0; device < 40; device += 1) {
        const one = await Author.create({ words })
        wants.add(one.person)
        const copy = new MemoryRecordStore()
        await copy.append(await recordsOf(one.store))
        const other = Author.twin(one, copy)
        await one.post('to alice')
        for (let post = 0; post < 100; post += 1) await other.post(`to carol ${post}`)
        await ofAlice.append(await recordsOf(one.store))
        await ofCarol.append(await recordsOf(copy))
      }
      const lines = new Lines()
      const alice = await lines.page('alice', { wants: [...wants], held: await recordsOf(ofAlice) })
      const carol = await lines.page('carol', { wants: [...wants], held: await recordsOf(ofCarol) })
      alice.linkWith(carol)
      let spent = 0
      for (let second = 0; second < 120; second += 1) {
        await lines.agenda.runFor(1_000)
        spent = Math.max(spent, alice.spentBy('carol'), carol.spentBy('alice'))
      }
      expect(spent).toBe(0)
      expect([alice.faults, carol.faults]).toEqual([[], []])
    },
  )
})
