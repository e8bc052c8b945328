import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../src/lib/bytes'
import { CarFile, writeCar } from '../../src/storage/car'

const FILE_BYTES = 32 * 1024 ** 2
const CHUNK_BYTES = 256 * 1024

/** A file of which is counted how much is read; each time a little. */
class CountedFile extends Blob {
  bytesRead = 0

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream(
      {
        pull: async (controller) => {
          const part = await this.slice(this.bytesRead, this.bytesRead + CHUNK_BYTES).arrayBuffer()
          if (part.byteLength === 0) return controller.close()
          this.bytesRead += part.byteLength
          controller.enqueue(new Uint8Array(part))
        },
      },
      { highWaterMark: 0 },
    )
  }
}

async function carWith(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const cid = CID.createV1(0x55, await sha256.digest(bytes))
  const parts: Uint8Array[] = []
  for await (const part of writeCar(cid, blocks(cid, bytes))) parts.push(part.slice())
  return concatBytes(...parts)
}

async function* blocks(cid: CID, bytes: Uint8Array) {
  yield await Promise.resolve({ cid, bytes })
}

/** As a CAR file writes lengths. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))]
}

describe('a CAR file', () => {
  it('[AR2] in which the name of a block claims to be as long as the file is not read into memory', async () => {
    const digestBytes = FILE_BYTES - 1024
    const name = [1, 0x55, 0x12, ...varint(digestBytes)]
    const section = [...varint(name.length + digestBytes), ...name]
    const honest = await carWith(new Uint8Array([1]))
    const file = new CountedFile([honest, new Uint8Array(section), new Uint8Array(FILE_BYTES)])
    expect(await CarFile.open(file)).toEqual({ ok: false, error: 'not-a-car' })
    expect(file.bytesRead).toBeLessThan(FILE_BYTES / 3)
  })

  it('[AR2] with many blocks is read to its end', async () => {
    const bytes = new Uint8Array(1024 ** 2)
    const cid = CID.createV1(0x55, await sha256.digest(bytes))
    const many = async function* () {
      for (let count = 0; count < 30; count += 1) yield* blocks(cid, bytes)
    }
    const parts: BlobPart[] = []
    for await (const part of writeCar(cid, many())) parts.push(new Uint8Array(part))
    const opened = await CarFile.open(new Blob(parts))
    expect(opened.ok && opened.value.size).toBe(1)
  })
})
