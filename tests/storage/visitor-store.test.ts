import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { openDatabase } from '../../src/storage/open'
import type { VisitorRow } from '../../src/storage/schema'
import { VisitorStore } from '../../src/storage/visitor-store'
import { Author } from '../helpers/author'

const NOTHING = { came: [], left: [], takenBack: [], forgotten: [] }

afterEach(() => vi.restoreAllMocks())

async function shelfOf(network: string) {
  const store = new VisitorStore(await openDatabase(network as NetworkId, () => undefined))
  const alice = await Author.create()
  const rowOf = async (text: string, cameMs: number): Promise<VisitorRow> => ({
    ...{ record: await alice.post(text), certificate: new Uint8Array([1]) },
    ...{ from: 'a peer', cameMs },
  })
  const [first, second] = [await rowOf('first', 1), await rowOf('second', 2)]
  await store.change({ ...NOTHING, came: [second, first] })
  const names = async (): Promise<string[]> => (await store.all()).map(({ record }) => record.cid)
  return { store, first, second, rowOf, names }
}

describe('the shelf of visitors', () => {
  it('[VS1] has them in the order in which they came, and none when room is needed', async () => {
    const { store, first, second, names } = await shelfOf('emptied')
    expect(await names()).toEqual([first.record.cid, second.record.cid])
    await store.clear()
    expect(await names()).toEqual([])
  })

  it('[VS2] remembers what was taken back, in its order, also where room is needed', async () => {
    const { store, first, second, names } = await shelfOf('taken back')
    const [later, sooner] = [
      { cid: first.record.cid, from: 'a peer', atMs: 2 },
      { cid: second.record.cid, from: 'another', atMs: 1 },
    ]
    await store.change({ ...NOTHING, left: [later.cid], takenBack: [later] })
    await store.change({ ...NOTHING, takenBack: [sooner] })
    expect(await names()).toEqual([second.record.cid])
    await store.clear()
    expect(await store.takenBack()).toEqual([sooner, later])
    await store.change({ ...NOTHING, forgotten: [later.cid] })
    expect(await store.takenBack()).toEqual([sooner])
  })

  it('[VS1] on a full disk takes up nobody, and lets go of those who leave', async () => {
    const { store, first, second, rowOf, names } = await shelfOf('full')
    // The disk is the browser's: the one thing here that a test has to feign.
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const third = await rowOf('third', 3)
    await store.change({ ...NOTHING, came: [third], left: [first.record.cid] })
    expect(await names()).toEqual([second.record.cid])
  })
})
