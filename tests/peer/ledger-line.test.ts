import type { Libp2p, Stream } from '@libp2p/interface'
import type { GossipSub } from '@libp2p/gossipsub'
import { lpStream, streamPair } from '@libp2p/utils'
import { expect, it } from 'vitest'
import { LEDGER_BURST } from '../../src/peer/config'
import { LedgerLine, type Heard } from '../../src/peer/ledger-line'

const TOPIC = 'synereo/any'
type Handler = (stream: Stream, connection: { readonly remotePeer: string }) => Promise<void>

/** The line of a witness at a node that is nothing but its topic and its protocol; bob's page is its neighbour. */
async function witness(hears: Heard = 'fact') {
  const topicValidators = new Map<string, (from: string, message: { data: Uint8Array }) => Promise<string>>()
  let answer: Handler = () => Promise.resolve()
  const node = {
    services: { pubsub: { topicValidators, subscribe: () => undefined } },
    handle: (_: string, handler: Handler) => Promise.resolve(void (answer = handler)),
  }
  const blamed: string[] = []
  const line = new LedgerLine(node as unknown as Libp2p<{ pubsub: GossipSub }>, TOPIC, {
    ...{ hear: () => Promise.resolve(hears), now: () => 0 },
    misbehaved: (from) => blamed.push(from),
    answer: (_, question) => Promise.resolve(question),
  })
  await line.start()
  const tell = () => topicValidators.get(TOPIC)?.('bob', { data: Uint8Array.of(1) })
  const isAnswered = async (): Promise<boolean> => {
    const [here, there] = await streamPair()
    const wire = lpStream(here)
    void answer(there, { remotePeer: 'bob' })
    await wire.write(Uint8Array.of(2))
    return wire.read().then(
      () => true,
      () => false,
    )
  }
  return { tell, isAnswered, blamed }
}

it('[AM110] a page that passes on more than its share may still ask, and one that asked too much is still heard', async () => {
  const flooded = await witness()
  const verdicts = new Set<string | undefined>()
  for (let count = 0; count <= LEDGER_BURST; count += 1) verdicts.add(await flooded.tell())
  expect([...verdicts]).toEqual(['accept', 'ignore'])
  expect(await flooded.isAnswered()).toBe(true)

  const asked = await witness()
  let answers = 0
  while (await asked.isAnswered()) answers += 1
  expect(answers).toBeGreaterThan(0)
  expect(await asked.tell()).toBe('accept')
})

it('[P25] who passes on what is no fact is to blame, and for nothing else', async () => {
  for (const [hears, verdict, blamed] of [
    ['no-fact', 'reject', ['bob']],
    ['nothing-new', 'ignore', []],
    ['fact', 'accept', []],
  ] as const) {
    const hearing = await witness(hears)
    expect(await hearing.tell()).toBe(verdict)
    expect(hearing.blamed).toEqual(blamed)
  }
})
