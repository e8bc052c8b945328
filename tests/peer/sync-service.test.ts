import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { lpStream } from '@libp2p/utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { PersonId } from '../../src/identity/types'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import { SYNC_PROTOCOL } from '../../src/peer/config'
import { decodeMessage, encodeMessage } from '../../src/peer/messages'
import { SyncLinks, type Link } from '../../src/peer/sync-links'
import { SyncService, type SyncHost } from '../../src/peer/sync-service'
import { PAGE_CLOCK } from '../../src/peer/sync-wire'
import type { RecordStore } from '../../src/records/store'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, testNetwork } from '../helpers/author'

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

/** A page's intake and sync, without the page. */
async function startService(
  libp2p: Awaited<ReturnType<typeof node>>,
  store: RecordStore,
  wanted: readonly PersonId[],
): Promise<SyncService<Link>> {
  const ingest = new Ingest({
    store,
    network: testNetwork,
    queue: new Queue(),
    breathe: nextTask,
    refusals: new Refusals(),
    now: Date.now,
    entriesWanted: (person) => (wanted.includes(person) ? Infinity : 0),
    changed: (change) => {
      const last = change.added.at(-1)
      if (last === undefined) return
      const { person, device, seq, time } = last.header
      service.grew([{ person, device, seq, time, cid: last.cid }], change)
    },
    early: () => undefined,
    refused: () => undefined,
    exhausted: () => undefined,
    storageFull: () => undefined,
  })
  const service: SyncService<Link> = new SyncService(
    (host) => new SyncLinks(libp2p, host, Date.now),
    {
      ...nobody(() => undefined),
      store,
      wanted: () => new Map(wanted.map((person) => [person, Infinity])),
      receive: (from, records) => ingest.receive(from, records),
      receiveFresh: (from, records) => ingest.receiveFresh(from, records),
    },
    PAGE_CLOCK,
  )
  await service.start()
  ends.push(() => service.stop())
  return service
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
      (host) => new SyncLinks(alice, host, Date.now),
      nobody(() => links.push(service.links().length)),
      PAGE_CLOCK,
    )
    await service.start()
    ends.push(() => service.stop())
    await alice.dial(bob.getMultiaddrs())
    await vi.waitFor(() => expect(streams).toBe(2), { timeout: 10_000 })
    await vi.waitFor(() => expect(service.links()).toHaveLength(1))
    expect(links).toContain(0)
    expect(alice.getConnections()).toHaveLength(1)
  })

  it('[SY12] gets a log from whoever has it when a peer that promised more sends nothing', async () => {
    const alice = await Author.create()
    for (let count = 0; count < 200; count += 1) await alice.post(`post ${count}`)
    const [mallory, charlie] = [
      await node(['/ip4/127.0.0.1/tcp/0/ws']),
      await node(['/ip4/127.0.0.1/tcp/0/ws']),
    ]
    const asked: string[] = []
    await mallory.handle(SYNC_PROTOCOL, async (stream) => {
      const wire = lpStream(stream)
      await wire.write(encodeMessage({ type: 'have', positions: [{ ...alice.logId(), next: 1_000_000 }] }))
      for (;;) {
        const message = decodeMessage((await wire.read()).subarray())
        if (message.ok) asked.push(message.value.type)
      }
    })
    await startService(charlie, alice.store, [])
    const store = new MemoryRecordStore()
    const bob = await node([])
    await startService(bob, store, [alice.person])
    await bob.dial(mallory.getMultiaddrs())
    await vi.waitFor(() => expect(asked).toContain('get'))
    await bob.dial(charlie.getMultiaddrs())
    await vi.waitFor(async () => expect((await store.head(alice.logId()))?.seq).toBe(200), {
      timeout: 10_000,
    })
    expect(asked).toContain('stop')
  })

  it('[SY2] what its author has just published is pushed, and reaches others through whoever has it', async () => {
    const alice = await Author.create()
    const [at, via, to] = [
      await node(['/ip4/127.0.0.1/tcp/0/ws']),
      await node(['/ip4/127.0.0.1/tcp/0/ws']),
      await node([]),
    ]
    const service = await startService(at, alice.store, [])
    const [held, reached] = [new MemoryRecordStore(), new MemoryRecordStore()]
    await startService(via, held, [alice.person])
    await startService(to, reached, [alice.person])
    await via.dial(at.getMultiaddrs())
    await to.dial(via.getMultiaddrs())
    await vi.waitFor(async () => expect((await reached.head(alice.logId()))?.seq).toBe(0), { timeout: 5_000 })
    const record = await alice.post('news')
    const { cid, header } = record
    service.grew([{ ...alice.logId(), seq: header.seq, time: header.time, cid }], {
      added: [record],
      forgotten: [],
      source: 'self',
    })
    await vi.waitFor(async () => expect((await reached.head(alice.logId()))?.cid).toBe(cid), {
      timeout: 5_000,
    })
    expect((await held.head(alice.logId()))?.cid).toBe(cid)
  })
})
