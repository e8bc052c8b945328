import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { LEDGER_BURST, LEDGER_MESSAGES_PER_S, MAX_TOPICS_PER_PEER } from '../../src/peer/config'
import { startRelay, type Relay } from '../../tools/relay'
import { TOPIC_CHANGES_BURST, TOPIC_EXCESS_BURST } from '../../tools/topic-turns'
import { becomesTrue } from '../helpers/becomes-true'

/** A try that sends something each time. */
const EVERY_MS = 200

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function relayIn(stateDir: string): Promise<Relay> {
  return startRelay({ port: 0, host: '127.0.0.1', stateDir })
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-relay-test-'))
  ends.push(() => rm(path, { recursive: true }))
  return path
}

async function guest() {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
  })
  ends.push(async () => node.stop())
  return node
}

describe('the relay', () => {
  it('[P4] keeps its peer id over restarts, so that links that name it stay true', async () => {
    const state = await folder()
    const first = await relayIn(state)
    await first.stop()
    const second = await relayIn(state)
    ends.push(() => second.stop())
    const peerIdIn = ({ addresses }: Relay): string | undefined => addresses[0]?.split('/p2p/')[1]
    expect(peerIdIn(second)).toBe(peerIdIn(first))
    expect(peerIdIn(first)).toMatch(/^12D3Koo/)
  })

  it('[P4] carries the presence topics of its guests, and nothing else', async () => {
    const relay = await relayIn(await folder())
    ends.push(() => relay.stop())
    const [alice, bob] = [await guest(), await guest()]
    const heard: string[] = []
    bob.services.pubsub.addEventListener('gossipsub:message', ({ detail }) => heard.push(detail.msg.topic))
    for (const node of [alice, bob]) {
      await node.dial(multiaddr(relay.addresses[0]))
      node.services.pubsub.subscribe('synereo/presence')
      node.services.pubsub.subscribe('something/else')
    }
    await becomesTrue(async () => {
      for (const topic of ['something/else', 'synereo/presence'])
        await alice.services.pubsub.publish(topic, crypto.getRandomValues(new Uint8Array(8)))
      expect(heard).toContain('synereo/presence')
    }, EVERY_MS)
    expect(heard).not.toContain('something/else')
  })

  it('[RL6] tells a guest of what concerns it alone, however another one changes its topics, and cuts that one off', async () => {
    const relay = await relayIn(await folder())
    ends.push(() => relay.stop())
    const [alice, bob, mallory] = [await guest(), await guest(), await guest()]
    const told: string[] = []
    bob.services.pubsub.addEventListener('subscription-change', ({ detail }) => {
      told.push(...detail.subscriptions.map(({ topic }) => topic))
    })
    let isCutOff = false
    mallory.addEventListener('peer:disconnect', () => (isCutOff = true))
    for (const node of [alice, bob, mallory]) await node.dial(multiaddr(relay.addresses[0]))
    const hasRelayOn = (node: typeof alice, topic: string): boolean =>
      node.services.pubsub.getSubscribers(topic).length === 1
    alice.services.pubsub.subscribe('synereo/honey')
    await becomesTrue(() => expect(hasRelayOn(alice, 'synereo/honey')).toBe(true))
    for (let count = 0; !isCutOff && count < 10_000; count += 1) {
      mallory.services.pubsub.subscribe(`synereo/${count}`)
      mallory.services.pubsub.unsubscribe(`synereo/${count}`)
      if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve))
    }
    await becomesTrue(() => expect(isCutOff).toBe(true))
    // What is carried already is told to who comes later, and what bob was told before stands before it.
    bob.services.pubsub.subscribe('synereo/honey')
    await becomesTrue(() => expect(hasRelayOn(bob, 'synereo/honey')).toBe(true))
    expect(told).toEqual(['synereo/honey'])
  })

  it('[RL16] hears the topics of a guest whose line broke often, and does not cut it off', async () => {
    const relay = await relayIn(await folder())
    ends.push(() => relay.stop())
    const alice = await guest()
    const topics = Array.from({ length: MAX_TOPICS_PER_PEER }, (_, at) => `synereo/tag/${at}`)
    for (const topic of topics) alice.services.pubsub.subscribe(topic)
    const isHeard = (): boolean =>
      topics.some((topic) => alice.services.pubsub.getSubscribers(topic).length === 1)
    const breaks = Math.ceil((TOPIC_CHANGES_BURST + TOPIC_EXCESS_BURST) / MAX_TOPICS_PER_PEER)
    for (let count = 0; count <= breaks; count += 1) {
      for (const connection of alice.getConnections()) connection.abort(new Error('the line broke'))
      await becomesTrue(() => expect(isHeard()).toBe(false))
      await alice.dial(multiaddr(relay.addresses[0]))
      await becomesTrue(() => expect(isHeard()).toBe(true))
    }
    expect(alice.getConnections().length).toBe(1)
  })

  it('[P10] passes on no more of one guest than its share, and what others say comes through', async () => {
    const relay = await relayIn(await folder())
    ends.push(() => relay.stop())
    const [alice, bob, mallory] = [await guest(), await guest(), await guest()]
    const heard: string[] = []
    bob.services.pubsub.addEventListener('gossipsub:message', ({ detail }) => {
      heard.push(new TextDecoder().decode(detail.msg.data.subarray(0, 1)))
    })
    for (const node of [alice, bob, mallory]) {
      await node.dial(multiaddr(relay.addresses[0]))
      node.services.pubsub.subscribe('synereo/presence')
    }
    const say = (node: typeof alice, who: string): Promise<unknown> =>
      node.services.pubsub.publish(
        'synereo/presence',
        new TextEncoder().encode(`${who} ${crypto.randomUUID()}`),
      )
    const isHeard = async (node: typeof alice, who: string): Promise<void> => {
      await becomesTrue(async () => {
        await say(node, who)
        expect(heard).toContain(who)
      }, EVERY_MS)
    }
    const beganMs = Date.now()
    await isHeard(mallory, 'm')
    const flood = 5 * LEDGER_BURST
    for (let count = 0; count < flood; count += 1) await say(mallory, 'm')
    await isHeard(alice, 'a')
    const passedOn = heard.filter((who) => who === 'm').length
    const share = LEDGER_BURST + ((Date.now() - beganMs) / 1_000) * LEDGER_MESSAGES_PER_S
    expect(passedOn).toBeLessThanOrEqual(Math.ceil(share))
  })
})
