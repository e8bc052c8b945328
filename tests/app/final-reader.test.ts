/** A page reads what it missed from everybody it meets: who is slow, lies or comes in between holds up nobody else. */
import { describe, expect, it } from 'vitest'
import { decodeRequest, encodeAnswer } from '../../src/amp/exchange'
import { inOrder } from '../../src/amp/forks'
import { factBytes } from '../../src/amp/signing'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

const JUNK = new Uint8Array([0])
const never = () => new Promise<never>(() => undefined)

/** Alice paid Bob; the witnesses say so, and the page of Charlie, of the same ledger, was away. */
async function missed() {
  const there = await smallLedger()
  await there.ask('alice', { t: 'block', signed: await rawSend(there, 'alice') })
  const names = ['w0', 'w1', 'w2', 'w3']
  const finals = there.network.machine('w0').participant.factsSince(0)
  const { ledger } = there.network.terms
  const facts = finals.map((fact) => factBytes(fact, ledger))
  /** As an honest witness answers, that knows these double spends. */
  const witness =
    (proofs: readonly Uint8Array[] = []) =>
    (question: Uint8Array) =>
      Promise.resolve(
        decodeRequest(question)?.t === 'since'
          ? encodeAnswer({ t: 'finals', facts, mark: 'list', next: facts.length, isMore: 0 })
          : encodeAnswer({ t: 'facts', facts: proofs, refusals: [] }),
      )
  const here = await smallLedger()
  const page = pageOf(here, 'charlie', names)
  const { book } = here.network.machine('charlie').participant
  /** A double spend at the place after the one that was missed. */
  const proof = inOrder({
    a: await rawSend(there, 'alice', { amount: 3 }),
    b: await rawSend(there, 'alice', { amount: 3, to: there.network.accountOf('charlie') }),
  })
  return { facts, witness, page, book, proof, told: factBytes({ t: 'twice', proof }, ledger) }
}

describe('catching up', () => {
  it('[AM74] whoever asks while it goes on waits with it, until a quorum was read, not for the slow one', async () => {
    const { page, witness, book } = await missed()
    page.reach({ w0: witness(), w1: witness(), w2: witness(), w3: never, stranger: never })
    await page.desk.catchUp()
    expect(book.finals()).toHaveLength(1)
    expect(page.desk.maySign).toBe(true)
    page.desk.stop()
  })

  it('[AM74] a neighbour that never comes to an end keeps no double spend of another from being learned', async () => {
    const { page, witness, proof, told } = await missed()
    page.reach({ stranger: never, w0: witness([told]) })
    expect(await page.first).toEqual(proof)
    page.desk.stop()
  })

  it('[AM74] a neighbour with nothing that can be read is asked once', async () => {
    const { page } = await missed()
    let asked = 0
    const stranger = (question: Uint8Array) => {
      asked += 1
      const request = decodeRequest(question)
      const next = (request?.t === 'since' ? request.from : 0) + 1
      return Promise.resolve(encodeAnswer({ t: 'finals', facts: [JUNK], mark: 'junk', next, isMore: 1 }))
    }
    page.reach({ stranger })
    await page.desk.catchUp()
    expect(asked).toBe(1)
    page.desk.stop()
  })

  it('[AM74] who answers a fact at a time is left after five minutes, and read on from there the next time', async () => {
    const { page, facts } = await missed()
    let nowMs = NOW_MS
    const asked: number[] = []
    const stranger = (question: Uint8Array) => {
      const request = decodeRequest(question)
      if (request?.t !== 'since') return Promise.resolve(null)
      nowMs += 9_000
      asked.push(request.from)
      const next = request.from + facts.length
      return Promise.resolve(encodeAnswer({ t: 'finals', facts, mark: 'slow', next, isMore: 1 }))
    }
    page.reach({ stranger }, () => nowMs)
    await page.desk.catchUp()
    expect(asked).toHaveLength(34)
    await page.desk.catchUp()
    expect(asked.slice(34, 36)).toEqual([0, 34 * facts.length])
    page.desk.stop()
  })

  it('[AM74] who could not be read to the end is asked for double spends when it could', async () => {
    const { page, witness, proof, told } = await missed()
    let isAway = true
    const known = witness([told])
    page.reach({
      w0: (question) =>
        isAway && decodeRequest(question)?.t === 'since' ? Promise.resolve(null) : known(question),
    })
    await page.desk.catchUp()
    expect(page.noticed).toEqual([])
    isAway = false
    await page.desk.catchUp()
    expect(page.noticed).toEqual([proof])
    page.desk.stop()
  })
})
