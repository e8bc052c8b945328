/** Pictures on their way out and in: re-encoded before they leave, checked before they are shown. */
import { err, ok, type Result } from '../lib/result'
import { MAX_IMAGE_BYTES, MAX_IMAGE_SIDE_PX } from '../records/limits'
import type { Image } from '../records/types'

export interface EncodedImage {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: Image['type']
  readonly width: number
  readonly height: number
}

/** The longer side of what is published: sharp on a phone and in the Stream, 200 to 500 kB. */
const PUBLISHED_SIDE_PX = 1600
/** Tried in this order until the result fits. */
const QUALITIES = [0.85, 0.7, 0.5] as const
/** A camera file may be large, but not so large that decoding it stops the page. */
const MAX_SOURCE_BYTES = 64 * 1024 * 1024

/** Decodes and encodes anew: what the camera noted about place and time is gone with the old file. */
export async function reencode(file: Blob): Promise<Result<EncodedImage, 'not-an-image' | 'too-large'>> {
  if (file.size > MAX_SOURCE_BYTES) return err('too-large')
  if (file.type === 'image/svg+xml') return err('not-an-image')
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return err('not-an-image')
  }
  try {
    const scale = Math.min(1, PUBLISHED_SIDE_PX / Math.max(bitmap.width, bitmap.height))
    const width = Math.max(1, Math.round(bitmap.width * scale))
    const height = Math.max(1, Math.round(bitmap.height * scale))
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context === null) return err('not-an-image')
    context.drawImage(bitmap, 0, 0, width, height)
    for (const quality of QUALITIES) {
      const encoded = await canvas.convertToBlob({ type: 'image/webp', quality })
      const type = supportedType(encoded.type)
      if (type !== null && encoded.size <= MAX_IMAGE_BYTES) {
        return ok({ bytes: new Uint8Array(await encoded.arrayBuffer()), type, width, height })
      }
    }
    return err('too-large')
  } finally {
    bitmap.close()
  }
}

/**
 * True when the bytes are what the record says: the type by its first bytes, and width and height by the file's own
 * header, read before anything is decoded, so that a small file cannot unfold into gigabytes of pixels.
 */
export function isAnnouncedImage(bytes: Uint8Array, announced: Image): boolean {
  if (bytes.byteLength !== announced.bytes) return false
  const size = headerSize(bytes, announced.type)
  return (
    size !== null &&
    size.width === announced.width &&
    size.height === announced.height &&
    Math.max(size.width, size.height) <= MAX_IMAGE_SIDE_PX
  )
}

interface Size {
  readonly width: number
  readonly height: number
}

function headerSize(bytes: Uint8Array, type: Image['type']): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (type === 'image/png') return pngSize(view)
    if (type === 'image/jpeg') return jpegSize(view)
    return webpSize(view)
  } catch (error) {
    if (error instanceof RangeError) return null // The header ends early.
    throw error
  }
}

const IHDR_BYTES = 13

/** PNG: 8 bytes of signature, then the IHDR chunk. */
function pngSize(view: DataView): Size | null {
  if (
    view.getUint32(0) !== 0x89504e47 ||
    view.getUint32(4) !== 0x0d0a1a0a ||
    view.getUint32(8) !== IHDR_BYTES ||
    view.getUint32(12) !== 0x49484452
  )
    return null
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** JPEG: segments, up to the frame header (SOF0 … SOF15 without DHT, JPG and DAC). */
function jpegSize(view: DataView): Size | null {
  if (view.getUint16(0) !== 0xffd8) return null
  for (let offset = 2; ;) {
    if (view.getUint8(offset) !== 0xff) return null
    const marker = view.getUint8(offset + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) }
    const length = view.getUint16(offset + 2)
    if (length < 2) return null
    offset += 2 + length
  }
}

const VP8L_SIGNATURE = 0x2f

/** WebP: RIFF container with a lossy (VP8), lossless (VP8L) or extended (VP8X) first chunk. */
function webpSize(view: DataView): Size | null {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return null
  switch (view.getUint32(12)) {
    case 0x56503820: {
      // A frame tag of 3 bytes, then the start code of a key frame: without it nothing behind it is a size.
      const startCode = (view.getUint8(23) << 16) | view.getUint16(24)
      if (startCode !== 0x9d012a) return null
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    }
    case 0x5650384c: {
      if (view.getUint8(20) !== VP8L_SIGNATURE) return null
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 0x56503858:
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return null
  }
}

function uint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16)
}

function supportedType(type: string): Image['type'] | null {
  // A browser that cannot write WebP (Safari) answers with PNG.
  return type === 'image/webp' || type === 'image/png' || type === 'image/jpeg' ? type : null
}
