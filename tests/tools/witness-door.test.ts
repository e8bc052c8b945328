/** A witness is asked by strangers as a relay is: nobody takes of it what others need. */
import { join } from 'node:path'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { expect, it, onTestFinished } from 'vitest'
import { encodeRequest } from '../../src/amp/exchange'
import { LedgerLine } from '../../src/peer/ledger-line'
import { networkIdOf } from '../../src/records/network-id'
import { declareLedger } from '../../tools/local-ledger'
import { LOCAL_LIMITS } from '../../tools/open-node'
import type { RelayLimits } from '../../tools/relay-limits'
import { listen, runWitness, witnessKey } from '../../tools/witness'
import { becomesTrue } from '../helpers/becomes-true'
import { expectShareOfTwo, temporaryFolder } from '../helpers/relays'

const QUESTION = encodeRequest({ t: 'since', mark: '', from: 0 })
const HOST = {
  answer: () => Promise.resolve(null),
  hear: () => Promise.resolve('no-fact' as const),
  now: Date.now,
}
/** More than anybody may ask at once. */
const MANY = 100

async function witness(limits: Partial<RelayLimits>): Promise<string> {
  const key = await witnessKey(join(await temporaryFolder(), 'witness'))
  const line = await listen(key, '127.0.0.1', 0, { ...LOCAL_LIMITS, ...limits })
  const declared = await declareLedger([key.signer.device], new Map())
  const running = await runWitness(key, line, await networkIdOf({ v: 1 }), declared, Date.now)
  onTestFinished(() => running.stop())
  return running.address
}

async function guest() {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
  })
  onTestFinished(async () => node.stop())
  return node
}

it('[RL10] a witness ends what an address opens beyond its share, and has room when one of it goes', async () => {
  const address = await witness({ connectionsPerAddress: 2, proxyOnThisMachine: 0 })
  const alice = await guest()
  await expectShareOfTwo(address, () => alice.dial(multiaddr(address)))
})

it('[RL10] a witness cuts off who changes topics without end', async () => {
  const address = await witness({})
  const mallory = await guest()
  let isCutOff = false
  mallory.addEventListener('peer:disconnect', () => (isCutOff = true))
  await mallory.dial(multiaddr(address))
  for (let count = 0; !isCutOff && count < 10_000; count += 1) {
    mallory.services.pubsub.subscribe(`synereo/${String(count)}`)
    mallory.services.pubsub.unsubscribe(`synereo/${String(count)}`)
    if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve))
  }
  await becomesTrue(() => expect(isCutOff).toBe(true))
})

it('[RL10] a witness answers one guest as often as its settings say, and another meanwhile', async () => {
  const address = await witness({ messagesPerS: 1 })
  const [alice, mallory] = [await guest(), await guest()]
  const isAnswered = async (node: typeof alice): Promise<boolean> =>
    new LedgerLine(node, 'synereo/any', HOST).ask(address, QUESTION).then(
      () => true,
      () => false,
    )
  for (let count = 0; await isAnswered(mallory); count += 1) expect(count).toBeLessThan(MANY)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(await isAnswered(mallory)).toBe(false)
  expect(await isAnswered(alice)).toBe(true)
})
