import { describe, expect, it } from 'vitest'
import type { KeyId } from '../../src/amp/types'
import type { LedgerPlaces } from '../../src/app/ledger-places'
import { QuorumReading } from '../../src/app/quorum-reading'

/** Three of these are a quorum. */
const WITNESSES = ['w0', 'w1', 'w2', 'w3']

/** Alice's machine; each place that is asked answers when the test says so. */
function readingOf(named: readonly string[], linked: readonly string[]) {
  const waiting = new Map<string, (isWhole: boolean) => void>()
  const asked: string[] = []
  let ended = 0
  const places: Pick<LedgerPlaces, 'first' | 'keysAt' | 'isQuorum'> = {
    first: () => [...named],
    keysAt: (place) => (WITNESSES.includes(place) ? [place as KeyId] : []),
    isQuorum: (keys) => keys.size >= 3,
  }
  const meets = [...linked]
  const reading = new QuorumReading({
    places: places as LedgerPlaces,
    reader: {
      read: (place) => {
        asked.push(place)
        return new Promise((resolve) => waiting.set(place, resolve))
      },
    },
    meet: () => Promise.resolve([...meets]),
    ended: () => (ended += 1),
    failed: (error) => {
      throw error
    },
  })
  const answer = async (place: string, isWhole = true): Promise<void> => {
    waiting.get(place)?.(isWhole)
    waiting.delete(place)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { reading, asked, meets, answer, ended: () => ended }
}

describe('reading what became final, of all at once', () => {
  it('[AM74] [AM136] asks again whoever was lost, and whoever has come since, while somebody takes for ever', async () => {
    const { reading, asked, meets, answer, ended } = readingOf(['w0', 'w1'], ['mallory'])
    void reading.read()
    await answer('nobody')
    await answer('w0')
    await answer('w1', false)
    expect(reading.isDone).toBe(false)
    // Two seconds later: the answer of the second was lost, and the page of the third has linked.
    meets.push('w2')
    let isOver = false
    void reading.read().then(() => (isOver = true))
    await answer('nobody')
    expect(asked).toEqual(['w0', 'w1', 'mallory', 'w0', 'w1', 'w2'])
    for (const place of ['w0', 'w1', 'w2']) await answer(place)
    expect([reading.isDone, isOver]).toEqual([true, true])
    expect(ended()).toBe(5)
  })

  it('[AM74] ends when no more can be read, and is done only with a quorum', async () => {
    const { reading, answer } = readingOf(['w0', 'w1', 'w2'], ['mallory'])
    let isOver = false
    void reading.read().then(() => (isOver = true))
    await answer('nobody')
    for (const place of ['w0', 'w1', 'mallory']) await answer(place)
    expect(isOver).toBe(false)
    await answer('w2', false)
    expect([reading.isDone, isOver]).toEqual([false, true])
  })
})
