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
import { afterEach, describe, expect, it } from 'vitest'
import { generateDeviceKey } from '../../src/identity/keys'
import { concatBytes } from '../../src/lib/bytes'
import { ConnectionCount } from '../../src/peer/connection-count'
import { createNode } from '../../src/peer/node'
import { BITSWAP_PROTOCOL } from '../../src/peer/paced-blocks'
import { IdbBlockStore } from '../../src/storage/block-store'
import { openDatabase } from '../../src/storage/open'
import type { NetworkId } from '../../src/records/types'
import 'fake-indexeddb/auto'
import { becomesTrue } from '../helpers/becomes-true'

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

const openNodeDatabase = () => openDatabase('node test' as NetworkId, () => undefined)

/** The node of a page. */
async function page(blockstore?: IdbBlockStore) {
  const node = await createNode({
    blockstore: blockstore ?? new IdbBlockStore(await openNodeDatabase()),
    transportKey: await generateDeviceKey(),
    stun: [],
    made: new ConnectionCount(() => undefined),
    isCutOff: () => false,
    isAnswered: () => true,
    isLetIn: () => true,
    isRelay: () => false,
    patience: { spent: () => 0, misbehaved: () => undefined },
  })
  ends.push(async () => node.stop())
  return node
}

/** Counts the blocks that are read to be sent. */
class CountingBlockStore extends IdbBlockStore {
  reads = 0

  override get(...args: Parameters<IdbBlockStore['get']>) {
    this.reads += 1
    return super.get(...args)
  }
}

/** A bitswap message that wants blocks, as protobuf: field 1, of entries in field 1, of which field 1 is the CID. */
function wantMessage(cids: readonly CID[]): Uint8Array {
  const field = (bytes: Uint8Array): Uint8Array =>
    concatBytes(new Uint8Array([0x0a, ...varint(bytes.byteLength)]), bytes)
  return field(concatBytes(...cids.map((cid) => field(field(cid.bytes)))))
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]
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
    await mallory.handle(BITSWAP_PROTOCOL, (stream) => {
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
    await becomesTrue(() => expect(asked).toBeGreaterThan(0))
    const stream = await mallory.getConnections()[0]?.newStream(BITSWAP_PROTOCOL)
    if (stream === undefined) throw new Error('alice is linked')
    const isIdentity = new Uint8Array([1, 0x55, 0x00, digest.byteLength])
    await lpStream(stream).write(blockMessage(isIdentity, digest))
    await stream.close()
    await becomesTrue(() => expect(connection.streams.some(({ id }) => id === stream.id)).toBe(false))
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    expect(await got).toEqual(bytes)
  })
})

describe('a peer that wants everything', () => {
  it('[IM7] is sent no more than 48 blocks of one question, and what it asks for afterwards', async () => {
    const blockstore = new CountingBlockStore(await openNodeDatabase())
    const alice = await page(blockstore)
    const cids = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const bytes = new TextEncoder().encode(`block ${index}`)
        const cid = CID.createV1(0x55, await sha256.digest(bytes))
        await blockstore.put(cid, bytes)
        return cid
      }),
    )
    const mallory = await createLibp2p(listens())
    ends.push(async () => mallory.stop())
    await mallory.handle(BITSWAP_PROTOCOL, (stream) => void stream.close())
    await alice.libp2p.dial(mallory.getMultiaddrs())
    await becomesTrue(() => expect(mallory.getConnections()).toHaveLength(1))
    const ask = async (wanted: readonly CID[]): Promise<void> => {
      const stream = await mallory.getConnections()[0]?.newStream(BITSWAP_PROTOCOL)
      if (stream === undefined) throw new Error('alice is linked')
      await lpStream(stream).write(wantMessage(wanted))
      await stream.close()
    }

    await ask(cids)
    await becomesTrue(() => expect(blockstore.reads).toBe(48))
    const stream = await alice.libp2p.dialProtocol(mallory.peerId, BITSWAP_PROTOCOL)
    // Paced (paced-blocks.test.ts).
    expect(Object.hasOwn(stream, 'send')).toBe(true)
    await stream.close()
    // What was let go is not sent later either.
    await ask(cids.slice(0, 2))
    await becomesTrue(() => expect(blockstore.reads).toBe(50))
  })
})
