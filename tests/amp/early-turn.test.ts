import { expect, it } from 'vitest'
import type { Turn } from '../../src/amp/beginning'
import { Book } from '../../src/amp/book'
import type { Fact } from '../../src/amp/facts'
import { Ledger } from '../../src/amp/ledger'
import { Participant } from '../../src/amp/participant'
import { beginningWith, roundWord, successorOf, type Small } from './changing'
import { EACH, rawSend, smallLedger } from './network'

const PAYMENTS = 12

function newcomer({ network }: Small) {
  const rows = ['alice', 'bob', 'charlie'].map((name) => ({ account: network.accountOf(name), amount: EACH }))
  const book = new Book(new Ledger(network.terms, rows))
  let trees = 0
  const participant = new Participant(book, null, [], () => {
    trees += 1
    return Promise.resolve()
  })
  return { book, participant, trees: () => trees }
}

/** Of alice's payments, and of how the epoch ended behind them. */
async function history(small: Small) {
  for (let count = 0; count < PAYMENTS; count += 1)
    await small.ask('alice', { t: 'block', signed: await rawSend(small, 'alice') })
  const { participant } = small.network.machine('w0')
  const finals = participant.factsSince(0)
  const successor = await successorOf(small)
  const { beginning, id } = await beginningWith(participant.book, successor)
  const acks = await Promise.all(['w0', 'w1', 'w2'].map((name) => roundWord(small, name, 'ack', 0, id)))
  const { ledger, epoch } = small.network.terms
  const signatures = acks.map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
  const quorum: Turn['quorum'] = {
    ...{ v: 1, ledger, t: 'ack', epoch, slot: { kind: 'epoch', round: 0 }, value: id, signatures },
  }
  const turn: Fact = { t: 'turn', turn: { beginning, quorum } }
  return { finals, turn, successor: { t: 'successor', successor } as const }
}

it('[AM84] a turn that is shown too early, again and again, costs who reads the ledger one tree, at its end', async () => {
  const small = await smallLedger()
  const { finals, turn, successor } = await history(small)
  expect(finals.length).toBeGreaterThan(PAYMENTS / 4)
  const { book, participant, trees } = newcomer(small)
  for (const fact of [successor, turn]) await participant.hear(fact, false)
  for (const final of finals) {
    expect([trees(), book.ledger.terms.epoch]).toEqual([0, 0])
    await participant.hear(final, false)
    if (final !== finals.at(-1)) await participant.hear(turn, false)
  }
  // Where it stands in the list of finals.
  const { news } = await participant.hear(turn, false)
  expect(news).toMatchObject([{ t: 'turn' }])
  expect([trees(), book.ledger.terms.epoch]).toEqual([1, 1])
})

it('[AM84] finals alone cost none, also where there are as many leaves as at the end', async () => {
  const small = await smallLedger()
  const { finals, turn, successor } = await history(small)
  const { participant, trees } = newcomer(small)
  for (const fact of [successor, turn, ...finals]) await participant.hear(fact, false)
  expect(trees()).toBe(0)
})
