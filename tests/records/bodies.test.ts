import { CID } from 'multiformats/cid'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceIdFrom, personIdFrom } from '../../src/identity/person-id'
import { BODY_SCHEMAS, isKind } from '../../src/records/bodies'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import {
  LETTER_COPIES_STEP,
  LETTER_SIZES,
  MAX_ABOUT_CHARS,
  MAX_ALT_CHARS,
  MAX_BODY_BYTES,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_SIDE_PX,
  MAX_IMAGES,
  MAX_LABEL_REASON_CHARS,
  MAX_LABEL_WORD_CHARS,
  MAX_LENS_NAME_CHARS,
  MAX_LETTER_COPIES,
  MAX_MERGE_HEADS,
  MAX_NAME_CHARS,
  MAX_RULES_CHARS,
  MAX_RULES_LABELLERS,
  MAX_TAG_CHARS,
  MAX_TAGS,
  MAX_TEXT_CHARS,
  MAX_WARNING_CHARS,
} from '../../src/records/limits'
import { ADMISSIONS, MAX_ASKING_PRICE } from '../../src/records/asking'
import { LABEL_NAMES } from '../../src/records/label-names'
import { LENS_BOUNDS, type LensSetting } from '../../src/records/lens'
import type { BlockCid, Bodies, Image, Kind, RecordCid, Tag } from '../../src/records/types'

const RECORD = 'bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae' as RecordCid
const PICTURE = CID.createV1(0x70, CID.parse(RECORD).multihash).toString() as BlockCid
const picture: Image = { cid: PICTURE, type: 'image/png', bytes: 1, width: 1, height: 1, alt: '' }

const words = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: Math.floor(maxLength / 8) })
    // eslint-disable-next-line no-control-regex
    .filter((text) => text.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f\ufeff]/.test(text))
    .map((text) => text.normalize('NFC'))
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const person = bytes(32).map(personIdFrom)
const device = bytes(32).map(deviceIdFrom)
const recordCid = bytes(32).map((digest) => {
  const hash = CID.parse(RECORD).multihash.bytes.slice(0, 2)
  return CID.createV1(0x71, {
    ...CID.parse(RECORD).multihash,
    digest,
    bytes: Uint8Array.of(...hash, ...digest),
  }).toString() as RecordCid
})
const tag = fc.stringMatching(/^[a-z0-9]{1,10}(-[a-z0-9]{1,10})?$/).map((text) => text as Tag)
const image = fc.record({
  cid: fc.constant(PICTURE),
  type: fc.constantFrom('image/webp' as const, 'image/jpeg' as const, 'image/png' as const),
  bytes: fc.integer({ min: 1, max: MAX_IMAGE_BYTES }),
  width: fc.integer({ min: 1, max: MAX_IMAGE_SIDE_PX }),
  height: fc.integer({ min: 1, max: MAX_IMAGE_SIDE_PX }),
  alt: fc.oneof(fc.constant(''), words(MAX_ALT_CHARS)),
})

const hundredths = (name: LensSetting) => {
  const { least, greatest } = LENS_BOUNDS[name]
  return fc
    .integer({ min: Math.round(least * 100), max: Math.round(greatest * 100) })
    .map((count) => count / 100)
}

const copies = fc.constantFrom(1, 2, MAX_LETTER_COPIES / LETTER_COPIES_STEP).chain((steps) => {
  const length = steps * LETTER_COPIES_STEP
  return fc.array(bytes(80), { minLength: length, maxLength: length })
})

/** A body as it is, and with a warning. */
function maybeWarned<T extends object>(body: fc.Arbitrary<T>): fc.Arbitrary<T & { warning?: string }> {
  return fc
    .tuple(body, fc.option(words(MAX_WARNING_CHARS)))
    .map(([said, warning]) => (warning === null ? said : { ...said, warning }))
}

const BODIES: { readonly [K in Kind]: fc.Arbitrary<Bodies[K]> } = {
  device: fc.record({ certificate: bytes(64), label: words(60) }),
  profile: fc.record({
    name: words(MAX_NAME_CHARS),
    about: words(MAX_ABOUT_CHARS),
    hue: fc.integer({ min: 0, max: 359 }),
  }),
  inbox: fc.record({ key: bytes(32) }),
  letter: fc.record({ copies, sealed: fc.constantFrom(...LETTER_SIZES).chain((size) => bytes(size + 16)) }),
  follow: fc.record({ person, invite: fc.option(bytes(32)) }),
  unfollow: fc.record({ person }),
  post: maybeWarned(
    fc.record({
      text: words(MAX_TEXT_CHARS),
      tags: fc.uniqueArray(tag, { maxLength: MAX_TAGS }),
      images: fc.array(image, { maxLength: MAX_IMAGES }),
    }),
  ),
  comment: maybeWarned(
    fc.record({
      post: recordCid,
      author: person,
      parent: fc.option(recordCid),
      text: words(MAX_TEXT_CHARS),
      quiet: fc.boolean(),
    }),
  ),
  like: fc.record({ post: recordCid, author: person }),
  share: fc.record({ post: recordCid, author: person, text: words(MAX_TEXT_CHARS) }),
  join: fc.record({ tag }),
  leave: fc.record({ tag }),
  lens: fc.record({
    name: words(MAX_LENS_NAME_CHARS),
    ranking: fc
      .uniqueArray(fc.constantFrom(...(Object.keys(LENS_BOUNDS) as LensSetting[])), { minLength: 1 })
      .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), hundredths(name)))))
      .map((entries) => Object.fromEntries(entries)),
  }),
  asking: fc.record({
    from: fc.constantFrom(...ADMISSIONS),
    price: fc.integer({ min: 0, max: MAX_ASKING_PRICE }),
  }),
  label: fc
    .record({
      person,
      post: fc.option(recordCid),
      name: fc.constantFrom(...LABEL_NAMES),
      word: words(MAX_LABEL_WORD_CHARS),
      reason: words(MAX_LABEL_REASON_CHARS),
    })
    .map((said) => (said.name === 'other' ? said : { ...said, word: '' })),
  rules: fc
    .record({
      tag,
      text: words(MAX_RULES_CHARS),
      labellers: fc.uniqueArray(person, { maxLength: MAX_RULES_LABELLERS }),
    })
    .map((rules) => ({ ...rules, labellers: rules.labellers.toSorted() })),
  undo: fc.record({ entry: recordCid }),
  retract: fc.record({ entry: recordCid }),
  merge: fc.record({
    device,
    heads: fc.uniqueArray(recordCid, { minLength: 1, maxLength: MAX_MERGE_HEADS }),
  }),
}

/** What others read of a body that was written. */
function throughTheWire<K extends Kind>(kind: K, body: Bodies[K]): Bodies[K] | undefined {
  const decoded = decodeCanonical(encodeCanonical(BODY_SCHEMAS[kind].write(body)))
  if (!decoded.ok) throw new Error(decoded.error)
  return BODY_SCHEMAS[kind].read(decoded.value)
}

function post(body: Partial<Bodies['post']>): Bodies['post'] {
  return { text: 'hello', tags: [], images: [], ...body }
}

function label(body: Partial<Bodies['label']>): Bodies['label'] {
  const about = { person: personIdFrom(new Uint8Array(32)), post: null }
  return { ...about, name: 'other', word: 'rude', reason: 'shouts', ...body }
}

describe('bodies', () => {
  it.each(Object.keys(BODIES) as Kind[])('[R5] any %s comes back as it was written', (kind) => {
    const bodies: fc.Arbitrary<Bodies[Kind]> = BODIES[kind]
    fc.assert(
      fc.property(bodies, (body) => {
        expect(throughTheWire(kind, body)).toEqual(body)
      }),
      { seed: 21, numRuns: 100 },
    )
  })

  it('[R5] nothing that is no body is read as one, of whatever kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(BODIES) as Kind[])), fc.anything(), (kind, value) => {
        expect(BODY_SCHEMAS[kind].read(value)).toBeUndefined()
      }),
      { seed: 22, numRuns: 2_000 },
    )
  })

  it('[R5] the kinds are those of the schemas, and none of the prototype', () => {
    for (const kind of Object.keys(BODIES)) expect(isKind(kind)).toBe(true)
    for (const other of ['', 'Post', 'toString', 'constructor', '__proto__', 4, null])
      expect(isKind(other)).toBe(false)
  })

  it('[R5] each bound holds at its edge and not one further', () => {
    const edges: readonly (readonly [length: number, (length: number) => unknown])[] = [
      [MAX_TEXT_CHARS, (length) => throughTheWire('post', post({ text: 'x'.repeat(length) }))],
      [MAX_TAGS, (length) => throughTheWire('post', post({ tags: distinctTags(length) }))],
      [MAX_TAG_CHARS, (length) => throughTheWire('post', post({ tags: ['x'.repeat(length) as Tag] }))],
      [
        MAX_IMAGES,
        (length) => throughTheWire('post', post({ images: Array.from({ length }, () => picture) })),
      ],
      [MAX_ALT_CHARS, (length) => withImage({ alt: 'x'.repeat(length) })],
      [MAX_IMAGE_BYTES, (length) => withImage({ bytes: length })],
      [MAX_IMAGE_SIDE_PX, (length) => withImage({ width: length })],
      [MAX_IMAGE_SIDE_PX, (length) => withImage({ height: length })],
      [
        MAX_NAME_CHARS,
        (length) => throughTheWire('profile', { name: 'x'.repeat(length), about: '', hue: 0 }),
      ],
      [
        MAX_ABOUT_CHARS,
        (length) => throughTheWire('profile', { name: 'x', about: 'x'.repeat(length), hue: 0 }),
      ],
      [
        MAX_LENS_NAME_CHARS,
        (length) => throughTheWire('lens', { name: 'x'.repeat(length), ranking: { likeWeight: 0 } }),
      ],
      [MAX_WARNING_CHARS, (length) => throughTheWire('post', post({ warning: 'x'.repeat(length) }))],
      [MAX_LABEL_WORD_CHARS, (length) => throughTheWire('label', label({ word: 'x'.repeat(length) }))],
      [MAX_LABEL_REASON_CHARS, (length) => throughTheWire('label', label({ reason: 'x'.repeat(length) }))],
      [
        MAX_RULES_CHARS,
        (length) => throughTheWire('rules', { tag: 'art' as Tag, text: 'x'.repeat(length), labellers: [] }),
      ],
      [359, (hue) => throughTheWire('profile', { name: 'x', about: '', hue })],
    ]
    for (const [bound, read] of edges) {
      expect(read(bound)).toBeDefined()
      expect(read(bound + 1)).toBeUndefined()
    }
  })

  it('[R5] the largest post that the schema allows fits in a body', () => {
    const largest = post({
      text: '日'.repeat(MAX_TEXT_CHARS),
      tags: distinctTags(MAX_TAGS).map(
        (short) => `${short}${'日'.repeat(MAX_TAG_CHARS - short.length)}` as Tag,
      ),
      images: Array.from({ length: MAX_IMAGES }, () => ({ ...picture, alt: '日'.repeat(MAX_ALT_CHARS) })),
    })
    expect(throughTheWire('post', largest)).toEqual(largest)
    expect(encodeCanonical(BODY_SCHEMAS.post.write(largest)).byteLength).toBeLessThanOrEqual(MAX_BODY_BYTES)
  })

  it('[R17] a post without a warning has the very bytes it had before there were any', () => {
    const said = { text: 'hello', tags: [], images: [] }
    expect(encodeCanonical(BODY_SCHEMAS.post.write(post({})))).toEqual(encodeCanonical(said))
    expect(throughTheWire('post', post({}))).not.toHaveProperty('warning')
    for (const warning of ['', ' ', 'two\nlines', null, 5, undefined])
      expect(BODY_SCHEMAS.post.read({ ...said, warning })).toBeUndefined()
  })

  it('[R18] a label of a known name has no word of its own, and one of another word has', () => {
    expect(throughTheWire('label', label({}))).toEqual(label({}))
    expect(throughTheWire('label', label({ name: 'spam', word: '' }))).toEqual(
      label({ name: 'spam', word: '' }),
    )
    expect(throughTheWire('label', label({ name: 'spam' }))).toBeUndefined()
    expect(throughTheWire('label', label({ word: ' ' }))).toBeUndefined()
  })

  it('[R6] text is written composed, so that the same words are the same bytes', () => {
    const composed = throughTheWire('post', post({ text: 'caf\u00e9' }))
    expect(throughTheWire('post', post({ text: 'cafe\u0301' }))).toEqual(composed)
  })

  it('[R6] a byte order mark in front of a text is left away, since decoders drop it', () => {
    expect(throughTheWire('post', post({ text: '\ufeffhello' }))).toEqual(post({ text: 'hello' }))
  })

  it('[R6] half of a surrogate pair cannot be written', () => {
    for (const text of ['\ud83e', 'a\udd8b', '\udd8b\ud83e']) {
      expect(() => BODY_SCHEMAS.post.write(post({ text }))).toThrow('surrogate')
    }
  })

  it('[R6] line ends and tabs are text, other control characters are not', () => {
    expect(throughTheWire('post', post({ text: 'a\n\tb' }))).toBeDefined()
    for (let code = 0; code < 0xa0; code += 1) {
      const isControl = code < 0x20 || code >= 0x7f
      const isAllowed = !isControl || code === 0x09 || code === 0x0a
      const read = throughTheWire('post', post({ text: `a${String.fromCharCode(code)}b` }))
      expect(read !== undefined, `U+${code.toString(16)}`).toBe(isAllowed)
    }
  })

  it('[R9] what is read is frozen, down to the images', () => {
    const read = throughTheWire('post', post({ tags: ['a' as Tag], images: [picture] }))
    expect(Object.isFrozen(read?.tags)).toBe(true)
    expect(Object.isFrozen(read?.images)).toBe(true)
    expect(Object.isFrozen(read?.images[0])).toBe(true)
  })
})

function withImage(changes: Partial<Image>): unknown {
  return throughTheWire('post', post({ images: [{ ...picture, ...changes }] }))
}

function distinctTags(count: number): Tag[] {
  return Array.from({ length: count }, (_, index) => `t${index}` as Tag)
}
