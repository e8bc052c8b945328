import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { openDatabase } from '../../src/storage/open'
import type { VisitorRow } from '../../src/storage/schema'
import { VisitorStore } from '../../src/storage/visitor-store'
import { Author } from '../helpers/author'

afterEach(() => vi.restoreAllMocks())

async function shelfOf(network: string) {
  const store = new VisitorStore(await openDatabase(network as NetworkId, () => undefined))
  const alice = await Author.create()
  const rowOf = async (text: string, cameMs: number): Promise<VisitorRow> => ({
    ...{ record: await alice.post(text), certificate: new Uint8Array([1]) },
    ...{ from: 'a peer', cameMs },
  })
  const [first, second] = [await rowOf('first', 1), await rowOf('second', 2)]
  await store.change([second, first], [])
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

  it('[VS1] on a full disk takes up nobody, and lets go of those who leave', async () => {
    const { store, first, second, rowOf, names } = await shelfOf('full')
    // The disk is the browser's: the one thing here that a test has to feign.
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await store.change([await rowOf('third', 3)], [first.record.cid])
    expect(await names()).toEqual([second.record.cid])
  })
})
