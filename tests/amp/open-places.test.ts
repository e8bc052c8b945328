import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { MAX_OPEN_SLOTS, MAX_STANDING_CLAIMS } from '../../src/amp/limits'
import { signReceipt } from '../../src/amp/signing'
import { slotKey, slotOf } from '../../src/amp/slots'
import type { SignedBlock } from '../../src/amp/types'
import { keys, type Small } from './changing'
import { largeCampaign, proven, saidBy } from './large-campaign'
import { NOW_MS, rawSend, smallLedger } from './network'

type Large = Awaited<ReturnType<typeof largeCampaign>>
const keyOf = ({ block }: SignedBlock) => slotKey(slotOf(block))

/** What the page of a viewer asks a witness. */
async function askedFor({ network }: Small, large: Large, signed: SignedBlock): Promise<Fact[]> {
  const { block } = signed
  if (block.t !== 'claim') throw new Error('expected a claim')
  const { campaign, viewer } = block
  const signer = keys.signer(large.nameOf(viewer))
  const view = { campaign, viewer, fromMs: NOW_MS - 5_000, toMs: NOW_MS, key: signer.device }
  const receipt = await signReceipt({ v: 1, ledger: network.terms.ledger, t: 'view', ...view }, signer)
  return [
    { t: 'block', signed },
    { t: 'receipt', receipt },
  ]
}

describe('a sponsor that has one witness alone vote for the claims of its made-up viewers', () => {
  it('[AM92] fills the places there with its own: payments of others find one, and keep it', async () => {
    const small = await smallLedger()
    const { book } = small.network.machine('w0').participant
    const large = await largeCampaign(small, 'alice', MAX_OPEN_SLOTS + 100)
    for (const fact of large.begin) book.take(fact)
    const claims = await large.claims()
    const [certified, first, second, ...others] = claims
    if (certified === undefined || first === undefined || second === undefined)
      throw new Error('expected claims')
    book.take({ t: 'certified', final: proven(small, 'vote', certified) })
    const claim = (signed: SignedBlock): void => {
      book.take({ t: 'block', signed })
      book.take({ t: 'said', statement: saidBy(small, 'w0', 'vote', signed) })
    }
    for (const signed of [first, second, ...others.slice(0, MAX_OPEN_SLOTS - 3)]) claim(signed)
    expect([...book.openTallies()]).toHaveLength(MAX_OPEN_SLOTS)

    const payment = await rawSend(small, 'bob')
    await small.network.machine('w0').participant.hear({ t: 'block', signed: payment }, true)
    expect(book.tally(keyOf(payment))?.values('vote')).toEqual([payment.id])
    expect([certified, first, second].map((one) => book.tally(keyOf(one)) !== undefined)).toEqual([
      ...[true, false, true],
    ])
    for (const signed of others.slice(-50)) claim(signed)
    expect(book.tally(keyOf(payment))?.values('vote')).toEqual([payment.id])
    expect(book.tally(keyOf(certified))).toBeDefined()
    expect([...book.openTallies()]).toHaveLength(MAX_OPEN_SLOTS)
  }, 60_000)

  it('[AM92] finds no more votes until some are settled, and nobody else is held up', async () => {
    const small = await smallLedger()
    const { network } = small
    const { participant, disk } = network.machine('w0')
    const [large, other] = [
      await largeCampaign(small, 'alice', MAX_STANDING_CLAIMS + 1),
      await largeCampaign(small, 'bob', 1),
    ]
    for (const fact of [...large.begin, ...other.begin]) participant.book.take(fact)
    const ask = async (one: Large, signed: SignedBlock) => {
      const answers = []
      for (const fact of await askedFor(small, one, signed)) answers.push(await participant.hear(fact, true))
      return {
        votes: answers.flatMap(({ say }) => say).filter(({ t }) => t === 'said').length,
        refusal: answers.at(-1)?.refusal ?? null,
      }
    }
    const claims = await large.claims()
    const [first, last] = [claims[0], claims.at(-1)]
    if (first === undefined || last === undefined) throw new Error('expected claims')
    for (const signed of claims.slice(0, -1)) expect((await ask(large, signed)).votes).toBe(1)
    expect(disk.witnessMemory().statements).toHaveLength(MAX_STANDING_CLAIMS)
    // It is no refusal, for which a viewer would give it up.
    expect(await ask(large, last)).toEqual({ votes: 0, refusal: null })
    for (const signed of await other.claims()) expect((await ask(other, signed)).votes).toBe(1)
    const payment = await rawSend(small, 'charlie')
    expect((await participant.hear({ t: 'block', signed: payment }, true)).say).toHaveLength(1)

    participant.book.take({ t: 'final', final: proven(small, 'ack', first) })
    expect((await ask(large, last)).votes).toBe(1)
  }, 60_000)
})
