/** A PNG made here: a gradient, so that every pixel differs from its neighbours and compression is not trivial. */
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const RGB_8_BIT = Buffer.from([8, 2, 0, 0, 0])

/** Nothing of it can be compressed: it stays large, however it is written. */
export function noise(width: number, height: number, random: (bytes: number) => Buffer): Buffer {
  const rows = random(height * (1 + width * 3))
  for (let y = 0; y < height; y += 1) rows[y * (1 + width * 3)] = 0
  return pngOf(rows, width, height)
}

export function picture(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const offset = y * (1 + width * 3) + 1 + x * 3
      rows[offset] = (x * 255) / width
      rows[offset + 1] = (y * 255) / height
      rows[offset + 2] = (x * 7 + y * 13) % 256
    }
  }
  return pngOf(rows, width, height)
}

function pngOf(rows: Buffer, width: number, height: number): Buffer {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  const header = chunk('IHDR', Buffer.concat([size, RGB_8_BIT]))
  return Buffer.concat([SIGNATURE, header, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.byteLength)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
