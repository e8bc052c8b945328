import { describe, expect, it } from 'vitest'
import { MAX_OPEN_SLOTS, MAX_STANDING_CLAIMS } from '../../src/amp/limits'
import { signBlock } from '../../src/amp/signing'
import { slotKey, slotOf } from '../../src/amp/slots'
import { hasRow } from '../../src/amp/table'
import type { SignedBlock } from '../../src/amp/types'
import { keys, type Small } from './changing'
import { askedFor, largeCampaign, proven, saidBy } from './large-campaign'
import { rawSend, smallLedger } from './network'

type Large = Awaited<ReturnType<typeof largeCampaign>>
const keyOf = ({ block }: SignedBlock) => slotKey(slotOf(block))

/** Asks w0 for its vote, as the page of the viewer does. */
async function ask(small: Small, large: Large, signed: SignedBlock) {
  const { participant } = small.network.machine('w0')
  const answers = []
  for (const fact of await askedFor(small, large.nameOf, signed))
    answers.push(await participant.hear(fact, true))
  return {
    votes: answers.flatMap(({ say }) => say).filter(({ t }) => t === 'said').length,
    refusal: answers.at(-1)?.refusal ?? null,
  }
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
    const claims = await large.claims()
    const [first, last] = [claims[0], claims.at(-1)]
    if (first === undefined || last === undefined) throw new Error('expected claims')
    for (const signed of claims.slice(0, -1)) expect((await ask(small, large, signed)).votes).toBe(1)
    expect(disk.witnessMemory().statements).toHaveLength(MAX_STANDING_CLAIMS)
    // It is no refusal, for which a viewer would give it up.
    expect(await ask(small, large, last)).toEqual({ votes: 0, refusal: null })
    for (const signed of await other.claims()) expect((await ask(small, other, signed)).votes).toBe(1)
    const payment = await rawSend(small, 'charlie')
    expect((await participant.hear({ t: 'block', signed: payment }, true)).say).toHaveLength(1)

    participant.book.take({ t: 'final', final: proven(small, 'ack', first) })
    expect((await ask(small, large, last)).votes).toBe(1)
  }, 60_000)

  it('[AM92] holds up neither who is worth more than they, nor those of another of its campaigns', async () => {
    const small = await smallLedger()
    const { book } = small.network.machine('w0').participant
    const jam = await largeCampaign(small, 'alice', MAX_STANDING_CLAIMS + 1, 400)
    for (const fact of jam.begin) book.take(fact)
    const claims = await jam.claims()
    for (const signed of claims.slice(0, -1)) expect((await ask(small, jam, signed)).votes).toBe(1)

    const beside = await largeCampaign(small, 'alice', 1)
    for (const fact of beside.begin) book.take(fact)
    for (const signed of await beside.claims()) expect((await ask(small, beside, signed)).votes).toBe(1)
    for (const signed of claims.slice(-1)) expect((await ask(small, jam, signed)).votes).toBe(1)
  }, 60_000)

  it('[AM101] gets nothing back of what those are offered for whom there was no room, and they claim it then', async () => {
    const small = await smallLedger()
    const { clock, network } = small
    const { participant } = network.machine('w0')
    const large = await largeCampaign(small, 'alice', MAX_STANDING_CLAIMS + 2)
    for (const fact of large.begin) participant.book.take(fact)
    const claims = await large.claims()
    const [heldUp, silent] = claims.slice(-2)
    if (heldUp === undefined || silent === undefined) throw new Error('expected claims')
    for (const signed of claims.slice(0, -2)) await ask(small, large, signed)
    expect(await ask(small, large, heldUp)).toEqual({ votes: 0, refusal: null })
    // Without its receipt there is no claim to hold up.
    await participant.hear({ t: 'block', signed: silent }, true)

    clock.nowMs += 2 * 86_400_000
    const { say } = await participant.hear({ t: 'closing', campaign: large.campaign }, true)
    const [report] = say
    if (report?.t !== 'report') throw new Error('expected a report')
    const { claimed } = report.report
    expect([MAX_STANDING_CLAIMS, MAX_STANDING_CLAIMS + 1].map((row) => hasRow(claimed, row))).toEqual([
      ...[true, false],
    ])
    // A refusal would have the page give up what it may claim after the refund.
    expect(await ask(small, large, heldUp)).toEqual({ votes: 0, refusal: null })
    expect((await ask(small, large, silent)).refusal?.fault).toBe('closed')

    const { seq, head, balance } = participant.book.ledger.account(network.accountOf('alice'))
    const refund = await signBlock(
      {
        ...{
          v: 1,
          ledger: network.terms.ledger,
          account: network.accountOf('alice'),
          seq: seq + 1,
          prev: head,
        },
        ...{ t: 'refund', campaign: large.campaign, amount: 1, balance: balance + 1, owed: claimed },
        ...{ reports: [large.campaign], timeMs: clock.nowMs },
      },
      keys.signer('alice'),
    )
    participant.book.take({ t: 'final', final: proven(small, 'ack', refund) })
    for (const signed of claims.slice(0, 1))
      participant.book.take({ t: 'final', final: proven(small, 'ack', signed) })
    expect((await ask(small, large, heldUp)).votes).toBe(1)
    expect((await ask(small, large, silent)).refusal?.fault).toBe('closed')
  }, 60_000)

  it('[AM101] gets nothing back of it either when the witness started anew meanwhile', async () => {
    const small = await smallLedger()
    const { clock, network } = small
    const machine = network.machine('w0')
    const large = await largeCampaign(small, 'alice', MAX_STANDING_CLAIMS + 2)
    for (const fact of large.begin) machine.participant.book.take(fact)
    const claims = await large.claims()
    const [heldUp] = claims.slice(-2)
    if (heldUp === undefined) throw new Error('expected claims')
    for (const signed of claims.slice(0, -2)) await ask(small, large, signed)
    for (let times = 0; times < 3; times += 1)
      expect(await ask(small, large, heldUp)).toEqual({ votes: 0, refusal: null })
    // Who asks again and again fills no disk.
    expect(machine.disk.witnessMemory().heldUp).toHaveLength(1)

    machine.restart()
    for (const fact of large.begin) machine.participant.book.take(fact)
    clock.nowMs += 2 * 86_400_000
    const { say } = await machine.participant.hear({ t: 'closing', campaign: large.campaign }, true)
    const [report] = say
    if (report?.t !== 'report') throw new Error('expected a report')
    const named = [MAX_STANDING_CLAIMS, MAX_STANDING_CLAIMS + 1].map((row) =>
      hasRow(report.report.claimed, row),
    )
    expect(named).toEqual([true, false])
    expect(await ask(small, large, heldUp)).toEqual({ votes: 0, refusal: null })
  }, 60_000)
})
