import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceSigner } from '../../src/identity/types'
import { PRESENCE_SAID_BURST, presenceTopic, SIGNER_HEARD_BURST } from '../../src/peer/config'
import { signPresence, type Presence } from '../../src/peer/presence'
import { PresenceGossip } from '../../src/peer/presence-gossip'
import { shardOf } from '../../src/peer/presence-shards'
import { testNetwork } from '../helpers/author'
import { testDevice, testPerson } from '../helpers/test-person'
import { becomesTrue } from '../helpers/becomes-true'

const TOPIC = presenceTopic(testNetwork)
const alice = await testPerson('alice')
const laptop = testDevice('laptop of alice')
const mallory = await testPerson('mallory')

const NOW_MS = Date.now()

const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function node() {
  const started = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
  })
  ends.push(async () => started.stop())
  return started
}

async function presenceOf(signer: DeviceSigner, peerId: string, timeMs = Date.now()): Promise<Uint8Array> {
  const person = signer === laptop ? alice : mallory
  const certificate = await person.root.certify(testNetwork, signer.device)
  const presence = { person: person.id, device: signer.device, peerId, relays: [], time: timeMs, head: null }
  return signPresence(testNetwork, presence, certificate, signer)
}

/** Alice as a page gossips, and mallory, a neighbour of hers that says what it likes. */
async function neighbours() {
  const [page, hostile] = [await node(), await node()]
  const heard: Presence[] = []
  const blamed: string[] = []
  let said = 0
  const gossip = new PresenceGossip(page.services.pubsub, testNetwork, {
    own: () => {
      said += 1
      return presenceOf(laptop, page.peerId.toString())
    },
    person: () => alice.id,
    wanted: () => [],
    heard: (presence) => heard.push(presence),
    isAttended: () => false,
    isRelay: () => false,
    misbehaved: (from) => blamed.push(from),
    // Time stands still: what a share grows by meanwhile would depend on the speed of the machine.
    now: () => NOW_MS,
  })
  const { pubsub } = hostile.services
  let ofAlice = 0
  pubsub.addEventListener('gossipsub:message', () => (ofAlice += 1))
  pubsub.subscribe(TOPIC)
  await hostile.dial(page.getMultiaddrs())
  gossip.start()
  ends.push(() => gossip.stop())
  await becomesTrue(() => expect(ofAlice).toBeGreaterThan(0))
  await becomesTrue(() => expect(pubsub.getSubscribers(TOPIC)).toHaveLength(1))
  return {
    hostile,
    heard,
    blamed,
    say: (bytes: Uint8Array) => pubsub.publish(TOPIC, bytes),
    gossip,
    saidByAlice: () => said,
  }
}

describe('presence on its topic', () => {
  it('[P9] what somebody said is heard once, however often others say it again', async () => {
    const { heard, blamed, say } = await neighbours()
    const phone = testDevice('phone of mallory')
    const first = await presenceOf(phone, '12D3KooWphone', NOW_MS)
    for (let times = 0; times < 5; times += 1) await say(first)
    await say(await presenceOf(phone, '12D3KooWphone', NOW_MS - 1))
    await say(await presenceOf(phone, '12D3KooWphone', NOW_MS + 1))
    await becomesTrue(() => expect(heard.at(-1)?.time).toBe(NOW_MS + 1))
    expect(heard.map(({ time }) => time)).toEqual([NOW_MS, NOW_MS + 1])
    expect(blamed).toEqual([])
  })

  it('[P9] who passes on what is no presence is to blame for each', async () => {
    const { hostile, heard, blamed, say } = await neighbours()
    const forged = await presenceOf(testDevice('phone of mallory'), '12D3KooWphone')
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    await say(forged)
    await say(new Uint8Array(40))
    await becomesTrue(() => expect(blamed).toEqual([hostile.peerId.toString(), hostile.peerId.toString()]))
    expect(heard).toEqual([])
  })

  it('[SH6] it is said, and heard, also where a neighbour listens who takes the network for larger', async () => {
    const { hostile, heard, say } = await neighbours()
    const { pubsub } = hostile.services
    const saidAt: string[] = []
    pubsub.addEventListener('gossipsub:message', ({ detail: { msg } }) => saidAt.push(msg.topic))
    const { level, shard } = shardOf(alice.id, 3)
    const topic = presenceTopic(testNetwork, level, shard)
    pubsub.subscribe(topic)
    await becomesTrue(() => expect(saidAt).toContain(topic))
    const phone = testDevice('phone of alice')
    const certificate = await alice.root.certify(testNetwork, phone.device)
    const ofPhone = {
      person: alice.id,
      device: phone.device,
      peerId: 'phone',
      relays: [],
      time: NOW_MS,
      head: null,
    }
    await becomesTrue(() => expect(pubsub.getSubscribers(topic)).toHaveLength(1))
    await pubsub.publish(topic, await signPresence(testNetwork, ofPhone, certificate, phone))
    await becomesTrue(() => expect(heard.map(({ peerId }) => peerId)).toContain('phone'))
    // Of somebody whose shard it is not, nothing is heard there.
    await pubsub.publish(topic, await presenceOf(testDevice('phone of mallory'), 'elsewhere', NOW_MS))
    await say(await presenceOf(testDevice('laptop of mallory'), 'here', NOW_MS))
    await becomesTrue(() => expect(heard.map(({ peerId }) => peerId)).toContain('here'))
    expect(heard.map(({ peerId }) => peerId)).not.toContain('elsewhere')
  })

  it('[P13] of one that says that many are here only its own share is checked', async () => {
    const { heard, blamed, say } = await neighbours()
    const signer = testDevice('phone of mallory')
    for (let count = 0; count < SIGNER_HEARD_BURST + 40; count += 1)
      await say(await presenceOf(signer, `12D3KooW${count}`, NOW_MS))
    await becomesTrue(() => expect(heard).toHaveLength(SIGNER_HEARD_BURST))
    await turns(20)
    expect(heard).toHaveLength(SIGNER_HEARD_BURST)
    expect(blamed).toEqual([])
  })

  it('[P10] however many newcomers come one after the other, few answers are given', async () => {
    const { gossip, saidByAlice } = await neighbours()
    for (let count = 0; count < 5 * PRESENCE_SAID_BURST; count += 1) {
      gossip.say()
      await turns(1)
    }
    expect(saidByAlice()).toBe(PRESENCE_SAID_BURST)
  })
})

/** So often everything that is due is done. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}
