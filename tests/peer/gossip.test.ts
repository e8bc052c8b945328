import { createPeerScoreParams, PeerScore } from '@libp2p/gossipsub/score'
import { RPC } from '@libp2p/gossipsub/message'
import { identify } from '@libp2p/identify'
import { defaultLogger } from '@libp2p/logger'
import { noise } from '@libp2p/noise'
import { lpStream } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import fc from 'fast-check'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { Refusals } from '../../src/app/refusals'
import { MAX_UNREAD_BYTES, presenceTopic } from '../../src/peer/config'
import { boundedGossip, SCORE_THRESHOLDS, scoreParams, type Patience } from '../../src/peer/gossip'
import { signPresence, type Presence } from '../../src/peer/presence'
import { PresenceGossip } from '../../src/peer/presence-gossip'
import { testNetwork } from '../helpers/author'
import { becomesTrue } from '../helpers/becomes-true'
import { testDevice, testPerson } from '../helpers/test-person'

const TOPIC = presenceTopic(testNetwork)
const MESSAGE_BYTES = 16 * 1024
/** More than all patience. */
const TOO_MUCH = 300
const NOT_HEARD = SCORE_THRESHOLDS.graylistThreshold ?? -Infinity

const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Patience as a page has it. */
class PagePatience implements Patience {
  readonly #refusals = new Refusals()
  readonly blamed = new Map<string, number>()

  readonly spent = (peerId: string): number => this.#refusals.spent(peerId, Date.now())

  readonly misbehaved = (peerId: string): void => {
    this.blamed.set(peerId, (this.blamed.get(peerId) ?? 0) + 1)
    this.#refusals.note(peerId, 'bad-schema', Date.now())
  }
}

async function node(topic = TOPIC) {
  const patience = new PagePatience()
  const started = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 100 },
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: boundedGossip(patience) },
  })
  ends.push(async () => started.stop())
  started.services.pubsub.subscribe(topic)
  return { ...started.services, libp2p: started, id: started.peerId.toString(), patience }
}

type Node = Awaited<ReturnType<typeof node>>

async function link(one: Node, other: Node): Promise<void> {
  await one.libp2p.dial(other.libp2p.getMultiaddrs())
  await becomesTrue(() => {
    expect(one.pubsub.getSubscribers(TOPIC).map(String)).toContain(other.id)
    expect(other.pubsub.getSubscribers(TOPIC).map(String)).toContain(one.id)
  })
}

function scoreOf(of: Node, to: Node): number {
  const scored = to.pubsub as unknown as { getScore: (peerId: string) => number }
  return scored.getScore(of.id)
}

/** Somebody's page, which says and hears presences. */
async function page(name: string, isRelay: (peerId: string) => boolean = () => false) {
  const [person, device] = [await testPerson(name), testDevice(`laptop of ${name}`)]
  const certificate = await person.root.certify(testNetwork, device.device)
  const made = await node()
  const heard: Presence[] = []
  const gossip = new PresenceGossip(made.pubsub, testNetwork, {
    own: () => {
      const said = { person: person.id, device: device.device, peerId: made.id, relays: [], head: null }
      return signPresence(testNetwork, { ...said, time: Date.now() }, certificate, device)
    },
    person: () => person.id,
    wanted: () => [],
    heard: (presence) => heard.push(presence),
    isAttended: () => false,
    isRelay,
    misbehaved: (from) => {
      if (!isRelay(from)) made.patience.misbehaved(from)
    },
    now: Date.now,
  })
  gossip.start()
  ends.push(() => gossip.stop())
  const timesHeard = (other: { readonly id: string }): number =>
    heard.filter(({ peerId }) => peerId === other.id).length
  return { ...made, gossip, timesHeard }
}

function gossipStream(of: Node, direction: 'inbound' | 'outbound') {
  const streams = of.libp2p.getConnections().flatMap((connection) => connection.streams)
  return streams.find((one) => one.protocol.startsWith('/meshsub') && one.direction === direction)
}

/** What gossip itself would never say. */
async function says(one: Node, other: Node) {
  const stream = await one.libp2p.dialProtocol(other.libp2p.peerId, '/meshsub/1.1.0')
  const wire = lpStream(stream)
  return (rpc: Partial<RPC>): Promise<void> =>
    wire.write(RPC.encode({ subscriptions: [], messages: [], ...rpc }))
}

/** From now on one takes the other to be on a topic, and so sends there what it says. */
function takesToBeOn(topic: string, other: Node, one: Node): void {
  const { topics } = one.pubsub as unknown as { topics: Map<string, Set<string>> }
  topics.set(topic, new Set([other.id]))
}

function randomBytes(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes))
}

describe('gossip', () => {
  it('[P12] what a neighbour does not read is not kept for it without end', async () => {
    const [alice, mallory] = [await node(), await node()]
    await link(mallory, alice)
    await becomesTrue(() => {
      expect(gossipStream(mallory, 'inbound')).toBeDefined()
      // Each end knows the protocol when its own part of the negotiation is over.
      expect(gossipStream(alice, 'outbound')).toBeDefined()
    })
    const toMallory = gossipStream(alice, 'outbound')
    gossipStream(mallory, 'inbound')?.pause()
    for (let bytes = 0; bytes < 2 * MAX_UNREAD_BYTES; bytes += MESSAGE_BYTES)
      await alice.pubsub.publish(TOPIC, randomBytes(MESSAGE_BYTES))
    await becomesTrue(() => expect(toMallory?.status).toBe('aborted'))
  })
})

describe('the score of a neighbour', () => {
  it('[P25] who passes on garbage is heard no more, and whoever is honest is', async () => {
    const [alice, bob, mallory] = [await page('alice'), await page('bob'), await node()]
    await link(bob, alice)
    await link(mallory, alice)
    for (let count = 0; count < TOO_MUCH; count += 1) await mallory.pubsub.publish(TOPIC, randomBytes(40))
    await becomesTrue(() => expect(scoreOf(mallory, alice)).toBeLessThan(NOT_HEARD))
    await becomesTrue(() => expect(alice.timesHeard(bob)).toBeGreaterThan(0))
    const before = alice.timesHeard(bob)
    bob.gossip.say()
    await becomesTrue(() => expect(alice.timesHeard(bob)).toBeGreaterThan(before))
    expect(scoreOf(bob, alice)).toBeGreaterThanOrEqual(0)
    // Bob heard of it by nobody.
    expect(scoreOf(alice, bob)).toBeGreaterThanOrEqual(0)
  })

  it('[P25] once it passes on garbage it leaves the mesh', async () => {
    const [alice, mallory] = [await page('alice'), await node()]
    const mesh = () => (alice.pubsub as unknown as { mesh: Map<string, Set<string>> }).mesh.get(TOPIC)
    await link(mallory, alice)
    await becomesTrue(() => expect(mesh()).toContain(mallory.id))
    // Ten are a score; one is forgiven each second, until the mesh is looked after.
    for (let count = 0; count < 30; count += 1) await mallory.pubsub.publish(TOPIC, randomBytes(40))
    await becomesTrue(() => expect(mesh()).not.toContain(mallory.id))
    expect(scoreOf(mallory, alice)).toBeGreaterThan(NOT_HEARD)
  })

  it('[P25] a relay that passes garbage on unread is still heard, also where its maker says it everywhere', async () => {
    const [relay, mallory] = [await node(), await node()]
    const isRelay = (peerId: string): boolean => peerId === relay.id
    const [alice, bob] = [await page('alice', isRelay), await page('bob', isRelay)]
    for (const guest of [alice, bob, mallory]) await link(guest, relay)
    await link(mallory, alice)
    for (let count = 0; count < TOO_MUCH; count += 1) await mallory.pubsub.publish(TOPIC, randomBytes(40))
    await becomesTrue(() => expect(scoreOf(mallory, alice)).toBeLessThan(NOT_HEARD))
    const before = alice.timesHeard(bob)
    bob.gossip.say()
    await becomesTrue(() => expect(alice.timesHeard(bob)).toBeGreaterThan(before))
    expect(scoreOf(relay, alice)).toBeGreaterThanOrEqual(0)
  })

  it('[P25] who forges signatures is heard no more, on whatever topic', async () => {
    const [alice, mallory] = [await node(), await node()]
    await link(mallory, alice)
    const say = await says(mallory, alice)
    const forged = () => ({
      ...{ from: mallory.libp2p.peerId.toMultihash().bytes, topic: `topic ${Math.random()}` },
      ...{ data: randomBytes(40), seqno: randomBytes(8), signature: randomBytes(64) },
    })
    for (let count = 0; count < TOO_MUCH; count += 50)
      await say({ messages: Array.from({ length: 50 }, forged) })
    await becomesTrue(() => expect(scoreOf(mallory, alice)).toBeLessThan(NOT_HEARD))
    expect([...alice.patience.blamed.keys()]).toEqual([mallory.id])
  })

  it('[P25] who says on topics that nobody here is on is heard no more, and nothing of it is looked at', async () => {
    const [alice, mallory] = [await node(), await node()]
    await link(mallory, alice)
    const { seenCache } = alice.pubsub as unknown as { seenCache: { readonly size: number } }
    takesToBeOn('of mallory', alice, mallory)
    for (let count = 0; count < TOO_MUCH; count += 1)
      await mallory.pubsub.publish('of mallory', randomBytes(40))
    await becomesTrue(() => expect(scoreOf(mallory, alice)).toBeLessThan(NOT_HEARD))
    expect(seenCache.size).toBe(0)
  })

  it('[P25] nobody is blamed for what comes on a topic that was left a moment ago', async () => {
    const [alice, bob] = [await node(), await node()]
    await link(bob, alice)
    const heard: string[] = []
    alice.pubsub.addEventListener('message', ({ detail }) => heard.push(detail.topic))
    alice.pubsub.unsubscribe(TOPIC)
    alice.pubsub.subscribe('another')
    await becomesTrue(() => expect(bob.pubsub.getSubscribers('another').map(String)).toContain(alice.id))
    takesToBeOn(TOPIC, alice, bob)
    for (let count = 0; count < 50; count += 1) await bob.pubsub.publish(TOPIC, randomBytes(40))
    // What comes behind it in the same stream shows that it was read.
    await bob.pubsub.publish('another', randomBytes(40))
    await becomesTrue(() => expect(heard).toEqual(['another']))
    expect(alice.patience.blamed.size).toBe(0)
  })

  it('[P25] who has messages again and again that are never sent is heard no more', async () => {
    const [alice, mallory] = [await node(), await node()]
    await link(mallory, alice)
    const say = await says(mallory, alice)
    const promise = () => ({ topicID: TOPIC, messageIDs: [randomBytes(40)] })
    const control = { ihave: [], iwant: [], graft: [], prune: [], idontwant: [] }
    await becomesTrue(async () => {
      for (let count = 0; count < 10; count += 1) await say({ control: { ...control, ihave: [promise()] } })
      expect(scoreOf(mallory, alice)).toBeLessThan(NOT_HEARD)
    }, 500)
    expect(alice.patience.blamed.size).toBe(0)
  })

  it('[P25] of honest neighbours that say much nobody loses any', async () => {
    const nodes = await Promise.all(Array.from({ length: 5 }, () => node()))
    const heard = nodes.map(() => 0)
    for (const [index, one] of nodes.entries()) {
      one.pubsub.addEventListener('gossipsub:message', () => (heard[index] = (heard[index] ?? 0) + 1))
      for (const other of nodes.slice(0, index)) await link(one, other)
    }
    for (let count = 0; count < 100; count += 1)
      await Promise.all(nodes.map((one) => one.pubsub.publish(TOPIC, randomBytes(400))))
    await becomesTrue(() => expect(heard).toEqual(nodes.map(() => 100 * (nodes.length - 1))))
    for (const one of nodes) for (const other of nodes) expect(scoreOf(one, other)).toBeGreaterThanOrEqual(0)
  })

  it('[P25] nothing that it does well makes up for what it does badly', () => {
    const deeds = fc.record({
      spent: fc.double({ min: 0, max: 3, noNaN: true }),
      penalties: fc.nat(40),
      delivered: fc.nat(500),
      neighboursAtItsAddress: fc.nat(100),
    })
    fc.assert(
      fc.property(deeds, ({ spent, penalties, delivered, neighboursAtItsAddress }) => {
        const params = createPeerScoreParams(scoreParams({ spent: () => spent }))
        const score = new PeerScore(params, null, defaultLogger(), { scoreCacheValidityMs: 0 })
        for (let index = 0; index <= neighboursAtItsAddress; index += 1) {
          const id = index === 0 ? 'mallory' : `neighbour ${index}`
          score.addPeer(id)
          score.addIP(id, '127.0.0.1')
        }
        score.graft('mallory', TOPIC)
        for (let index = 0; index < delivered; index += 1)
          score.deliverMessage('mallory', `message ${index}`, TOPIC)
        for (let index = 0; index < penalties; index += 1)
          score.addPenalty('mallory', 1, 'broken_promise' as never)
        const made = score.score('mallory')
        const isHonest = spent < 0.05 && penalties <= 6
        expect(made === 0).toBe(isHonest)
        expect(made).toBeLessThanOrEqual(0)
        if (spent > 1 || penalties > 16) expect(made).toBeLessThan(NOT_HEARD)
      }),
      { seed: 25, numRuns: 200 },
    )
  })
})
