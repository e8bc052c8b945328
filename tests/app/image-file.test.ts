import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAnnouncedImage } from '../../src/app/image-file'
import { concatBytes, utf8 } from '../../src/lib/bytes'
import { MAX_IMAGE_SIDE_PX } from '../../src/records/limits'
import type { BlockCid, Image } from '../../src/records/types'

interface Size {
  readonly width: number
  readonly height: number
}

function big(bytes: number, value: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (value >>> (8 * (bytes - 1 - index))) & 0xff)
}

function little(bytes: number, value: number): Uint8Array {
  return big(bytes, value).reverse()
}

/** RFC 2083: signature, then the length, name and content of the first chunk, IHDR. */
function png({ width, height }: Size): Uint8Array {
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  const rest = Uint8Array.of(8, 2, 0, 0, 0)
  return concatBytes(signature, big(4, 13), utf8('IHDR'), big(4, width), big(4, height), rest, big(4, 0))
}

/** ITU T.81: start of image, segments, a frame header, start of scan. */
function jpeg({ width, height }: Size, frame = 0xc0): Uint8Array {
  const start = Uint8Array.of(0xff, 0xd8)
  const jfif = segment(0xe0, utf8('JFIF\0 something or other'))
  // Tables whose markers lie among those of frames, with content that looks like one.
  const tables = segment(0xc4, concatBytes(Uint8Array.of(0xff, 0xc0), new Uint8Array(20).fill(1)))
  const header = concatBytes(Uint8Array.of(8), big(2, height), big(2, width), Uint8Array.of(1, 1, 0x11, 0))
  return concatBytes(start, jfif, tables, segment(frame, header), segment(0xda, new Uint8Array(6)))
}

function segment(marker: number, content: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(0xff, marker), big(2, content.byteLength + 2), content)
}

/** RFC 9649: the RIFF container with one chunk. */
function webp(fourCc: string, content: Uint8Array): Uint8Array {
  const chunk = concatBytes(utf8(fourCc), little(4, content.byteLength), content)
  return concatBytes(utf8('RIFF'), little(4, chunk.byteLength + 4), utf8('WEBP'), chunk)
}

/** RFC 6386: frame tag, start code, then 14 bits each, with two bits of scaling above. */
function lossy({ width, height }: Size): Uint8Array {
  const scaling = 0b01 << 14
  const tag = Uint8Array.of(0x50, 0x42, 0x00, 0x9d, 0x01, 0x2a)
  return webp(
    'VP8 ',
    concatBytes(tag, little(2, width | scaling), little(2, height | scaling), new Uint8Array(8)),
  )
}

function lossless({ width, height }: Size): Uint8Array {
  const hasAlpha = 1 << 28
  const bits = (width - 1) | ((height - 1) << 14) | hasAlpha
  return webp('VP8L', concatBytes(Uint8Array.of(0x2f), little(4, bits), new Uint8Array(8)))
}

function extended({ width, height }: Size): Uint8Array {
  const flags = Uint8Array.of(0x10, 0, 0, 0)
  return webp('VP8X', concatBytes(flags, little(3, width - 1), little(3, height - 1), new Uint8Array(8)))
}

type Format = readonly [name: string, type: Image['type'], write: (size: Size) => Uint8Array]

const FORMATS: readonly Format[] = [
  ['PNG', 'image/png', png],
  ['JPEG', 'image/jpeg', jpeg],
  ['progressive JPEG', 'image/jpeg', (size) => jpeg(size, 0xc2)],
  ['lossy WebP', 'image/webp', lossy],
  ['lossless WebP', 'image/webp', lossless],
  ['extended WebP', 'image/webp', extended],
]

const anySide = fc.oneof(fc.integer({ min: 1, max: MAX_IMAGE_SIDE_PX }), fc.constantFrom(1, 255, 256, 4096))
const anySize: fc.Arbitrary<Size> = fc.record({ width: anySide, height: anySide })
const RUNS = { numRuns: 300, seed: 16 }

function announced(bytes: Uint8Array, type: Image['type'], { width, height }: Size): Image {
  return { cid: 'picture' as BlockCid, type, bytes: bytes.byteLength, width, height, alt: '' }
}

describe.each(FORMATS)('a picture in %s', (_, type, write) => {
  it('[IM1] is shown when it is what the post says', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const bytes = write(size)
        expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(true)
      }),
      RUNS,
    )
  })

  it('[IM1] of another size than the post says is refused', () => {
    fc.assert(
      fc.property(anySize, anySize, (size, other) => {
        fc.pre(size.width !== other.width || size.height !== other.height)
        const bytes = write(size)
        expect(isAnnouncedImage(bytes, announced(bytes, type, other))).toBe(false)
      }),
      RUNS,
    )
  })

  it('[IM1] of other width, other height, turned, or of other length is refused', () => {
    const bytes = write({ width: 300, height: 200 })
    const image = announced(bytes, type, { width: 300, height: 200 })
    expect(isAnnouncedImage(bytes, image)).toBe(true)
    for (const lie of [{ width: 301 }, { height: 199 }, { width: 200, height: 300 }]) {
      expect(isAnnouncedImage(bytes, { ...image, ...lie })).toBe(false)
    }
    expect(isAnnouncedImage(bytes, { ...image, bytes: bytes.byteLength - 1 })).toBe(false)
    expect(isAnnouncedImage(concatBytes(bytes, Uint8Array.of(0)), image)).toBe(false)
  })

  it('[IM1] under the name of another type is refused', () => {
    const size = { width: 300, height: 200 }
    const bytes = write(size)
    for (const other of ['image/png', 'image/jpeg', 'image/webp'] as const) {
      expect(isAnnouncedImage(bytes, announced(bytes, other, size))).toBe(other === type)
    }
  })

  it('[IM1] that would unfold into too many pixels is refused, even if it says so', () => {
    for (const size of [
      { width: MAX_IMAGE_SIDE_PX + 1, height: 1 },
      { width: 1, height: MAX_IMAGE_SIDE_PX + 1 },
    ]) {
      const bytes = write(size)
      expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(false)
    }
  })

  it('[IM1] is read where it lies, also in the middle of a larger buffer', () => {
    const size = { width: 300, height: 200 }
    const bytes = write(size)
    const larger = concatBytes(new Uint8Array(13).fill(0xff), bytes, new Uint8Array(50))
    const part = larger.subarray(13, 13 + bytes.byteLength)
    expect(isAnnouncedImage(part, announced(bytes, type, size))).toBe(true)
  })

  it('[IM1] whose header ends early is refused', () => {
    const size = { width: 300, height: 200 }
    const bytes = write(size)
    for (let length = 0; length < 24; length += 1) {
      const part = bytes.subarray(0, length)
      expect(isAnnouncedImage(part, announced(part, type, size)), `${length} bytes`).toBe(false)
    }
  })
})

describe('bytes that are no picture', () => {
  const size = { width: 300, height: 200 }

  it('[IM1] are refused, never thrown at', () => {
    const anyHead = fc.constantFrom(
      new Uint8Array(0),
      ...FORMATS.map(([, , write]) => write(size).subarray(0, 12)),
      Uint8Array.of(0xff, 0xd8, 0xff),
    )
    fc.assert(
      fc.property(anyHead, fc.uint8Array({ maxLength: 60 }), (start, noise) => {
        const bytes = concatBytes(start, noise)
        for (const [, type] of FORMATS) {
          const image = announced(bytes, type, { width: 70_000, height: 70_000 })
          expect(isAnnouncedImage(bytes, image)).toBe(false)
        }
      }),
      { numRuns: 2_000, seed: 17 },
    )
  })

  it.each<[string, Image['type'], string]>([
    [
      'a drawing with scripts',
      'image/png',
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"/>',
    ],
    ['a page', 'image/webp', '<!doctype html><script>alert(1)</script>                         '],
    ['a GIF', 'image/jpeg', 'GIF89a\u0001\u0002\u0003\u0004                                    '],
    ['a sound in the same container as WebP', 'image/webp', 'RIFF\u0020\0\0\0WAVEfmt                     '],
    ['a WebP of a kind that nobody knows', 'image/webp', 'RIFF\u0020\0\0\0WEBPVP9                     '],
  ])('[IM1] like %s are refused', (_, type, text) => {
    const bytes = utf8(text)
    expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(false)
  })

  it('[IM1] a PNG that went through a text editor is refused', () => {
    const bytes = png(size)
    bytes.set(utf8('\n\n'), 4)
    expect(isAnnouncedImage(bytes, announced(bytes, 'image/png', size))).toBe(false)
  })

  it.each<[string, Image['type'], (size: Size) => Uint8Array, number]>([
    ['PNG whose first chunk has another length', 'image/png', png, 11],
    ['PNG whose first chunk is far longer', 'image/png', png, 8],
    ['lossy WebP without the first byte of its start code', 'image/webp', lossy, 23],
    ['lossy WebP without the second byte of its start code', 'image/webp', lossy, 24],
    ['lossy WebP without the third byte of its start code', 'image/webp', lossy, 25],
    ['lossless WebP without its signature', 'image/webp', lossless, 20],
  ])('[IM1] a %s is refused', (_, type, write, place) => {
    const bytes = write(size)
    expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(true)
    bytes[place] = (bytes[place] ?? 0) ^ 1
    expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(false)
  })

  it('[IM1] a size is read whole: one that begins like a small one is not taken for it', () => {
    for (const [type, write, carry] of [
      ['image/png', png, 0x10000],
      ['image/webp', extended, 0x10000],
      ['image/jpeg', jpeg, 0x100],
    ] as const) {
      const bytes = write({ width: size.width + carry, height: size.height })
      expect(isAnnouncedImage(bytes, announced(bytes, type, size))).toBe(false)
    }
  })

  it('[IM1] a JPEG whose segments lead nowhere is refused', () => {
    const start = Uint8Array.of(0xff, 0xd8)
    const frame = jpeg(size).subarray(2)
    const wrong = [
      concatBytes(start, Uint8Array.of(0xff, 0xe0, 0, 0), frame),
      concatBytes(start, Uint8Array.of(0xff, 0xe0, 0, 1), frame),
      concatBytes(start, Uint8Array.of(0x00), frame),
      concatBytes(start, segment(0xe0, new Uint8Array(4))),
    ]
    for (const bytes of wrong) {
      expect(isAnnouncedImage(bytes, announced(bytes, 'image/jpeg', size))).toBe(false)
    }
  })
})
