import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SYNC_PROTOCOL } from '../../src/peer/config'
import { SyncService, type SyncHost } from '../../src/peer/sync-service'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

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
    services: { identify: identify() },
  })
  ends.push(async () => made.stop())
  return made
}

function nobody(linksChanged: () => void): SyncHost {
  return {
    store: new MemoryRecordStore(),
    presence: async () => null,
    personBehind: async () => null,
    wanted: () => new Map(),
    receive: async () => undefined,
    receiveFresh: async () => undefined,
    misbehaved: () => undefined,
    linksChanged,
    spread: () => undefined,
  }
}

describe('the sync service', () => {
  it('[SY10] opens a stream again that ended while its connection stayed', async () => {
    const bob = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    let streams = 0
    await bob.handle(SYNC_PROTOCOL, (stream) => {
      streams += 1
      if (streams === 1) stream.abort(new Error('an accident'))
    })
    const alice = await node([])
    const links: number[] = []
    const service = new SyncService(
      alice,
      nobody(() => links.push(service.links().length)),
      Date.now,
    )
    await service.start()
    ends.push(() => service.stop())
    await alice.dial(bob.getMultiaddrs())
    await vi.waitFor(() => expect(streams).toBe(2), { timeout: 10_000 })
    await vi.waitFor(() => expect(service.links()).toHaveLength(1))
    expect(links).toContain(0)
    expect(alice.getConnections()).toHaveLength(1)
  })
})
