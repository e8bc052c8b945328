/** The node of a page, and the relays that it is reached through. */
import dns from 'node:dns'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { generateDeviceKey } from '../../src/identity/keys'
import type { PersonId } from '../../src/identity/types'
import { AddressBook } from '../../src/peer/address-book'
import { DIAL_TIMEOUT_MS } from '../../src/peer/config'
import { ConnectionCount } from '../../src/peer/connection-count'
import { Dialler } from '../../src/peer/dialler'
import { createNode } from '../../src/peer/node'
import { relayPeer } from '../../src/peer/relay-links'
import { IdbBlockStore } from '../../src/storage/block-store'
import { openDatabase } from '../../src/storage/open'
import type { NetworkId } from '../../src/records/types'
import { becomesTrue } from '../helpers/becomes-true'
import { mortalRelay, relay } from '../helpers/relays'
import 'fake-indexeddb/auto'

/** On a busy machine a dial may fail, and is tried again, and once more. */
const THIRD_DIAL_MS = 2 * DIAL_TIMEOUT_MS + 15_000

/** A page with these relays in its list, and what it remembers of others. */
async function page(relays: readonly string[]) {
  const database = await openDatabase('relay test' as NetworkId, () => undefined)
  const made = new ConnectionCount(() => undefined)
  const book = new AddressBook(() => 1)
  const dialling: { dialler?: Dialler } = {}
  const { libp2p, stop } = await started()
  const dialler = (dialling.dialler = new Dialler(
    libp2p,
    book,
    {
      tie: () => ({ strength: 1, attendsUs: true }),
      personAt: () => null,
      connectionsMade: () => made.count,
      extraLinks: () => 0,
      steadyDays: () => 0,
      now: Date.now,
      random: () => 0,
      relaysChanged: () => undefined,
      introduce: () => Promise.reject(new Error('nobody to ask')),
      refusesRelay: () => false,
      mayLink: () => true,
    },
    relays,
  ))
  dialler.start()
  onTestFinished(async () => {
    await dialler.stop()
    await stop()
  })
  return {
    libp2p,
    book,
    dialler,
    peerId: libp2p.peerId.toString(),
    /** Ids of the relays at which it has a place. */
    places: (): Set<string> => {
      const addresses = libp2p.getMultiaddrs().map(String)
      const ways = addresses.filter((address) => address.includes('/p2p-circuit'))
      return new Set(ways.map((way) => relayPeer(way.split('/p2p-circuit')[0] ?? '') ?? ''))
    },
  }

  async function started() {
    const node = await createNode({
      blockstore: new IdbBlockStore(database),
      transportKey: await generateDeviceKey(),
      stun: [],
      made,
      isCutOff: () => false,
      isAnswered: () => true,
      isLetIn: () => true,
      isRelay: (peerId) => dialling.dialler?.isRelay(peerId) ?? false,
      patience: { spent: () => 0, misbehaved: () => undefined },
    })
    return { libp2p: node.libp2p, stop: async () => node.stop() }
  }
}

/** Somebody who has no place anywhere, and reaches others through relays. */
async function guest() {
  const node = await createLibp2p({
    transports: [webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() },
  })
  onTestFinished(async () => node.stop())
  return node
}

describe('a page and its relays', () => {
  it('[RL11] of three places one ends with its relay: the page is reached by the others, and takes one at the fourth', async () => {
    const relays = await Promise.all(Array.from({ length: 4 }, () => mortalRelay()))
    const alice = await page(relays.map(({ address }) => address))
    await becomesTrue(() => expect(alice.places().size).toBe(3))
    const [dead, ...others] = relays.toSorted(
      (one, other) => Number(hasPlace(other.address)) - Number(hasPlace(one.address)),
    )
    function hasPlace(address: string): boolean {
      return alice.places().has(relayPeer(address) ?? '')
    }
    const [first] = others
    if (dead === undefined || first === undefined) throw new Error('expected four relays')
    await dead.stop()
    const bob = await guest()
    const way = multiaddr(`${first.address}/p2p-circuit/p2p/${alice.peerId}`)
    await becomesTrue(async () => expect((await bob.dial(way)).status).toBe('open'))
    const living = new Set(others.map(({ address }) => relayPeer(address)))
    await becomesTrue(() => expect(alice.places()).toEqual(living))
  })

  it('[RL12] where no relay is in the list and no link was opened, a friend who is remembered is met where they were', async () => {
    const address = await relay()
    const bob = await page([address])
    await becomesTrue(() => expect(bob.places().size).toBe(1))
    // The relay lies out in the world: nobody is led to what only this machine can reach.
    const lookUp = dns.lookup.bind(dns) as (...asked: unknown[]) => void
    vi.spyOn(dns, 'lookup').mockImplementation((host: string, ...rest: unknown[]) =>
      lookUp(host === 'relay.example' ? '127.0.0.1' : host, ...rest),
    )
    onTestFinished(() => void vi.restoreAllMocks())
    const alice = await page([])
    const relays = [address.replace('/ip4/127.0.0.1/', '/dns4/relay.example/')]
    alice.book.heard({ peerId: bob.peerId, person: 'bob' as PersonId, relays, seenAt: 1 })
    alice.dialler.nudge()
    const linked = (): void => expect(alice.dialler.direct()).toEqual(new Set([bob.peerId]))
    await vi.waitFor(linked, { timeout: THIRD_DIAL_MS })
    // The relay is left when it is not needed, though the connection through it takes its time to end.
    const connected = (): string[] => alice.libp2p.getConnections().map((each) => each.remotePeer.toString())
    await becomesTrue(() => expect(connected()).toEqual([bob.peerId]))
  })
})
