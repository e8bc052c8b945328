/**
 * Images as UnixFS: over Helia, which fetches missing blocks from peers by bitswap, or over a bare block store, where
 * only what is kept here is found.
 */
import { unixfs } from '@helia/unixfs'
import type { Blockstore } from 'interface-blockstore'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { CID } from 'multiformats/cid'
import type { BlockCid } from '../records/types'
import { IMAGE_CHUNK_BYTES } from './config'

export interface HasBlocks {
  readonly blockstore: Pick<Blockstore, 'get' | 'put' | 'has'>
}

/** Keeps the bytes and gives the root of their DAG. */
export async function addImageBlocks(place: HasBlocks, bytes: Uint8Array): Promise<BlockCid> {
  const chunker = fixedSize({ chunkSize: IMAGE_CHUNK_BYTES })
  const cid = await unixfs(place).addBytes(bytes, { chunker, rawLeaves: true, cidVersion: 1 })
  return cid.toString() as BlockCid
}

/** The largest image has eight chunks and a root; nodes without bytes could be nested so that a walk never ends. */
const MAX_IMAGE_BLOCKS = 64

/** Gives so many blocks and no more. */
function bounded({ blockstore }: HasBlocks): HasBlocks {
  let left = MAX_IMAGE_BLOCKS
  return {
    blockstore: {
      has: (cid) => blockstore.has(cid),
      put: (cid, bytes) => blockstore.put(cid, bytes),
      get(cid, options) {
        left -= 1
        if (left < 0) throw new Error('an image of more blocks than any has')
        return blockstore.get(cid, options)
      },
    },
  }
}

/** Where an image's blocks would lie: nothing is kept. */
export async function imageRoot(bytes: Uint8Array): Promise<BlockCid> {
  const nowhere: HasBlocks['blockstore'] = {
    has: () => Promise.resolve(false),
    put: (cid) => Promise.resolve(cid),
    get: () => {
      throw new Error('nothing is kept here')
    },
  }
  return addImageBlocks({ blockstore: nowhere }, bytes)
}

/**
 * The bytes of an image, from here or from peers.
 * @param maxBytes no more than this is ever read, whatever the DAG claims
 * @returns null when the bytes do not come before `signal`, or are more than announced
 */
export async function readImageBlocks(
  place: HasBlocks,
  root: BlockCid,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of unixfs(bounded(place)).cat(CID.parse(root), { signal })) {
      size += part.byteLength
      if (size > maxBytes) return null
      parts.push(part)
    }
  } catch {
    return null
  }
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}
