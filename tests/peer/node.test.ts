import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { lpStream } from '@libp2p/utils'
import { createHeliaLight } from 'helia'
import { createLibp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { generateDeviceKey } from '../../src/identity/keys'
import { concatBytes } from '../../src/lib/bytes'
import { ConnectionCount } from '../../src/peer/connection-count'
import { createNode } from '../../src/peer/node'
import { IdbBlockStore } from '../../src/storage/block-store'
import { openDatabase } from '../../src/storage/open'
import type { NetworkId } from '../../src/records/types'
import 'fake-indexeddb/auto'

const BITSWAP = '/ipfs/bitswap/1.2.0'

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Made anew each time: libp2p writes the key into it. */
const listens = () => ({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
  services: { identify: identify() },
})

/** The node of a page. */
async function page() {
  const node = await createNode({
    blockstore: new IdbBlockStore(await openDatabase('node test' as NetworkId, () => undefined)),
    transportKey: await generateDeviceKey(),
    stun: [],
    made: new ConnectionCount(),
    isCutOff: () => false,
    isAnswered: () => true,
    isLetIn: () => true,
    isRelay: () => false,
  })
  ends.push(async () => node.stop())
  return node
}

/** A block of a bitswap message, as protobuf: field 3, with a prefix and the data. */
function blockMessage(prefix: Uint8Array, data: Uint8Array): Uint8Array {
  const field = (tag: number, bytes: Uint8Array): Uint8Array =>
    concatBytes(new Uint8Array([tag, bytes.byteLength]), bytes)
  return field(0x1a, concatBytes(field(0x0a, prefix), field(0x12, data)))
}

describe('a block that is wanted', () => {
  it('[IM6] comes from whoever has it, though a neighbour answers with its hash in its place', async () => {
    const bytes = new TextEncoder().encode('a part of an image')
    const { digest } = await sha256.digest(bytes)
    const cid = CID.createV1(0x55, await sha256.digest(bytes))

    const alice = await page()
    const mallory = await createLibp2p(listens())
    ends.push(async () => mallory.stop())
    let asked = 0
    await mallory.handle(BITSWAP, (stream) => {
      asked += 1
      void stream.close()
    })
    const bob = withBitswap(withLibp2pLight(createHeliaLight(), listens()))
    await bob.start()
    await bob.blockstore.put(cid, bytes)
    ends.push(async () => bob.stop())

    const connection = await alice.libp2p.dial(mallory.getMultiaddrs())
    const signal = AbortSignal.timeout(5_000)
    const got = (async () => {
      const parts: Uint8Array[] = []
      for await (const part of alice.blockstore.get(cid, { signal })) parts.push(part)
      return concatBytes(...parts)
    })().catch((error: unknown) => error)
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 5_000 })
    const stream = await mallory.getConnections()[0]?.newStream(BITSWAP)
    if (stream === undefined) throw new Error('alice is linked')
    const isIdentity = new Uint8Array([1, 0x55, 0x00, digest.byteLength])
    await lpStream(stream).write(blockMessage(isIdentity, digest))
    await stream.close()
    await vi.waitFor(() => expect(connection.streams.some(({ id }) => id === stream.id)).toBe(false))
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    expect(await got).toEqual(bytes)
  })
})
