import { generateKeyPair } from '@libp2p/crypto/keys'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { AddressBook } from '../../src/peer/address-book'
import { GOOD_LINK_MS, MAX_LINKS } from '../../src/peer/config'
import { Dialler } from '../../src/peer/dialler'
import { becomesTrue } from '../helpers/becomes-true'

/** Nothing here is far away. */
const DIALS_WITHIN_MS = 2_000

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function node(listen: string[]) {
  const made = await createLibp2p({
    addresses: { listen },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: {
      inboundConnectionThreshold: MAX_LINKS * 2,
      maxIncomingPendingConnections: MAX_LINKS * 2,
    },
  })
  ends.push(async () => made.stop())
  return made
}

/** Alice, who knows nobody, at a time that is ahead of when her links were made. */
async function startAlice(
  aheadMs: number,
  { strength = 0, relays = [] as string[], anchor = null as string | null } = {},
) {
  const alice = await node(['/ip4/127.0.0.1/tcp/0/ws'])
  const book = new AddressBook(() => 0)
  /** Acquaintances that were asked to introduce somebody. */
  const asked: string[] = []
  /** … and whom. */
  const askedFor: string[] = []
  const host = {
    tie: () => ({ strength, attendsUs: false }),
    steadyDays: (peerId: string) => (peerId === anchor ? 3 : 0),
    personAt: () => null,
    connectionsMade: () => 0,
    extraLinks: () => 0,
    now: () => Date.now() + aheadMs,
    random: () => 0,
    relaysChanged: () => undefined,
    introduce: (acquaintance: string, peerId: string) => {
      asked.push(acquaintance)
      askedFor.push(peerId)
      return Promise.reject(new Error('nobody to ask'))
    },
    refusesRelay: () => false,
    mayLink: () => true,
  }
  const dialler = new Dialler(alice, book, host, relays, DIALS_WITHIN_MS)
  dialler.start()
  ends.push(() => dialler.stop())
  return { alice, book, dialler, asked, askedFor }
}

describe('the dialler', () => {
  it('[P7] of more links than may be the weakest is ended, and the other waits before it is dialled', async () => {
    const { alice, book, dialler } = await startAlice(GOOD_LINK_MS / 2)
    const others = await Promise.all(Array.from({ length: MAX_LINKS }, () => node([])))
    for (const other of others) await other.dial(alice.getMultiaddrs())
    const late = await node([])
    await late.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(late.getConnections()).toEqual([]))
    expect(dialler.direct().size).toBe(MAX_LINKS)
    expect(book.failuresOf(late.peerId.toString())).toBeGreaterThan(0)
  })

  it('[P8] a witness takes no place, and no link of a person is ended for it', async () => {
    const { alice, dialler } = await startAlice(GOOD_LINK_MS / 2)
    const witness = await node([])
    dialler.addHelpers([`/ip4/127.0.0.1/tcp/1/ws/p2p/${witness.peerId.toString()}`])
    await witness.dial(alice.getMultiaddrs())
    const others = await Promise.all(Array.from({ length: MAX_LINKS }, () => node([])))
    for (const other of others) await other.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(dialler.direct().size).toBe(MAX_LINKS))
    // One person too many: that one has to go, and nobody before it.
    const late = await node([])
    await late.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(late.getConnections()).toEqual([]))
    expect(others.flatMap((other) => other.getConnections())).toHaveLength(MAX_LINKS)
    expect(dialler.direct().has(witness.peerId.toString())).toBe(false)
    expect(witness.getConnections()).toHaveLength(1)
  })

  it.each([
    { lasted: 'ends at once counts as a failure', aheadMs: 0, failures: 2 },
    { lasted: 'lasted makes up for the failures before it', aheadMs: GOOD_LINK_MS, failures: 0 },
  ])('[P7] a link that $lasted', async ({ aheadMs, failures }) => {
    const { alice, book } = await startAlice(aheadMs)
    const bob = await node([])
    const id = bob.peerId.toString()
    book.failed(id, 0)
    const connection = await bob.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(alice.getConnections()).toHaveLength(1))
    await connection.close()
    await becomesTrue(() => expect(alice.getConnections()).toEqual([]))
    expect(book.failuresOf(id)).toBe(failures)
  })

  it('[RL5] a relay to which a friend leads is nobody: it takes no place, is not blamed, and ends when it is not needed', async () => {
    const own = `/ip4/127.0.0.1/tcp/1/ws/p2p/${await newId()}`
    const { alice, book, dialler } = await startAlice(0, { strength: 1, relays: [own] })
    const relay = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    const bob = await newId()
    const id = relay.peerId.toString()
    await alice.dial(relay.getMultiaddrs())
    expect(dialler.direct()).toEqual(new Set())
    book.heard({ peerId: bob, person: null, relays: relay.getMultiaddrs().map(String), seenAt: 1 })
    dialler.nudge()
    await becomesTrue(() => expect(alice.getConnections()).toEqual([]))
    expect(book.failuresOf(id)).toBe(0)
  })

  it('[PA7] a relay that stays connected and introduces nobody keeps nobody from being asked for by acquaintances', async () => {
    const relay = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    const relays = relay.getMultiaddrs().map(String)
    const { alice, book, dialler, asked } = await startAlice(0, { strength: 1, relays })
    const charlie = await node([])
    await charlie.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(dialler.relays()[0]?.state).toBe('connected'))
    const dora = await newId()
    const ways = [...relays, `/p2p/${charlie.peerId.toString()}`]
    book.heard({ peerId: dora, person: null, relays: ways, seenAt: 1 })
    dialler.nudge()
    await becomesTrue(() => expect(asked).toEqual([charlie.peerId.toString()]))
  })

  it('[PA7] a relay that is frozen costs the time of one dial, not of one for each who can be asked for by acquaintances', async () => {
    const relay = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    const relays = relay.getMultiaddrs().map(String)
    const { alice, book, dialler, askedFor } = await startAlice(0, { strength: 1, relays })
    const dial = alice.dial.bind(alice)
    // Nothing comes back over it.
    alice.dial = (to, options = {}) =>
      String(to).includes('/p2p-circuit/')
        ? new Promise((_, reject) =>
            options.signal?.addEventListener('abort', () => reject(new Error('too late'))),
          )
        : dial(to, options)
    const charlie = await node([])
    await charlie.dial(alice.getMultiaddrs())
    await becomesTrue(() => expect(dialler.relays()[0]?.state).toBe('connected'))
    const ids = await Promise.all([newId(), newId(), newId()])
    const ways = [...relays, `/p2p/${charlie.peerId.toString()}`]
    for (const [index, peerId] of ids.entries())
      book.heard({ peerId, person: null, relays: ways, seenAt: index })
    dialler.nudge()
    await becomesTrue(() => expect(askedFor.length).toBeGreaterThanOrEqual(2))
    // The third was dialled through the relay in vain; the others were asked for before they were.
    expect(askedFor.slice(0, 2)).toEqual([ids[1], ids[0]])
  })

  it('[RL14] an anchor is looked for at the relay where it was, a stranger at ours alone', async () => {
    const [bob, stranger] = [await newId(), await newId()]
    const own = `/dns4/hostile.invalid/tcp/443/wss/p2p/${await newId()}`
    const { book, dialler } = await startAlice(0, { relays: [own], anchor: bob })
    const named = [`/dns4/elsewhere.invalid/tcp/443/wss/p2p/${await newId()}`]
    book.heard({ peerId: stranger, person: null, relays: named, seenAt: 2 })
    book.heard({ peerId: bob, person: null, relays: named, seenAt: 1 })
    dialler.nudge()
    await becomesTrue(() => expect(book.failuresOf(bob)).toBeGreaterThan(0))
    expect(book.failuresOf(stranger)).toBe(0)
  })

  it('[RL5] nobody, however near, leads us to what only our own machine can reach', async () => {
    const ids = await Promise.all([newId(), newId(), newId()])
    const [relay, lured, bob] = ids
    const own = `/dns4/relay.invalid/tcp/443/wss/p2p/${relay}`
    const { book, dialler } = await startAlice(0, { strength: 1, relays: [own] })
    const trap = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    let hits = 0
    trap.addEventListener('connection:open', () => (hits += 1))
    const lure = trap.getMultiaddrs().map(String)
    book.heard({ peerId: bob, person: null, relays: [own], seenAt: 1 })
    // Heard of last, so dialled first.
    book.heard({ peerId: lured, person: null, relays: lure, seenAt: 2 })
    dialler.nudge()
    await becomesTrue(() => expect(book.failuresOf(bob)).toBe(1))
    expect(book.failuresOf(lured)).toBe(0)
    expect(hits).toBe(0)
  })
})

async function newId(): Promise<string> {
  return peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
}
