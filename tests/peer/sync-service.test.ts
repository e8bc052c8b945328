import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { lpStream } from '@libp2p/utils'
import { afterEach, describe, expect, it } from 'vitest'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { deviceSigner, generateDeviceKey } from '../../src/identity/keys'
import { newWords } from '../../src/identity/words'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import { SYNC_PROTOCOL } from '../../src/peer/config'
import { decodeMessage, encodeMessage } from '../../src/peer/messages'
import { SyncLinks, type Link } from '../../src/peer/sync-links'
import { SyncService, type SyncHost } from '../../src/peer/sync-service'
import { PAGE_CLOCK } from '../../src/peer/sync-wire'
import { headsOf } from '../../src/records/heads'
import type { RecordStore } from '../../src/records/store'
import type { RecordCid } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, testNetwork } from '../helpers/author'
import { becomesTrue } from '../helpers/becomes-true'

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
    logBehind: async () => null,
    wanted: () => new Map(),
    receive: async () => undefined,
    receiveFresh: async () => undefined,
    misbehaved: () => undefined,
    linksChanged,
    spread: () => undefined,
    turnsOver: () => undefined,
    ended: () => undefined,
  }
}

/** A page's intake and sync, without the page. */
async function startService(
  libp2p: Awaited<ReturnType<typeof node>>,
  store: RecordStore,
  wanted: readonly PersonId[],
  turnsOver: RecordCid[] = [],
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
      service.grew(headsOf(change), change)
    },
    early: () => undefined,
    refused: () => undefined,
    exhausted: () => undefined,
    storageFull: () => undefined,
    sought: (branches) => service.seek(branches),
    forked: ({ header }) => void service.showFork(header),
  })
  const service: SyncService<Link> = new SyncService(
    (host) => new SyncLinks(libp2p, host, Date.now),
    {
      ...nobody(() => undefined),
      store,
      wanted: () => new Map(wanted.map((person) => [person, Infinity])),
      receive: (from, records) => ingest.receive(from, records),
      receiveFresh: (from, records) => ingest.receiveFresh(from, records),
      turnsOver: (heads) => {
        turnsOver.push(...heads)
        void ingest.turnsOver(heads)
      },
    },
    PAGE_CLOCK,
  )
  await service.start()
  for await (const record of store.all()) if (record.kind === 'merge') await ingest.joined([record])
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
    await becomesTrue(() => expect(streams).toBe(2))
    await becomesTrue(() => expect(service.links()).toHaveLength(1))
    expect(links).toContain(0)
    expect(alice.getConnections()).toHaveLength(1)
  })

  it('[SY26] a peer that says on its next stream that it is somebody else is not believed, and is to blame', async () => {
    const people = ['carol', 'dora', 'erin'] as readonly string[] as readonly PersonId[]
    const mallory = await node(['/ip4/127.0.0.1/tcp/0/ws'])
    let streams = 0
    await mallory.handle(SYNC_PROTOCOL, async (stream) => {
      const presence = Uint8Array.of(streams)
      streams += 1
      await lpStream(stream).write(encodeMessage({ type: 'hello', presence }))
      if (streams < people.length) setTimeout(() => stream.abort(new Error('another name')), 200)
    })
    const alice = await node([])
    const blamed: string[] = []
    const seen = new Set<PersonId | null>()
    const service: SyncService<Link> = new SyncService(
      (host) => new SyncLinks(alice, host, Date.now),
      {
        ...nobody(() => seen.add(service.personAt(mallory.peerId.toString()))),
        logBehind: async (presence) => {
          const person = people[presence[0] ?? 0]
          return person === undefined ? null : { person, device: 'laptop' as DeviceId }
        },
        misbehaved: (_from, what) => blamed.push(what),
      },
      PAGE_CLOCK,
    )
    await service.start()
    ends.push(() => service.stop())
    await alice.dial(mallory.getMultiaddrs())
    await becomesTrue(() => expect(blamed).toHaveLength(2))
    expect([...seen].filter((person) => person !== null)).toEqual(['carol'])
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
    await becomesTrue(() => expect(asked).toContain('get'))
    await bob.dial(charlie.getMultiaddrs())
    await becomesTrue(async () => expect((await store.head(alice.logId()))?.seq).toBe(200))
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
    await becomesTrue(async () => expect((await reached.head(alice.logId()))?.seq).toBe(0))
    const record = await alice.post('news')
    const { cid, header } = record
    service.grew([{ ...alice.logId(), seq: header.seq, time: header.time, cid }], {
      added: [record],
      forgotten: [],
      source: 'self',
    })
    await becomesTrue(async () => expect((await reached.head(alice.logId()))?.cid).toBe(cid))
    expect((await held.head(alice.logId()))?.cid).toBe(cid)
  })

  it('[SY18] who holds one branch of a log, and who holds the other, have both when its author has joined them', async () => {
    const [words, signer] = [newWords().join(' '), await deviceSigner(await generateDeviceKey())]
    const [laptop, copy] = [await Author.create({ words, signer }), await Author.create({ words, signer })]
    for (const one of [laptop, copy]) await one.post('before the backup')
    const [one, other] = [await laptop.post('on the laptop'), await copy.post('on its copy')]
    const further = await Author.create({ words })
    const heads = [one.cid, other.cid]
    await further.write({ kind: 'merge', body: { device: signer.device, heads } })
    const [bob, charlie] = [laptop.store, copy.store]
    for await (const record of further.store.all()) await bob.append([record])
    const [at, to] = [await node(['/ip4/127.0.0.1/tcp/0/ws']), await node([])]
    await startService(at, bob, [laptop.person])
    await startService(to, charlie, [laptop.person])
    await to.dial(at.getMultiaddrs())
    const names = async (store: RecordStore): Promise<string[]> => {
      const records = []
      for await (const { cid } of store.all()) records.push(cid)
      return records.sort()
    }
    await becomesTrue(async () => expect(await names(charlie)).toContain(one.cid))
    await becomesTrue(async () => expect(await names(bob)).toEqual(await names(charlie)))
    expect(await names(bob)).toHaveLength(6)
    expect(await charlie.countBeside(laptop.logId())).toBe(1)
    expect((await charlie.head(laptop.logId()))?.cid).toBe(other.cid)
  })

  it('[SY28] says when everybody linked was asked for an end', async () => {
    const words = newWords().join(' ')
    const alice = await Author.create({ words })
    const nowhere = await alice.post('this is no end of her laptop')
    const laptop = (await Author.create()).signer.device
    const store = new MemoryRecordStore()
    const further = await Author.create({ store, words })
    await further.write({ kind: 'merge', body: { device: laptop, heads: [nowhere.cid] } })
    const [at, to] = [await node(['/ip4/127.0.0.1/tcp/0/ws']), await node([])]
    const turnsOver: RecordCid[] = []
    await startService(at, store, [alice.person], turnsOver)
    await startService(to, new MemoryRecordStore(), [alice.person])
    await to.dial(at.getMultiaddrs())
    await becomesTrue(() => expect(turnsOver).toContain(nowhere.cid))
  })
})
