/** CAR files (CARv1), the archive format of IPFS: written as a stream, read by CID without holding all of it in memory. */
import { CarIndexer } from '@ipld/car/indexer'
import { CarWriter } from '@ipld/car/writer'
import type { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes, toBase64Url } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'

export interface CarBlock {
  readonly cid: CID
  readonly bytes: Uint8Array
}

/** A gigabyte: what a browser reads in some seconds, and more than its storage usually holds of one network. */
export const MAX_CAR_BYTES = 1024 ** 3
/** What IPFS nodes pass on at most: a larger one is none of ours, and would be read in one piece. */
const MAX_BLOCK_BYTES = 2 * 1024 ** 2
/** The names of the roots, of which ours has one. */
const MAX_HEADER_BYTES = 64 * 1024
/** Where each lies is kept in memory, some hundred bytes each. */
const MAX_CAR_BLOCKS = 1_000_000
/** Read between two blocks: one of the largest and some chunks of the file; names of blocks could claim any length. */
const MAX_BYTES_AT_ONCE = 4 * MAX_BLOCK_BYTES
/** Neighbours are mostly read one after the other, so they are fetched from the file together. */
const WINDOW_BYTES = 1024 ** 2

/** The bytes of a CAR file in the order in which they are to be written. */
export function writeCar(root: CID, blocks: AsyncIterable<CarBlock>): AsyncGenerator<Uint8Array> {
  return written(CarWriter.create([root]), blocks)
}

/** What comes behind a CAR file whose root is known only when these are written. */
export function writeMoreOfCar(blocks: AsyncIterable<CarBlock>): AsyncGenerator<Uint8Array> {
  return written(CarWriter.createAppender(), blocks)
}

async function* written(
  { writer, out }: ReturnType<typeof CarWriter.create>,
  blocks: AsyncIterable<CarBlock>,
): AsyncGenerator<Uint8Array> {
  // `put` waits until its bytes are read, so writing runs beside the reading of `out`.
  const writing = (async () => {
    try {
      for await (const block of blocks) await writer.put(block)
    } finally {
      await writer.close()
    }
  })()
  // Whoever stops reading early would leave the writer waiting; what it throws is thrown below.
  writing.catch(() => undefined)
  yield* out
  await writing
}

export type CarFault = 'not-a-car' | 'too-large'

interface Place {
  readonly offset: number
  readonly length: number
}

/** A CAR file opened for reading. Nothing in it is trusted: a block is given out only when it has the hash of its CID. */
export class CarFile {
  readonly roots: readonly CID[]
  readonly #file: Blob
  readonly #places: ReadonlyMap<string, Place>
  #window: { readonly from: number; readonly bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() }

  private constructor(file: Blob, roots: readonly CID[], places: ReadonlyMap<string, Place>) {
    this.#file = file
    this.roots = roots
    this.#places = places
  }

  static async open(file: Blob): Promise<Result<CarFile, CarFault>> {
    if (file.size > MAX_CAR_BYTES) return err('too-large')
    const places = new Map<string, Place>()
    if ((await headerBytes(file)) > MAX_HEADER_BYTES) return err('not-a-car')
    const sinceBlock = { bytes: 0 }
    try {
      const index = await CarIndexer.fromIterable(chunksOf(file, sinceBlock))
      for await (const { cid, blockOffset, blockLength } of index) {
        sinceBlock.bytes = 0
        if (places.size >= MAX_CAR_BLOCKS) return err('too-large')
        // The reader of @ipld/car does not mind a last block that is cut off.
        if (blockOffset + blockLength > file.size) return err('not-a-car')
        if (blockLength > MAX_BLOCK_BYTES) return err('not-a-car')
        places.set(keyOf(cid), { offset: blockOffset, length: blockLength })
      }
      return ok(new CarFile(file, await index.getRoots(), places))
    } catch {
      return err('not-a-car')
    }
  }

  get size(): number {
    return this.#places.size
  }

  has(cid: CID): boolean {
    return this.#places.has(keyOf(cid))
  }

  /** Null when the file has no such block, or another one under its name. */
  async get(cid: CID): Promise<Uint8Array<ArrayBuffer> | null> {
    const place = this.#places.get(keyOf(cid))
    if (place === undefined || cid.multihash.code !== sha256.code) return null
    const bytes = await this.#read(place.offset, place.length)
    const { digest } = await sha256.digest(bytes)
    return equalBytes(digest, cid.multihash.digest) ? bytes : null
  }

  async #read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = offset + length
    if (offset < this.#window.from || end > this.#window.from + this.#window.bytes.byteLength) {
      // Logs are walked backwards first, and then read forwards.
      const from = offset < this.#window.from ? Math.max(0, end - WINDOW_BYTES) : offset
      const slice = this.#file.slice(from, Math.max(end, from + WINDOW_BYTES))
      this.#window = { from, bytes: new Uint8Array(await slice.arrayBuffer()) }
    }
    const at = offset - this.#window.from
    return new Uint8Array(this.#window.bytes.slice(at, at + length))
  }
}

/** By hash alone: some block stores forget the codec of what they keep, and write all as raw. */
function keyOf(cid: CID): string {
  return toBase64Url(cid.multihash.bytes)
}

/** A file begins with the length of its header, a varint; the reader of @ipld/car would take any. */
async function headerBytes(file: Blob): Promise<number> {
  const bytes = new Uint8Array(await file.slice(0, 8).arrayBuffer())
  let length = 0
  for (const [index, byte] of bytes.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return length
  }
  return Infinity
}

/**
 * Not every browser lets a stream be iterated.
 * @param sinceBlock how much was read since the last block; throws when that is more than a block can need
 */
async function* chunksOf(file: Blob, sinceBlock: { bytes: number }): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      sinceBlock.bytes += next.value.byteLength
      if (sinceBlock.bytes > MAX_BYTES_AT_ONCE) throw new Error('that is no block of a CAR file')
      yield next.value
    }
  } finally {
    await reader.cancel()
  }
}
