/** Images as UnixFS over Helia: kept as blocks here, fetched from peers by bitswap. */
import { unixfs } from '@helia/unixfs'
import type { Helia } from 'helia'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { CID } from 'multiformats/cid'
import type { BlockCid } from '../records/types'
import { IMAGE_CHUNK_BYTES } from './config'

/** Keeps the bytes and gives the root of their DAG. */
export async function addImageBlocks(helia: Helia, bytes: Uint8Array): Promise<BlockCid> {
  const chunker = fixedSize({ chunkSize: IMAGE_CHUNK_BYTES })
  const cid = await unixfs(helia).addBytes(bytes, { chunker, rawLeaves: true, cidVersion: 1 })
  return cid.toString() as BlockCid
}

/**
 * The bytes of an image, from here or from peers.
 * @param maxBytes no more than this is ever read, whatever the DAG claims
 * @returns null when the bytes do not come before `signal`, or are more than announced
 */
export async function readImageBlocks(
  helia: Helia,
  root: BlockCid,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of unixfs(helia).cat(CID.parse(root), { signal })) {
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
