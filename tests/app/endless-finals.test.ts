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

/** Reads the list of mallory, which says `listed` for ever. */
function readerOf(listed: Listed, held: number) {
  const clock = { nowMs: 0 }
  const seen = { stretches: 0, taken: 0 }
  const facts = Array.from({ length: STRETCH }, () => Uint8Array.of(1))
  const reader = new FinalReader({
    ask: (_place, question) => {
      const request = decodeRequest(question)
      if (request?.t !== 'since') return Promise.resolve(null)
      seen.stretches += 1
      const next = request.from + STRETCH
      return Promise.resolve({ t: 'finals', mark: 'list', facts, next, isMore: 1 })
    },
    take: () => {
      seen.taken += 1
      return Promise.resolve(listed)
    },
    takeProof: () => Promise.resolve(),
    ...{ held: () => held, isIncomplete: () => true, isOver: () => false, now: () => clock.nowMs },
    store: { mark: () => Promise.resolve(0), keepMark: () => Promise.resolve() },
  })
  return { reader, clock, seen }
}

describe('reading a list of finals that has no end', () => {
  it('[AM134] stops once more of it is old than is held here, and begins again later each time', async () => {
    const { reader, clock, seen } = readerOf('known', 10 * STRETCH)
    expect(await reader.read('mallory')).toBe(false)
    expect(seen.stretches).toBe(14)
    await reader.read('mallory')
    expect(seen.stretches).toBe(14)
    const begun: number[] = []
    for (const end = 3_600_000; clock.nowMs < end; clock.nowMs += 20_000) {
      const before = seen.stretches
      await reader.read('mallory')
      if (seen.stretches > before) begun.push(clock.nowMs / 60_000)
    }
    expect(begun).toEqual([1, 3, 7, 15, 31])
  })

  it('[AM134] goes no further than to what nobody signed', async () => {
    const { reader, seen } = readerOf('forged', 10 * STRETCH)
    for (let times = 0; times < 10; times += 1) await reader.read('mallory')
    expect(seen).toEqual({ stretches: 1, taken: 1 })
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
