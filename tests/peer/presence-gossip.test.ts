import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceSigner } from '../../src/identity/types'
import { PRESENCE_HEARD_BURST, PRESENCE_SAID_BURST, presenceTopic } from '../../src/peer/config'
import { signPresence, type Presence } from '../../src/peer/presence'
import { PresenceGossip } from '../../src/peer/presence-gossip'
import { testNetwork } from '../helpers/author'
import { testDevice, testPerson } from '../helpers/test-person'

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
  const presence = { person: person.id, device: signer.device, peerId, relays: [], time: timeMs }
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
    heard: (presence) => heard.push(presence),
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
  await vi.waitFor(() => expect(ofAlice).toBeGreaterThan(0), { timeout: 5_000 })
  await vi.waitFor(() => expect(pubsub.getSubscribers(TOPIC)).toHaveLength(1), { timeout: 5_000 })
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
    await vi.waitFor(() => expect(heard.at(-1)?.time).toBe(NOW_MS + 1))
    expect(heard.map(({ time }) => time)).toEqual([NOW_MS, NOW_MS + 1])
    expect(blamed).toEqual([])
  })

  it('[P9] who passes on what is no presence is to blame for each', async () => {
    const { hostile, heard, blamed, say } = await neighbours()
    const forged = await presenceOf(testDevice('phone of mallory'), '12D3KooWphone')
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    await say(forged)
    await say(new Uint8Array(40))
    await vi.waitFor(() => expect(blamed).toEqual([hostile.peerId.toString(), hostile.peerId.toString()]))
    expect(heard).toEqual([])
  })

  it('[P10] of a crowd that a neighbour made up only its share is checked', async () => {
    const { heard, blamed, say } = await neighbours()
    const signer = testDevice('phone of mallory')
    for (let count = 0; count < PRESENCE_HEARD_BURST + 100; count += 1)
      await say(await presenceOf(signer, `12D3KooW${count}`, NOW_MS))
    await vi.waitFor(() => expect(heard).toHaveLength(PRESENCE_HEARD_BURST), { timeout: 20_000 })
    await say(new Uint8Array(40))
    await turns(20)
    expect(heard).toHaveLength(PRESENCE_HEARD_BURST)
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
