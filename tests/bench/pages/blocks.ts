/** Runs in a page: keeping blocks in IndexedDB, gathered as the app does and one transaction each. */
import { openDB } from 'idb'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import type { NetworkId } from '../../../src/records/types'
import { IdbBlockStore } from '../../../src/storage/block-store'
import { openDatabase } from '../../../src/storage/open'

/** Milliseconds for `count` blocks of 1 KiB, by each way. */
export async function keepBlocks(count: number): Promise<{ gathered: number; single: number }> {
  const blocks = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const bytes = new Uint8Array(1_024)
      new DataView(bytes.buffer).setUint32(0, index)
      return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
    }),
  )
  const db = await openDatabase(`bench-${crypto.randomUUID()}` as NetworkId, () => undefined)
  const store = new IdbBlockStore(db)
  let began = performance.now()
  await Promise.all(blocks.map(({ cid, bytes }) => store.put(cid, bytes)))
  const gathered = performance.now() - began
  db.close()

  const plain = await openDB(`bench-plain-${crypto.randomUUID()}`, 1, {
    upgrade: (database) => void database.createObjectStore('blocks'),
  })
  began = performance.now()
  await Promise.all(
    blocks.map(({ cid, bytes }) =>
      plain.transaction('blocks', 'readwrite').objectStore('blocks').put(bytes, cid.multihash.bytes),
    ),
  )
  const single = performance.now() - began
  plain.close()
  return { gathered, single }
}

export type KeepBlocks = typeof keepBlocks
