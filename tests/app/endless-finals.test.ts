/** A neighbour whose list of finals has no end, or who asks about what nobody signed. */
import { describe, expect, it } from 'vitest'
import { decodeAnswer, decodeRequest, encodeAnswer, encodeRequest } from '../../src/amp/exchange'
import { readListed } from '../../src/amp/listed'
import { factBytes } from '../../src/amp/signing'
import type { VerifySignature } from '../../src/amp/types'
import { FinalReader, type Listed } from '../../src/app/final-reader'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

const STRETCH = 64

/**
 * Reads the list of mallory, which says `listed` for ever.
 * @param nameOf the list as it is read for the so many-th time
 * @param most stretches that are answered at a time
 */
function readerOf(listed: Listed, held: number, nameOf = (_time: number): string => 'list', most = Infinity) {
  const clock = { nowMs: 0 }
  const seen = { stretches: 0, taken: 0, times: 0 }
  let answered = 0
  const facts = Array.from({ length: STRETCH }, () => Uint8Array.of(1))
  const reader = new FinalReader({
    ask: (_place, question) => {
      const request = decodeRequest(question)
      if (request?.t !== 'since') return Promise.resolve(null)
      if (answered === most) return Promise.resolve(null)
      answered += 1
      seen.stretches += 1
      const mark = nameOf(seen.times)
      const next = (request.mark === mark ? request.from : 0) + STRETCH
      return Promise.resolve({ t: 'finals', mark, facts, next, isMore: 1 })
    },
    take: () => {
      seen.taken += 1
      return Promise.resolve(listed)
    },
    takeProof: () => Promise.resolve(),
    ...{ held: () => held, isIncomplete: () => true, isOver: () => false, now: () => clock.nowMs },
    store: { mark: () => Promise.resolve(0), keepMark: () => Promise.resolve() },
  })
  /** The minutes, of the first hour, at which something is asked. */
  const begun = async (): Promise<number[]> => {
    const minutes: number[] = []
    for (const end = 3_600_000; clock.nowMs < end; clock.nowMs += 20_000) {
      const before = seen.stretches
      answered = 0
      seen.times += 1
      await reader.read('mallory')
      if (seen.stretches > before) minutes.push(clock.nowMs / 60_000)
    }
    return minutes
  }
  return { reader, seen, begun }
}

describe('reading a list of finals that has no end', () => {
  it('[AM134] stops once more of it is old than is held here, and begins again later each time', async () => {
    const { reader, seen, begun } = readerOf('known', 10 * STRETCH)
    expect(await reader.read('mallory')).toBe(false)
    expect(seen.stretches).toBe(14)
    await reader.read('mallory')
    expect(seen.stretches).toBe(14)
    expect(await begun()).toEqual([1, 3, 7, 15, 31])
  })

  it('[AM134] counts what is old of all its pieces, where answers are lost before there is too much in one', async () => {
    const { seen, begun } = readerOf('known', 10 * STRETCH, () => 'list', 10)
    expect(await begun()).toEqual([0, 1 / 3, 4 / 3, 5 / 3, 11 / 3, 4, 8, 25 / 3, 49 / 3, 50 / 3, 98 / 3, 33])
    expect(seen.stretches).toBeLessThan(12 * 10)
  })

  it('[AM134] leaves who gives it another name each time, so that it is read from its beginning', async () => {
    const { begun } = readerOf('known', 10 * STRETCH, (time) => `list ${time}`, 10)
    expect(await begun()).toEqual([0, 1 / 3, 4 / 3, 10 / 3, 22 / 3, 46 / 3, 94 / 3])
  })

  it('[AM134] goes no further than to what nobody signed', async () => {
    const { reader, seen } = readerOf('forged', 10 * STRETCH)
    for (let times = 0; times < 10; times += 1) await reader.read('mallory')
    expect(seen).toMatchObject({ stretches: 1, taken: 1 })
  })
})

describe('a page at work', () => {
  it('[AM134] reads nothing of a list that has blocks alone, and checks none of their signatures', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    let checks = 0
    const verify: VerifySignature = (...signed) => {
      checks += 1
      return cheapKeys().verify(...signed)
    }
    const signed = await rawSend(small, 'bob', { amount: 10 })
    const block = factBytes({ t: 'block', signed }, terms.ledger)
    const { settled } = small.network.machine('alice').participant.book.ledger
    expect(await readListed(block, terms, settled, verify)).toEqual({ ok: false, error: 'not-listed' })
    expect(checks).toBe(0)

    const page = pageOf(small, 'alice')
    let stretches = 0
    page.reach({
      mallory: (question) => {
        const request = decodeRequest(question)
        if (request?.t !== 'since') return Promise.resolve(null)
        stretches += 1
        const facts = Array.from({ length: STRETCH }, () => block)
        const next = request.from + STRETCH
        return Promise.resolve(encodeAnswer({ t: 'finals', facts, mark: 'm', next, isMore: 1 }))
      },
    })
    await page.desk.catchUp()
    page.desk.stop()
    expect(stretches).toBe(1)
  })

  it('[AM135] is told who asks about what nobody signed, and reads no more of the question', async () => {
    const small = await smallLedger()
    const { ledger } = small.network.terms
    const signed = await rawSend(small, 'bob', { amount: 10 })
    const forged = { ...signed, signature: new Uint8Array(64).fill(7) }
    const question = (facts: readonly (typeof signed)[]) =>
      encodeRequest({ t: 'ask', facts: facts.map((each) => factBytes({ t: 'block', signed: each }, ledger)) })
    const page = pageOf(small, 'alice')
    let blamed = 0
    const ask = async (facts: readonly (typeof signed)[]) =>
      decodeAnswer((await page.desk.answer(question(facts), () => (blamed += 1))) ?? new Uint8Array())?.t
    expect(await ask([signed])).toBe('facts')
    expect(blamed).toBe(0)
    expect(await ask([forged, forged, forged])).toBe('facts')
    expect(blamed).toBe(1)
  })
})
