/**
 * Images as UnixFS: over Helia, which fetches missing blocks from peers by bitswap, or over a bare block store, where
 * only what is kept here is found.
 */
import { unixfs } from '@helia/unixfs'
import type { Blockstore } from 'interface-blockstore'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { CID } from 'multiformats/cid'
import type { BlockCid } from '../records/types'
import { concatBytes } from '../lib/bytes'
import { IMAGE_CHUNK_BYTES } from './config'
import type { ImagePlaces } from './image-places'

export interface HasBlocks {
  readonly blockstore: Pick<Blockstore, 'get' | 'put' | 'has'>
}

type Block = ReturnType<HasBlocks['blockstore']['get']>

/** Keeps the bytes and gives the root of their DAG. */
export async function addImageBlocks(place: HasBlocks, bytes: Uint8Array): Promise<BlockCid> {
  const chunker = fixedSize({ chunkSize: IMAGE_CHUNK_BYTES })
  const cid = await unixfs(place).addBytes(bytes, { chunker, rawLeaves: true, cidVersion: 1 })
  return cid.toString() as BlockCid
}

/** The largest image has eight chunks and a root; nodes without bytes could be nested so that a walk never ends. */
const MAX_IMAGE_BLOCKS = 64
/** What they take beyond the bytes of the image: a link has some fifty bytes. What Helia fetches it also keeps. */
const MAX_NODE_BYTES = 64 * 1024
/** Blocks that are asked for together, as many as the largest image has: bytes are counted when they have come. */
const BLOCKS_AT_ONCE = 8
/** A UnixFS file of no bytes, as a dag-pb node: the walk ends there. Errors would be thrown by several walkers at once. */
export const EMPTY_LEAF = new Uint8Array([0x0a, 0x04, 0x08, 0x02, 0x18, 0x00])

/** Gives so many blocks and bytes, and empty ones from then on. */
class BoundedBlocks implements HasBlocks {
  readonly blockstore: HasBlocks['blockstore']
  #blocksLeft = MAX_IMAGE_BLOCKS
  #bytesLeft: number

  constructor({ blockstore }: HasBlocks, maxBytes: number, places?: ImagePlaces) {
    this.#bytesLeft = maxBytes + MAX_NODE_BYTES
    this.blockstore = {
      has: (cid) => blockstore.has(cid),
      put: (cid, bytes) => blockstore.put(cid, bytes),
      get: (cid, options) => {
        const isRoot = this.#blocksLeft === MAX_IMAGE_BLOCKS
        this.#blocksLeft -= 1
        if (this.isExceeded) return emptyLeaf()
        const get = (): Block => blockstore.get(cid, options)
        return this.#counted(isRoot || places === undefined ? get() : inPlace(places, get, options?.signal))
      },
    }
  }

  get isExceeded(): boolean {
    return this.#blocksLeft < 0 || this.#bytesLeft < 0
  }

  async *#counted(block: Block): AsyncGenerator<Uint8Array> {
    const parts: Uint8Array[] = []
    for await (const part of block) {
      this.#bytesLeft -= part.byteLength
      parts.push(part)
    }
    yield* this.isExceeded ? emptyLeaf() : parts
  }
}

async function* inPlace(
  places: ImagePlaces,
  get: () => Block,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const leave = await places.take(signal)
  try {
    yield* get()
  } finally {
    leave()
  }
}

async function* emptyLeaf(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(EMPTY_LEAF)
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
 * @param places that its parts wait for, where they may have to be asked for
 * @returns null when the bytes do not come before `signal`, or are more, or in more blocks, than an image can have
 */
export async function readImageBlocks(
  place: HasBlocks,
  root: BlockCid,
  maxBytes: number,
  signal: AbortSignal,
  places?: ImagePlaces,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bounded = new BoundedBlocks(place, maxBytes, places)
  const parts: Uint8Array[] = []
  let size = 0
  // Helia does not name what it hands on to the exporter.
  const options = { signal, blockReadConcurrency: BLOCKS_AT_ONCE }
  try {
    for await (const part of unixfs(bounded).cat(CID.parse(root), options)) {
      size += part.byteLength
      if (size > maxBytes || bounded.isExceeded) return null
      parts.push(part)
    }
  } catch {
    return null
  }
  return bounded.isExceeded ? null : concatBytes(...parts)
}
