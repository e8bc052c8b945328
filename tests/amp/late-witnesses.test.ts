import { expect, it } from 'vitest'
import type { Message } from '../../src/simulation/ledger/network'
import { smallLedger } from './network'

const OLD = ['w0', 'w1', 'w2'] as const
const LATE_MS = 4 * 60_000
const SOON_MS = 3 * 60_000
const TEND_MS = 2_000

it('[AM91] three of four agree on a beginning, however long one waited alone and two for the third', async () => {
  const { network, clock } = await smallLedger(0, ['n1', 'n2', 'n3'])
  const successor = await network.successor(['w0', 'n1', 'n2', 'n3'], OLD)
  const epochs = (): number[] => OLD.map((name) => network.machine(name).participant.book.ledger.terms.epoch)
  const goOn = async (up: readonly string[], ms: number): Promise<void> => {
    for (const end = clock.nowMs + ms; clock.nowMs < end; clock.nowMs += TEND_MS) {
      const open: Message[] = []
      for (const name of up) open.push(...network.toAll(name, await network.machine(name).participant.tend()))
      for (let message = open.shift(); message !== undefined; message = open.shift())
        if (up.includes(message.to)) open.push(...(await network.deliver(message)))
      if (epochs().every((epoch) => epoch === 1)) return
    }
  }
  for (const [index, name] of OLD.entries()) {
    await network.machine(name).participant.hear({ t: 'successor', successor }, false)
    await goOn(OLD.slice(0, index + 1), name === 'w2' ? SOON_MS : LATE_MS)
  }
  expect(epochs()).toEqual([1, 1, 1])
}, 60_000)
