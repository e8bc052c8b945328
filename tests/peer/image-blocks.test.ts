import * as dagPb from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import { readImageBlocks, type HasBlocks } from '../../src/peer/image-blocks'
import type { BlockCid } from '../../src/records/types'

describe('an image whose nodes hold nothing but each other', () => {
  it('[IM4] is given up after as many blocks as an image can have', async () => {
    const blocks = new Map<string, Uint8Array>()
    let reads = 0
    const keep = async (bytes: Uint8Array): Promise<CID> => {
      const cid = CID.createV1(dagPb.code, await sha256.digest(bytes))
      blocks.set(cid.toString(), bytes)
      return cid
    }
    const blockstore: HasBlocks['blockstore'] = {
      has: (cid) => Promise.resolve(blocks.has(cid.toString())),
      put: (cid) => Promise.resolve(cid),
      async *get(cid) {
        reads += 1
        yield await Promise.resolve(blocks.get(cid.toString()) ?? new Uint8Array())
      },
    }
    // Twenty levels of two links each: a million leaves without a byte.
    const empty = new UnixFS({ type: 'file', data: new Uint8Array() })
    let cid = await keep(dagPb.encode({ Data: empty.marshal(), Links: [] }))
    for (let level = 0; level < 20; level += 1) {
      const node = new UnixFS({ type: 'file' })
      node.addBlockSize(0n)
      node.addBlockSize(0n)
      const link = { Hash: cid, Name: '', Tsize: 0 }
      cid = await keep(dagPb.encode({ Data: node.marshal(), Links: [link, link] }))
    }
    // A byte before and a claim behind: so the exporter looks into what lies between.
    const byte = new UnixFS({ type: 'file', data: new Uint8Array([1]) })
    const first = await keep(dagPb.encode({ Data: byte.marshal(), Links: [] }))
    const root = new UnixFS({ type: 'file' })
    for (const size of [1n, 0n, 100n]) root.addBlockSize(size)
    const links = [first, cid, first].map((Hash) => ({ Hash, Name: '', Tsize: 0 }))
    cid = await keep(dagPb.encode({ Data: root.marshal(), Links: links }))
    const never = new AbortController().signal
    const read = await readImageBlocks({ blockstore }, cid.toString() as BlockCid, 1_000_000, never)
    expect(reads).toBeLessThanOrEqual(64)
    expect(read).toBeNull()
  })
})
