import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { NetworkId } from '../../src/records/types'
import { DeviceStore } from '../../src/storage/device-store'
import { MIGRATIONS } from '../../src/storage/migrations'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import type { PeerRow, SynereoDb } from '../../src/storage/schema'
import { Author } from '../helpers/author'
import { keepAsEarlier } from '../helpers/earlier-database'

function peer(index: number, seenAt: number): PeerRow {
  return {
    peerId: `peer ${index}`,
    person: `person ${index}` as PersonId,
    relays: [],
    seenAt,
    steadyDays: [],
  }
}

const DAY_MS = 86_400_000

const nobodyIsNear = (): number => 0

async function opened(name: string) {
  const db = await openDatabase(name as NetworkId, () => undefined)
  return { db, store: new DeviceStore(db) }
}

describe('browsers met before', () => {
  it('[S8] are remembered up to two hundred, those seen last', async () => {
    const { db, store } = await opened('many-peers')
    // Seen in an order that is not the one of their names.
    const seen = Array.from({ length: 250 }, (_, index) => peer(index, (index * 7) % 250))
    for (const row of seen) await store.keepPeer(row, nobodyIsNear)
    const kept = (await db.getAll('peers')).map(({ seenAt }) => seenAt).sort((a, b) => a - b)
    expect(kept).toEqual(Array.from({ length: 200 }, (_, index) => index + 50))
    expect(
      (await store.knownPeers(nobodyIsNear, 3 * DAY_MS)).map(({ seenAt }) => seenAt).slice(0, 3),
    ).toEqual([249, 248, 247])
  })

  it('[S8] are not washed out by a crowd of strangers, and who is near comes first', async () => {
    const { db, store } = await opened('crowd')
    const bob = peer(0, 1)
    const nearness = (person: PersonId): number => (person === bob.person ? 1 : 0)
    await store.keepPeer(bob, nearness)
    for (let index = 1; index <= 300; index += 1) await store.keepPeer(peer(index, index + 1), nearness)
    expect(await db.count('peers')).toBe(200)
    expect((await store.knownPeers(nearness, 3 * DAY_MS))[0]).toEqual(bob)
  })

  it('[S8] with whom links lasted outlive a crowd of strangers', async () => {
    const { db, store } = await opened('steady')
    for (const day of [1, 2, 2]) await store.keepPeer(peer(0, day * DAY_MS), nobodyIsNear, day)
    // Met again, for how long is not known yet.
    await store.keepPeer(peer(0, 3 * DAY_MS), nobodyIsNear)
    await store.keepPeer(peer(1, 3 * DAY_MS), nobodyIsNear, 3)
    for (let index = 2; index <= 300; index += 1)
      await store.keepPeer(peer(index, 3 * DAY_MS + index), nobodyIsNear)
    expect(await db.count('peers')).toBe(200)
    const known = await store.knownPeers(nobodyIsNear, 3 * DAY_MS)
    expect(known.slice(0, 3).map(({ peerId, steadyDays }) => [peerId, steadyDays])).toEqual([
      ['peer 0', [1, 2]],
      ['peer 1', [3]],
      ['peer 300', []],
    ])
  })

  it('[S8] who is met now has the time to stay, though a crowd that stayed for two days has every place', async () => {
    const { store } = await opened('settled-crowd')
    for (const day of [1, 2])
      for (let index = 1; index <= 210; index += 1)
        await store.keepPeer(peer(index, day * DAY_MS), nobodyIsNear, day)
    for (const day of [2, 3, 4]) await store.keepPeer(peer(0, day * DAY_MS + 1), nobodyIsNear, day)
    const [first] = await store.knownPeers(nobodyIsNear, 4 * DAY_MS)
    expect(first?.peerId).toBe('peer 0')
  })

  it('[S8] count for nothing by days that are long gone', async () => {
    const { store } = await opened('long-ago')
    for (const day of [1, 2, 3]) await store.keepPeer(peer(0, day * DAY_MS), nobodyIsNear, day)
    await store.keepPeer(peer(1, 60 * DAY_MS), nobodyIsNear, 60)
    const [first] = await store.knownPeers(nobodyIsNear, 60 * DAY_MS)
    expect(first?.peerId).toBe('peer 1')
  })

  it('[S8] begin anew when somebody else uses that browser', async () => {
    const { store } = await opened('other-person')
    await store.keepPeer(peer(0, DAY_MS), nobodyIsNear, 1)
    await store.keepPeer({ ...peer(0, DAY_MS), person: 'another' as PersonId }, nobodyIsNear)
    expect((await store.knownPeers(nobodyIsNear, 3 * DAY_MS))[0]?.steadyDays).toEqual([])
  })

  it('[S8] are one each, however often they are met', async () => {
    const { db, store } = await opened('one-peer')
    for (let time = 1; time <= 300; time += 1) await store.keepPeer(peer(1, time), nobodyIsNear)
    expect(await db.getAll('peers')).toEqual([peer(1, 300)])
  })
})

describe('a database', () => {
  it('[S7] of the first version opens, and what it held is there', async () => {
    const old = await openDB<SynereoDb>('synereo-first', 1, {
      upgrade: (db, _from, _to, transaction) => MIGRATIONS[0]?.(db, transaction),
    })
    expect([...old.objectStoreNames]).not.toContain('receivedInvites')
    const alice = await Author.create()
    const post = await alice.post('from the old version')
    await keepAsEarlier(old, alice)
    for (let index = 0; index < 210; index += 1) await old.put('peers', peer(index, index))
    await old.put('invites', { secret: 'secret', createdAt: 1, usedBy: [] })
    old.close()

    const { db, store } = await opened('first')
    expect((await new IdbRecordStore(db).get(post.cid))?.bodyBlock).toEqual(post.bodyBlock)
    expect(await store.invites()).toEqual([{ secret: 'secret', createdAt: 1, usedBy: [] }])
    expect(await store.receivedInvites()).toEqual([])
    await store.keepPeer(peer(210, 210), nobodyIsNear)
    expect(await db.count('peers')).toBe(200)
    expect((await store.knownPeers(nobodyIsNear, 3 * DAY_MS))[0]).toEqual(peer(210, 210))
  })

  it('[TA1] two tabs that set different things at once lose neither', async () => {
    const store = new DeviceStore(await openDatabase('network taste' as NetworkId, () => undefined))
    const set = (person: string): Promise<unknown> =>
      store.changeTaste((kept) => ({
        tags: {},
        ranking: {},
        people: { ...kept?.people, [person]: 0 },
      }))
    await Promise.all([set('bob'), set('charlie')])
    expect((await store.taste())?.people).toEqual({ bob: 0, charlie: 0 })
  })
})
