import { describe, expect, it } from 'vitest'
import { decodeAnswer, decodeRequest, encodeAnswer } from '../../src/amp/exchange'
import { CheckpointDesk } from '../../src/app/checkpoint-desk'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, rawSend, smallLedger } from '../amp/network'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']

/** A desk for each, who hear each other's bytes. */
async function desks() {
  const small = await smallLedger()
  const { network, clock } = small
  /** What somebody says in another's place. */
  const impostors = new Map<string, string>()
  /** What happens while w0 makes its tree, and how often it began one. */
  const making = { count: 0, meanwhile: (): Promise<void> => Promise.resolve() }
  const all = new Map<string, CheckpointDesk>()
  for (const name of [...WITNESSES, 'alice']) {
    const { participant, signer } = network.machine(name)
    all.set(
      name,
      new CheckpointDesk({
        ...{ book: participant.book, verify: cheapKeys().verify, now: () => clock.nowMs },
        witness: participant.witness,
        signer,
        askEach: (question) =>
          Promise.all(
            WITNESSES.map(async (asked) => ({
              key: network.machine(asked).signer.device,
              answer: await answerOf(impostors.get(asked) ?? asked, question),
            })),
          ),
        catchUp: () => Promise.resolve(),
        async breathe() {
          if (name !== 'w0') return
          making.count += 1
          await making.meanwhile()
        },
      }),
    )
  }
  const desk = (name: string): CheckpointDesk => {
    const found = all.get(name)
    if (found === undefined) throw new Error(`expected a desk of ${name}`)
    return found
  }
  async function answerOf(name: string, question: Uint8Array) {
    const request = decodeRequest(question)
    if (request?.t !== 'checkpoint') throw new Error('expected a question for a checkpoint')
    const answer = await desk(name).attest(request.account)
    return answer === null ? null : (decodeAnswer(encodeAnswer(answer)) ?? null)
  }
  return { ...small, desk, impostors, making, alice: network.accountOf('alice') }
}

describe('asking the witnesses for their sum', () => {
  it('[AM52] a quorum signs the supply and proves what alice has; her page says whether it holds the same', async () => {
    const told = await desks()
    const { participant } = told.network.machine('alice')
    const payment = await rawSend(told, 'alice', { amount: 7 })
    await told.ask('bob', { t: 'block', signed: payment })
    const signed = { at: 'signed', signers: 4, sum: 3 * EACH, balance: EACH - 7 }
    expect(await told.desk('alice').check(told.alice)).toMatchObject({ ...signed, isSameHere: true })
    const { accounts } = participant.book.ledger
    const charlie = told.network.accountOf('charlie')
    accounts.set(charlie, { ...participant.book.ledger.account(charlie), balance: EACH + 1 })
    expect(await told.desk('alice').check(told.alice)).toMatchObject({ ...signed, isSameHere: false })
  })

  it('[AM52] with two silent there is no quorum, and a word brought in the place of another does not count', async () => {
    const told = await desks()
    told.impostors.set('w2', 'w0')
    // Its epoch is over: it says nothing more in it, and signs no sum either.
    await told.network.machine('w3').participant.witness?.freeze()
    expect(await told.desk('alice').collect(told.alice)).toMatchObject({ answered: 2, checkpoint: null })
    told.impostors.clear()
    expect((await told.desk('alice').collect(told.alice)).checkpoint?.signatures).toHaveLength(3)
  })

  it('[AM52] the tree is made at most once a second, however often the ledger changes', async () => {
    const told = await desks()
    const rootAt = async () => (await told.desk('w0').attest(told.alice))?.word.root
    const before = await rootAt()
    await told.ask('alice', { t: 'block', signed: await rawSend(told, 'alice') })
    expect(await rootAt()).toBe(before)
    told.clock.nowMs += 1_000
    expect(await rootAt()).not.toBe(before)
  })

  it('[AM52] who asks while the tree is made waits for that one, and all hear the same signed word', async () => {
    const told = await desks()
    const asks: ReturnType<CheckpointDesk['attest']>[] = []
    told.making.meanwhile = async () => {
      told.making.meanwhile = () => Promise.resolve()
      await told.ask('alice', { t: 'block', signed: await rawSend(told, 'alice') })
      told.clock.nowMs += 1_000
      asks.push(told.desk('w0').attest(told.network.accountOf('bob')))
    }
    const first = await told.desk('w0').attest(told.alice)
    const [second] = await Promise.all(asks)
    expect(told.making.count).toBe(1)
    expect(first?.word).toBeDefined()
    expect(second?.word).toBe(first?.word)
    expect(second?.proof?.leaf).toMatchObject({ account: told.network.accountOf('bob') })
  })

  it('[AM52] a witness rests ten times as long as it made its tree', async () => {
    const told = await desks()
    told.making.meanwhile = () => Promise.resolve(void (told.clock.nowMs += 500))
    const rootAt = async () => (await told.desk('w0').attest(told.alice))?.word.root
    const before = await rootAt()
    await told.ask('alice', { t: 'block', signed: await rawSend(told, 'alice') })
    told.clock.nowMs += 4_999
    expect(await rootAt()).toBe(before)
    told.clock.nowMs += 1
    expect(await rootAt()).not.toBe(before)
  })
})
