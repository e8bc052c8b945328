import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { domainMessage, PRESENCE_DOMAIN } from '../../src/identity/domain'
import { readAnnouncement, signAnnouncement, type Announcement } from '../../src/peer/announcement'
import { AnnouncementGossip } from '../../src/peer/announcement-gossip'
import type { Membership } from '../../src/peer/announcement-shares'
import {
  ANNOUNCEMENT_LIFETIME_MS,
  ANNOUNCEMENTS_HEARD_BURST,
  ANNOUNCEMENTS_OF_ONE_BURST,
  MAX_ANNOUNCEMENT_BYTES,
  tagTopic,
} from '../../src/peer/config'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { MAX_CLOCK_SKEW_MS, MAX_TAG_CHARS } from '../../src/records/limits'
import type { RecordCid, Tag } from '../../src/records/types'
import { START_MS, testNetwork } from '../helpers/author'
import { testDevice, testPerson } from '../helpers/test-person'
import { becomesTrue } from '../helpers/becomes-true'

const NOW_MS = START_MS
const bees = 'bees' as Tag
const bob = await testPerson('bob')
const laptop = testDevice('laptop of bob')
const certificate = await bob.root.certify(testNetwork, laptop.device)
const mallory = await testPerson('mallory')
const said: Announcement = {
  ...{ tag: bees, person: bob.id, device: laptop.device, seq: 7, time: NOW_MS },
  cid: 'bafyreigdmqpykrgxyaxtlafqpqhzrb7qy2rh75nldvfd4tucqmqqme5yje' as RecordCid,
}
const place = { network: testNetwork, tag: bees, nowMs: NOW_MS }

const signed = (changes: Partial<Announcement> = {}, proof = certificate): Promise<Uint8Array> =>
  signAnnouncement(testNetwork, { ...said, ...changes }, proof, laptop)

async function verdict(bytes: Uint8Array, at = place): Promise<string> {
  const read = await readAnnouncement(bytes, at)
  return read.ok ? 'accepted' : read.error
}

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

/** Alice as a page listens to #bees, and a neighbour of hers that says what it likes. */
async function neighbours(membership: Membership = 'unknown') {
  const [page, other] = [await node(), await node()]
  const heard: number[] = []
  const blamed: string[] = []
  let checked = 0
  const gossip = new AnnouncementGossip(page.services.pubsub, testNetwork, {
    heard: ({ seq }) => heard.push(seq),
    membership: () => {
      checked += 1
      return membership
    },
    misbehaved: (from) => blamed.push(from),
    now: () => NOW_MS,
  })
  gossip.setTags([bees])
  ends.push(() => gossip.stop())
  const { pubsub } = other.services
  const topic = tagTopic(testNetwork, bees)
  pubsub.subscribe(topic)
  await other.dial(page.getMultiaddrs())
  // Each must know of the other, or what it says is for nobody.
  for (const { services } of [page, other])
    await becomesTrue(() => expect(services.pubsub.getSubscribers(topic)).toHaveLength(1))
  return {
    page,
    gossip,
    heard,
    blamed,
    checked: () => checked,
    pubsub,
    say: (bytes: Uint8Array) => pubsub.publish(topic, bytes),
  }
}

describe('an announcement', () => {
  it('[P18] gives back what was signed, and fits however long the tag', async () => {
    expect(await readAnnouncement(await signed(), place)).toEqual({ ok: true, value: said })
    const longest = '蜂'.repeat(MAX_TAG_CHARS) as Tag
    const bytes = await signed({ tag: longest, seq: Number.MAX_SAFE_INTEGER })
    expect(bytes.byteLength).toBeLessThan(MAX_ANNOUNCEMENT_BYTES)
    expect(await verdict(bytes, { ...place, tag: longest })).toBe('accepted')
  })

  it('[P18] holds for one community, for a short time, and for who signed it', async () => {
    const bytes = await signed()
    expect(await verdict(bytes, { ...place, tag: 'wasps' as Tag })).toBe('bad-schema')
    const lastMs = NOW_MS + ANNOUNCEMENT_LIFETIME_MS + MAX_CLOCK_SKEW_MS
    expect(await verdict(bytes, { ...place, nowMs: lastMs })).toBe('accepted')
    expect(await verdict(bytes, { ...place, nowMs: lastMs + 1 })).toBe('expired')
    expect(await verdict(bytes, { ...place, nowMs: NOW_MS - MAX_CLOCK_SKEW_MS - 1 })).toBe('expired')
    expect(await verdict(await signed({ person: mallory.id }))).toBe('bad-certificate')
    expect(await verdict(await signed({ device: testDevice('other').device }))).toBe('bad-signature')
  })

  it('[P18] changed in any byte, or signed for something else, is refused', async () => {
    const bytes = await signed()
    for (let at = 0; at < bytes.byteLength; at += 1)
      expect(
        await verdict(Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte))),
      ).not.toBe('accepted')
    const decoded = decodeCanonical(bytes)
    if (!decoded.ok) throw new Error('it decodes')
    const fields = (decoded.value as unknown[]).slice(0, -2)
    const signature = await laptop.sign(domainMessage(PRESENCE_DOMAIN, encodeCanonical(fields)))
    expect(await verdict(encodeCanonical([...fields, certificate, signature]))).toBe('bad-signature')
    expect(await verdict(new Uint8Array(MAX_ANNOUNCEMENT_BYTES + 1))).toBe('bad-schema')
  })
})

describe('announcements on the topic of a community', () => {
  it('[P18] are heard once each, and who passes on what is none is to blame', async () => {
    const { heard, blamed, say } = await neighbours()
    await say(await signed())
    await becomesTrue(() => expect(heard).toEqual([7]))
    await say(await signed({ time: NOW_MS - 1 }))
    await say(await signed({ seq: 8 }))
    await becomesTrue(() => expect(heard).toEqual([7, 8]))
    expect(blamed).toEqual([])
    const forged = await signed({ seq: 9 })
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    await say(forged)
    await becomesTrue(() => expect(blamed).toHaveLength(1))
  })

  it('[P18] of somebody known to be no member are neither heard nor anybody’s fault', async () => {
    const { heard, blamed, checked, say } = await neighbours('none')
    await say(await signed())
    await becomesTrue(() => expect(checked()).toBe(1))
    expect([heard, blamed]).toEqual([[], []])
  })

  it('[P21] of one person are a few at a time, before any signature is checked', async () => {
    const { heard, checked, say } = await neighbours()
    const count = ANNOUNCEMENTS_OF_ONE_BURST + 20
    for (let seq = 0; seq < count; seq += 1) await say(await signed({ seq }))
    await becomesTrue(() => expect(checked()).toBe(count))
    // Those that are checked at once may be done in another order; an earlier place is no news after a later one.
    await becomesTrue(() => expect(heard.at(-1)).toBe(ANNOUNCEMENTS_OF_ONE_BURST - 1))
    expect(heard.length).toBeLessThanOrEqual(ANNOUNCEMENTS_OF_ONE_BURST)
  })

  it('[P21] that are none, or no news, keep nothing else from being heard of who passed them on', async () => {
    const { heard, blamed, say } = await neighbours()
    await say(await signed())
    await becomesTrue(() => expect(heard).toEqual([7]))
    for (let count = 0; count < ANNOUNCEMENTS_HEARD_BURST; count += 1) {
      await say(Uint8Array.of(count))
      await say(await signed({ time: NOW_MS + count }))
    }
    await say(await signed({ seq: 8 }))
    await becomesTrue(() => expect(heard).toEqual([7, 8]))
    expect(blamed).toHaveLength(ANNOUNCEMENTS_HEARD_BURST)
  })

  it('[P21] forged in somebody’s name by one neighbour do not keep theirs from being heard of another', async () => {
    const { heard, blamed, say, page } = await neighbours()
    const honest = await node()
    const topic = tagTopic(testNetwork, bees)
    honest.services.pubsub.subscribe(topic)
    await honest.dial(page.getMultiaddrs())
    await becomesTrue(() => expect(honest.services.pubsub.getSubscribers(topic)).toHaveLength(1))
    for (let seq = 0; seq < ANNOUNCEMENTS_OF_ONE_BURST; seq += 1) {
      const forged = await signed({ seq })
      forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
      await say(forged)
    }
    await becomesTrue(() => expect(blamed).toHaveLength(ANNOUNCEMENTS_OF_ONE_BURST))
    await honest.services.pubsub.publish(topic, await signed())
    await becomesTrue(() => expect(heard).toEqual([7]))
  })

  it('[P18] are said and heard in communities that are joined, and in no other', async () => {
    const { gossip, pubsub, heard, say } = await neighbours()
    const others: string[] = []
    pubsub.addEventListener('gossipsub:message', ({ detail: { msg } }) => others.push(msg.topic))
    pubsub.subscribe(tagTopic(testNetwork, 'wasps' as Tag))
    await gossip.say('wasps' as Tag, await signed({ tag: 'wasps' as Tag }))
    await gossip.say(bees, await signed({ seq: 1 }))
    await becomesTrue(() => expect(others).toEqual([tagTopic(testNetwork, bees)]))
    gossip.setTags([])
    await becomesTrue(() => expect(pubsub.getSubscribers(tagTopic(testNetwork, bees))).toHaveLength(0))
    await say(await signed({ seq: 9 }))
    expect(heard).toEqual([])
  })
})
