import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { lpStream } from '@libp2p/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_STRANGER_ENTRIES } from '../../src/app/interest'
import { decodeInvite } from '../../src/app/invite-link'
import { MAX_DEVICES_PER_PERSON, presenceTopic, SYNC_PROTOCOL } from '../../src/peer/config'
import { decodeMessage, encodeMessage, type SyncMessage } from '../../src/peer/messages'
import { signPresence } from '../../src/peer/presence'
import { deviceSigner, generateDeviceKey } from '../../src/identity/keys'
import { newWords } from '../../src/identity/words'
import { readRecord } from '../../src/records/admit'
import { networkIdOf } from '../../src/records/network-id'
import type { Header, RecordBlocks } from '../../src/records/types'
import { networkWith } from '../../tools/site'
import { Author } from '../helpers/author'
import { hostileRecords } from '../helpers/hostile-records'
import { startGossip, startNodePeer, type NodePeer } from './harness/node-peer'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')
/** Several share an attack where the patience with one would be used up. */
const nodes: NodePeer[] = []

beforeAll(async () => {
  for (let count = 0; count < 6; count += 1) nodes.push(await startNodePeer())
  await alice.begin()
})

afterAll(async () => {
  for (const node of nodes) await node.stop()
})

/**
 * Opens the sync protocol with a page as any program could, introduces itself as the author, offers a log of theirs that there is
 * not until it is asked for it, since what nobody asked for is not read (rule SY29), and says what it likes.
 */
async function speakWith(person: Person, node: NodePeer | undefined, author: Author) {
  const invite = decodeInvite((await person.inviteLink()).split('#/join/')[1] ?? '')
  if (invite === null || node === undefined) throw new Error('the invite link is damaged')
  const connection = await node.dial(site.relay, invite.peerId)
  const wire = lpStream(await connection.newStream(SYNC_PROTOCOL))
  const say = async (message: SyncMessage): Promise<void> => wire.write(encodeMessage(message))
  await say({ type: 'hello', presence: await presenceOf(author, peerIdOf(node)) })
  const { device } = await deviceSigner(await generateDeviceKey())
  const offer: SyncMessage = { type: 'have', positions: [{ person: author.person, device, next: 10 }] }
  for (let isAsked = false; !isAsked;) {
    const read = decodeMessage((await wire.read()).subarray())
    if (!read.ok) throw new Error(read.error)
    const message = read.value
    // Whoever is not wanted yet offers in vain.
    if (message.type === 'want' && message.wants.some((want) => want.person === author.person))
      await say(offer)
    isAsked = message.type === 'get'
  }
  let batch = 0
  return {
    say,
    send: async (records: readonly RecordBlocks[]) => {
      batch += 1
      await say({ type: 'records', id: batch, records })
    },
  }
}

function peerIdOf(node: NodePeer): string {
  return node.helia.libp2p.peerId.toString()
}

function presenceOf(author: Author, peerId: string, relays = [site.relay]): Promise<Uint8Array> {
  const { network, person, signer, certificate } = author
  const presence = { person, device: signer.device, peerId, relays, time: Date.now(), head: null }
  return signPresence(network, presence, certificate, signer)
}

async function newPeerId(): Promise<string> {
  return peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
}

async function authorHere(words?: string): Promise<Author> {
  const author = await Author.create({
    network: await networkIdOf((await networkWith([])).manifest),
    ...(words !== undefined && { words }),
  })
  author.nowMs = Date.now() - 60_000
  return author
}

async function refused(person: Person): Promise<Record<string, number>> {
  const rows = await person.page
    .locator('[data-reason]')
    .evaluateAll((items) =>
      items.map(
        (item) =>
          [
            item.getAttribute('data-reason') ?? '',
            Number(item.querySelector('strong')?.textContent),
          ] as const,
      ),
    )
  return Object.fromEntries(rows)
}

describe('a hostile peer', () => {
  it('[E15] sends a hundred wrong records: each is refused for its reason, and nothing held changes', async () => {
    const words = newWords().join(' ')
    const mallory = await authorHere(words)
    await mallory.write({ kind: 'profile', body: { name: 'Mallory', about: '', hue: 0 } })
    await mallory.post('I am real')
    const accomplice = await authorHere()
    const foreign = await accomplice.post('I am somebody else')
    const log = await blocksIn(mallory)
    const { network, person, signer } = mallory
    const hostile = await hostileRecords({
      network,
      person,
      words,
      signer,
      records: log,
      foreign: foreign.cid,
    })
    expect(hostile.length).toBeGreaterThanOrEqual(100)

    await alice.post('Before the attack')
    const [first, second, third] = nodes
    const helper = await speakWith(alice, third, accomplice)
    await helper.send(await blocksIn(accomplice))
    const speakers = [await speakWith(alice, first, mallory), await speakWith(alice, second, mallory)]
    await speakers[0]?.send(log)
    const attackWith = async (records: typeof hostile): Promise<void> => {
      for (const [index, { blocks }] of records.entries()) await speakers[index % 2]?.send([blocks])
    }
    // Of a log that is known to fork no signature is checked where it forks (rule SY15): forks come when all else is refused.
    const isFork = ({ reason }: (typeof hostile)[number]): boolean => reason === 'fork'
    const attack = attackWith(hostile.filter((record) => !isFork(record)))
    await alice.post('In the midst of it')
    await attack

    const isAskedFor = (header: Header): boolean =>
      [person, accomplice.person].includes(header.person) && header.seq < MAX_STRANGER_ENTRIES
    const expected: Record<string, number> = {}
    let expectedForks = 0
    // Only what is told apart from the log that is held counts; a repeated entry is no fault.
    for (const { blocks, reason } of hostile) {
      if (reason === 'duplicate') continue
      if (reason === 'fork') expectedForks += 1
      const read = await readRecord(blocks, network, Date.now())
      // Without its words, and nothing that shows them withdrawn, an entry comes no further (rule SY20).
      const asked = blocks.body === null ? 'body-missing' : reason
      const expectedReason = !read.ok ? reason : isAskedFor(read.value.header) ? asked : 'not-wanted'
      expected[expectedReason] = (expected[expectedReason] ?? 0) + 1
    }
    await alice.goTo('Connections')
    await until('all but the forks are refused', async () => {
      return sum(await refused(alice)) >= sum(expected) - expectedForks
    })
    await attackWith(hostile.filter(isFork))
    await until('all are refused', async () => sum(await refused(alice)) >= sum(expected))
    expect(await refused(alice)).toEqual(expected)

    await alice.goTo('Latest')
    await alice.article('Before the attack').waitFor()
    await alice.article('In the midst of it').waitFor()
    expect(await alice.page.getByRole('article').count()).toBe(2)
    await alice.page.reload()
    await alice.ready()
    await alice.article('Before the attack').waitFor()
    expect(alice.faults).toEqual([])
  })

  it('[E16] that goes on is cut off', async () => {
    const mallory = await authorHere()
    const { send } = await speakWith(alice, nodes[3], mallory)
    const peerId = nodes[3]?.helia.libp2p.peerId.toString() ?? ''
    const link = alice.page.getByRole('list', { name: 'Peers' }).getByText(peerId.slice(-8))
    await link.waitFor()
    const garbage = async (): Promise<void> => {
      for (let times = 0; times < 400; times += 1) await send([{ entry: new Uint8Array(100), body: null }])
    }
    // Whether a write fails before all is sent depends on how fast the page is.
    await garbage().catch(() => undefined)
    await link.waitFor({ state: 'detached' })
    await expect(speakWith(alice, nodes[3], mallory)).rejects.toThrow()
    expect(alice.faults).toEqual([])
  })

  it('[E17] with more devices than anybody has does not come between honest people', async () => {
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    await bob.goTo('Stream')
    const words = newWords().join(' ')
    const devices: Author[] = []
    for (let count = 0; count <= MAX_DEVICES_PER_PERSON; count += 1) devices.push(await authorHere(words))
    const [mallory] = devices
    if (mallory === undefined) throw new Error('there is one at least')
    const { send } = await speakWith(alice, nodes[4], mallory)
    for (const device of devices) await send(await blocksIn(device))
    await alice.goTo('Connections')
    await until('the last is refused', async () => (await refused(alice))['not-wanted'] === 1)
    await alice.post('Still with you')
    await bob.article('Still with you').waitFor()
    expect(await refused(bob)).toEqual({})
  })

  it('[E18] cannot make pages connect to places of its choosing', async () => {
    let hits = 0
    const trap = createServer(() => (hits += 1)).on('upgrade', () => (hits += 1))
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as AddressInfo
    const gossip = await startGossip(site.relay)
    const mallory = await authorHere()
    const lure = `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${await newPeerId()}`
    const topic = presenceTopic(mallory.network)
    await until('the relay passes on what is said', async () => {
      await gossip.publish(topic, await presenceOf(mallory, gossip.peerId, [lure]))
      return gossip.heard(topic) > 0
    })
    // The dialler looks every second at the latest for somebody to dial.
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect(hits).toBe(0)
    expect([...alice.faults, ...bob.faults]).toEqual([])
    await gossip.stop()
    await new Promise((resolve) => trap.close(resolve))
  })

  it('[E19] that never stops to introduce itself is read slowly, and the page answers', async () => {
    const mallory = await authorHere()
    const node = nodes[5]
    if (node === undefined) throw new Error('there are six')
    const { say } = await speakWith(alice, node, mallory)
    const presence = await presenceOf(mallory, peerIdOf(node))
    const flood = (async () => {
      for (let count = 0; count < 3_000; count += 1) await say({ type: 'hello', presence })
    })()
    await alice.post('Who is there?')
    await bob.article('Who is there?').waitFor()
    await alice.goTo('Latest')
    await alice.article('Who is there?').waitFor()
    await node.stop()
    await flood.catch(() => undefined)
    expect(alice.faults).toEqual([])
  })
})

async function blocksIn(author: Author): Promise<RecordBlocks[]> {
  const blocks: RecordBlocks[] = []
  for await (const record of author.store.all())
    blocks.push({ entry: record.entryBlock, body: record.bodyBlock })
  return blocks
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
