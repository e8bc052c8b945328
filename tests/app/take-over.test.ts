/** alice's laptop and phone see her first AMP at the same moment. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { Owner } from '../../src/amp/owner'
import { TakeOver } from '../../src/app/take-over'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import type { Message } from '../../src/simulation/ledger/network'
import { NOW_MS, smallLedger } from '../amp/network'

type Small = Awaited<ReturnType<typeof smallLedger>>

/** A device of alice, at a machine of the network that lends it its book. */
function deviceAt(small: Small, machine: string, name: string) {
  const { network, clock } = small
  const signer = cheapKeys().signer(name)
  const account = network.accountOf('alice')
  const { book } = network.machine(machine).participant
  const memory = { blocks: [], claims: [] }
  const owner = new Owner({ account, book, signer, log: new SimulatedDisk(), memory, now: () => clock.nowMs })
  const asked: Message[] = []
  const show = (facts: readonly Fact[]): void => {
    // As Participant does: whoever signs something is the first to hear of it.
    for (const fact of facts)
      for (const item of book.take(fact)) if (item.t === 'fork') takeOver.noteFork(item.proof)
    asked.push(...network.toAll(machine, facts, true))
  }
  const takeOver = new TakeOver({
    ...{ account, book, owner, signer, now: () => clock.nowMs, maySign: () => true },
    root: () => Promise.resolve(network.machine('alice').signer),
    ask: (facts) => Promise.resolve(show(facts)),
    signed: () => show(owner.proposals()),
  })
  return { machine, signer, owner, takeOver, asked }
}

/** Both have signed, and each is heard first by half of the witnesses. */
async function bothSigned() {
  const small = await smallLedger()
  const devices = [deviceAt(small, 'bob', 'laptop'), deviceAt(small, 'charlie', 'phone')] as const
  const [laptop, phone] = devices
  small.network.onNews = (name, news) => {
    for (const item of news)
      if (item.t === 'fork')
        for (const { machine, takeOver } of devices) if (machine === name) takeOver.noteFork(item.proof)
  }
  await laptop.takeOver.look()
  await phone.takeOver.look()
  const isFirst = ({ from, to }: Message): boolean =>
    ['w0', 'w1'].includes(to) ? from === 'bob' : from === 'charlie'
  const sent = [...laptop.asked.splice(0), ...phone.asked.splice(0)]
  const early = sent.filter(isFirst)
  // Each half votes before it hears of the other block.
  const answers: Message[] = []
  for (const message of early) answers.push(...(await small.network.deliver(message)))
  await small.settle([...answers, ...sent.filter((message) => !early.includes(message))])
  return { small, devices }
}

describe('two devices that both would spend', () => {
  it('[AM31] are no double spend, get unstuck by themselves, and one of them spends', async () => {
    const { small, devices } = await bothSigned()
    const { book } = small.network.machine('alice').participant
    const account = small.network.accountOf('alice')
    expect(book.ledger.account(account).seq).toBe(-1)
    for (const { owner } of devices) expect(owner.open()?.block.t).toBe('rotate')

    for (const { takeOver, asked } of devices) {
      await takeOver.look()
      await small.settle(asked.splice(0))
    }
    expect(book.ledger.account(account).seq).toBe(0)
    for (const { owner } of devices) expect(owner.open()).toBeNull()

    for (const { takeOver } of devices) await takeOver.look()
    const [first, second] = devices.map(({ signer }) => signer.device).sort()
    expect(devices.filter(({ asked }) => asked.length > 0).map(({ signer }) => signer.device)).toEqual([
      first,
    ])
    for (const { asked } of devices) await small.settle(asked.splice(0))
    expect(book.ledger.account(account).key).toBe(first)
    const states = devices.map(({ signer, owner }) => [signer.device === second, owner.spender()])
    expect(states).toContainEqual([true, 'another-device'])
    expect(states).toContainEqual([false, 'this-device'])
  })

  it('[AM31] the one that waited goes on when the other does not come back', async () => {
    const { small, devices } = await bothSigned()
    for (const { takeOver, asked } of devices) {
      await takeOver.look()
      await small.settle(asked.splice(0))
    }
    const [, second] = devices.map(({ signer }) => signer.device).sort()
    const waiting = devices.find(({ signer }) => signer.device === second)
    await waiting?.takeOver.look()
    expect(waiting?.asked).toEqual([])
    small.clock.nowMs = NOW_MS + 60_000
    await waiting?.takeOver.look()
    await small.settle(waiting?.asked.splice(0) ?? [])
    expect(waiting?.owner.spender()).toBe('this-device')
  })
})
