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
  const questions = { count: 0 }
  /** What somebody shows as the last that was sealed. */
  const shown = new Map<string, CheckpointDesk['sealed']>()
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
        wait: (ms) => Promise.resolve(void (clock.nowMs += ms)),
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
    questions.count += 1
    if (request?.t !== 'checkpoint' && request?.t !== 'sealed')
      throw new Error('expected a question for a checkpoint')
    const answer =
      request.t === 'sealed'
        ? (shown.get(name) ?? ((account) => desk(name).sealed(account)))(request.account)
        : await desk(name).attest(request.account)
    return answer === null ? null : (decodeAnswer(encodeAnswer(answer)) ?? null)
  }
  return { ...small, desk, impostors, making, questions, shown, alice: network.accountOf('alice') }
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

  it('[AM52] witnesses that say what they held a moment ago are asked again, until they say what they hold', async () => {
    const told = await desks()
    for (const name of WITNESSES) await told.desk(name).attest(told.alice)
    await told.ask('bob', { t: 'block', signed: await rawSend(told, 'alice', { amount: 7 }) })
    const checked = await told.desk('alice').check(told.alice)
    expect(checked).toMatchObject({ at: 'signed', signers: 4, balance: EACH - 7, isSameHere: true })
  })

  it('[AM52] with two silent there is no quorum, and a word brought in the place of another does not count', async () => {
    const told = await desks()
    told.impostors.set('w2', 'w0')
    // Its epoch is over: it says nothing more in it, and signs no sum either.
    await told.network.machine('w3').participant.witness?.freeze()
    expect(await told.desk('alice').collect(told.alice)).toMatchObject({ votes: 2, checkpoint: null })
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

const HOUR_MS = 3_600_000

describe('checkpoints by themselves', () => {
  it('[AM77] a witness has them made once an hour when something became final, and asks nobody when nothing did', async () => {
    const told = await desks()
    const w0 = told.desk('w0')
    const rootOf = () => w0.sealed(told.alice)?.checkpoint.root
    expect(rootOf()).toBeUndefined()
    await w0.seal()
    const first = rootOf()
    expect(first).toBeDefined()
    const before = told.questions.count
    told.clock.nowMs += 5 * HOUR_MS
    await w0.seal()
    expect([told.questions.count, told.making.count]).toEqual([before, 1])

    await told.ask('bob', { t: 'block', signed: await rawSend(told, 'alice', { amount: 7 }) })
    await w0.seal()
    const second = rootOf()
    expect(second).not.toBe(first)
    await told.ask('alice', { t: 'block', signed: await rawSend(told, 'bob', { amount: 7 }) })
    told.clock.nowMs += HOUR_MS - 1
    await w0.seal()
    expect(rootOf()).toBe(second)
    told.clock.nowMs += 1
    await w0.seal()
    expect(rootOf()).not.toBe(second)
    // Who is no witness has none made.
    await told.desk('alice').seal()
    expect(told.desk('alice').sealed(told.alice)).toBeNull()
  })

  it('[AM77] a witness that no quorum agrees with keeps what it had, and asks again a minute later', async () => {
    const told = await desks()
    const w0 = told.desk('w0')
    for (const name of ['w2', 'w3']) await told.network.machine(name).participant.witness?.freeze()
    await w0.seal()
    expect(w0.sealed(told.alice)).toBeNull()
    const before = told.questions.count
    told.clock.nowMs += 59_999
    await w0.seal()
    expect(told.questions.count).toBe(before)
    told.clock.nowMs += 1
    await w0.seal()
    expect(told.questions.count).toBeGreaterThan(before)
  })

  it('[AM77] a page that starts believes the newest that it can prove, whatever a witness shows', async () => {
    const told = await desks()
    const page = told.desk('alice')
    expect(await page.newest(told.alice)).toBeNull()
    await told.desk('w0').seal()
    const old = told.desk('w0').sealed(told.alice)
    if (old === null) throw new Error('expected a checkpoint')
    await told.ask('bob', { t: 'block', signed: await rawSend(told, 'alice', { amount: 7 }) })
    told.clock.nowMs += 1_000
    await told.desk('w1').seal()
    const newest = { signers: 4, balance: EACH - 7, atMs: told.clock.nowMs }
    expect(await page.newest(told.alice)).toEqual(newest)

    // Dated ahead, signed by too few, and with the path of somebody else.
    const later = old.checkpoint.signatures.map((one) => ({ ...one, timeMs: one.timeMs + HOUR_MS }))
    told.shown.set('w2', () => ({ ...old, checkpoint: { ...old.checkpoint, signatures: later } }))
    told.shown.set('w3', () => {
      const few = { ...old.checkpoint, signatures: old.checkpoint.signatures.slice(0, 2) }
      return { ...old, checkpoint: few }
    })
    expect(await page.newest(told.alice)).toEqual(newest)
    told.shown.set('w1', () => told.desk('w1').sealed(told.network.accountOf('bob')))
    expect(await page.newest(told.alice)).toEqual({
      signers: 4,
      balance: EACH,
      atMs: told.clock.nowMs - 1_000,
    })
  })

  it('[AM114] a witness that keeps the path back hides nothing: another shows it, be it of an older one', async () => {
    const told = await desks()
    const page = told.desk('alice')
    const withoutPath = (name: string): void => {
      told.shown.set(name, (account) => {
        const sealed = told.desk(name).sealed(account)
        return sealed === null ? null : { ...sealed, proof: null }
      })
    }
    await told.desk('w1').seal()
    const older = await page.newest(told.alice)
    expect(older?.balance).toBe(EACH)
    await told.ask('bob', { t: 'block', signed: await rawSend(told, 'alice', { amount: 7 }) })
    told.clock.nowMs += 1_000
    await told.desk('w0').seal()
    withoutPath('w0')
    expect(await page.newest(told.alice)).toEqual(older)
    // With no path from anybody it says when it was signed, and nothing of the account.
    withoutPath('w1')
    expect(await page.newest(told.alice)).toEqual({ signers: 4, balance: null, atMs: told.clock.nowMs })
  })
})
