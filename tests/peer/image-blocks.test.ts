import * as dagPb from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import { readImageBlocks, type HasBlocks } from '../../src/peer/image-blocks'
import type { BlockCid } from '../../src/records/types'

/** Blocks of whoever offers an image, of which it is counted how many are read, and how many bytes. */
function blockPlace() {
  const blocks = new Map<string, Uint8Array>()
  let reads = 0
  let bytesRead = 0
  const blockstore: HasBlocks['blockstore'] = {
    has: (cid) => Promise.resolve(blocks.has(cid.toString())),
    put: (cid) => Promise.resolve(cid),
    async *get(cid) {
      const block = blocks.get(cid.toString()) ?? new Uint8Array()
      reads += 1
      // What is asked for together is under way together.
      await new Promise((resolve) => setTimeout(resolve))
      bytesRead += block.byteLength
      yield block
    },
  }
  const keep = async (bytes: Uint8Array): Promise<CID> => {
    const cid = CID.createV1(dagPb.code, await sha256.digest(bytes))
    blocks.set(cid.toString(), bytes)
    return cid
  }
  return { blockstore, keep, reads: () => reads, bytesRead: () => bytesRead }
}

describe('an image whose nodes hold nothing but each other', () => {
  it('[IM4] is given up after as many blocks as an image can have', async () => {
    const { blockstore, keep, reads } = blockPlace()
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
    expect(reads()).toBeLessThanOrEqual(64)
    expect(read).toBeNull()
  })
})

describe('an image with much more in its blocks than it shows', () => {
  it('[IM4] is given up when more bytes came than an image of its size can have', async () => {
    const { blockstore, keep, bytesRead } = blockPlace()
    const blockBytes = 1_000_000
    const root = new UnixFS({ type: 'file' })
    const links: dagPb.PBLink[] = []
    const empty = new UnixFS({ type: 'file', data: new Uint8Array() })
    const nothing = await keep(dagPb.encode({ Data: empty.marshal(), Links: [] }))
    for (let count = 0; count < 30; count += 1) {
      const leaf = new UnixFS({ type: 'file', data: new Uint8Array([count]) })
      leaf.addBlockSize(0n)
      const ballast = { Hash: nothing, Name: 'x'.repeat(blockBytes), Tsize: 0 }
      const Hash = await keep(dagPb.encode({ Data: leaf.marshal(), Links: [ballast] }))
      root.addBlockSize(1n)
      links.push({ Hash, Name: '', Tsize: 0 })
    }
    const cid = await keep(dagPb.encode({ Data: root.marshal(), Links: links }))
    const never = new AbortController().signal
    const maxBytes = 2 * blockBytes
    const read = await readImageBlocks({ blockstore }, cid.toString() as BlockCid, maxBytes, never)
    expect(read).toBeNull()
    // Up to eight were asked for before the bound was seen to be passed.
    expect(bytesRead()).toBeLessThan(maxBytes + 9 * blockBytes)
  })
})
