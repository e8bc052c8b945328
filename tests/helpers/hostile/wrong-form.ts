/** Too large, too deep, or not written in the one canonical form. */
import { encode } from '@ipld/dag-cbor'
import { concatBytes, utf8 } from '../../../src/lib/bytes'
import { MAX_BODY_BYTES, MAX_ENTRY_BYTES, MAX_NESTING } from '../../../src/records/limits'
import {
  BYTES,
  head,
  MAP,
  nestedLists,
  pairBytes,
  pairsOf,
  rawMap,
  rawText,
  TAG,
  type Pair,
} from '../raw-cbor'
import type { Forger } from './forger'
import type { HostileRecord } from './types'

const SMALL_POST = { text: 'hello', tags: [], images: [] }
const FALSE_UTF8 = Uint8Array.of(0xff, 0xfe)
const OVERLONG_SLASH = Uint8Array.of(0xc0, 0xaf)
/** U+D800 as three bytes: half of a pair. */
const LONE_SURROGATE = Uint8Array.of(0xed, 0xa0, 0x80)
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf)
const UNDEFINED = Uint8Array.of(0xf7)
const BREAK = Uint8Array.of(0xff)

export async function wrongForm(forger: Forger): Promise<HostileRecord[]> {
  return [...(await wrongSize(forger)), ...(await wrongEntryForm(forger)), ...(await wrongBodyForm(forger))]
}

async function wrongSize(forger: Forger): Promise<HostileRecord[]> {
  const body = encode(SMALL_POST)
  const { entry } = await forger.record('post', body)
  const sparse = await forger.record('post', body, { note: '' })
  // The key is there in both, so the text may grow by what is left, less the two bytes of its longer head.
  const note = 'n'.repeat(MAX_ENTRY_BYTES + 1 - sparse.entry.byteLength - 2)
  const large = encode({ ...SMALL_POST, text: 't'.repeat(MAX_BODY_BYTES) })
  return [
    {
      name: 'an entry of one byte too many',
      reason: 'too-large',
      blocks: await forger.record('post', body, { note }),
    },
    {
      name: 'an entry as large as a body',
      reason: 'too-large',
      blocks: { entry: new Uint8Array(MAX_BODY_BYTES), body },
    },
    {
      name: 'a body of one byte too many',
      reason: 'too-large',
      blocks: { entry, body: large.subarray(0, MAX_BODY_BYTES + 1) },
    },
    { name: 'an empty entry', reason: 'not-canonical', blocks: { entry: new Uint8Array(0), body } },
  ]
}

async function wrongEntryForm(forger: Forger): Promise<HostileRecord[]> {
  const body = encode(SMALL_POST)
  const fields = await forger.signed(await forger.fields('post', body))
  const good = encode(fields)
  const pairs = pairsOf(fields)
  const seq = Number(fields.seq)
  /** The same map with one value written in another way; the signature covers the canonical form. */
  const withValue = (key: string, value: Uint8Array): Uint8Array =>
    rawMap(pairs.map(([name, old]): Pair => [name, name === key ? value : old]))
  const forms: readonly (readonly [string, Uint8Array])[] = [
    [
      'an entry with its keys in the order of the alphabet',
      rawMap(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ],
    ['an entry with its keys in reverse', rawMap(pairs.toReversed())],
    ['an entry with a key that comes twice', rawMap([...pairs.slice(0, 1), ...pairs])],
    ['an entry of indefinite length', concatBytes(Uint8Array.of(0xbf), ...pairBytes(pairs), BREAK)],
    [
      'an entry whose count of keys is written in two bytes',
      concatBytes(Uint8Array.of(0xb8, 10), good.subarray(1)),
    ],
    ['an entry with a byte behind it', concatBytes(good, Uint8Array.of(0))],
    ['an entry twice in one block', concatBytes(good, good)],
    ['an entry without its last byte', good.subarray(0, -1)],
    ['an entry cut in the middle', good.subarray(0, good.byteLength >> 1)],
    ['an entry that promises more keys than it has', concatBytes(head(MAP, 11), good.subarray(1))],
    ['a seq written in one byte too many', withValue('seq', Uint8Array.of(0x18, seq))],
    ['a seq written in eight bytes', withValue('seq', Uint8Array.of(0x1b, 0, 0, 0, 0, 0, 0, 0, seq))],
    ['a seq written as a double', withValue('seq', double(seq))],
    ['a seq written as a half float', withValue('seq', Uint8Array.of(0xf9, 0x3c, 0))],
    ['a seq written as a float', withValue('seq', Uint8Array.of(0xfa, 0x3f, 0x80, 0, 0))],
    [
      'a seq written as a big number',
      withValue('seq', concatBytes(head(TAG, 2), head(BYTES, 1), Uint8Array.of(seq))),
    ],
    ['a time that is not a number', withValue('time', double(Number.NaN))],
    ['a time that is infinite', withValue('time', double(Number.POSITIVE_INFINITY))],
    ['a time with the tag of a date', withValue('time', concatBytes(head(TAG, 1), encode(fields.time)))],
    ['a size of minus nought', withValue('size', double(-0))],
    ['an undefined prev', withValue('prev', UNDEFINED)],
    ['a prev of a simple value that has no name', withValue('prev', Uint8Array.of(0xe0))],
    ['a kind in pieces', withValue('kind', concatBytes(Uint8Array.of(0x7f), encode('post'), BREAK))],
    ['a kind of false UTF-8', withValue('kind', rawText(FALSE_UTF8))],
    [
      'a person in pieces',
      withValue('person', concatBytes(Uint8Array.of(0x5f), encode(fields.person), BREAK)),
    ],
    ['a link without its tag', withValue('body', linkBytes(encode(fields.body), 2))],
    [
      'a link of another tag',
      withValue('body', concatBytes(head(TAG, 43), linkBytes(encode(fields.body), 2))),
    ],
    ['a link of no bytes', withValue('body', concatBytes(head(TAG, 42), head(BYTES, 0)))],
    ['a signature longer than the block', withValue('sig', head(BYTES, 0xffffffff))],
    ['JSON instead of dag-cbor', utf8(JSON.stringify({ kind: 'post', seq }))],
    ['nothing but breaks', new Uint8Array(64).fill(0xff)],
  ]
  const notCanonical = forms.map(([name, entry]): HostileRecord => {
    // A link without its tag is canonical bytes; they are no link.
    return {
      name,
      reason: name === 'a link without its tag' ? 'bad-schema' : 'not-canonical',
      blocks: { entry, body },
    }
  })
  const nested = await forger.record('post', body, { person: deepValue(MAX_NESTING) })
  return [
    ...notCanonical,
    { name: 'an entry with a person nested too deep', reason: 'too-deep', blocks: nested },
    {
      name: 'an entry of nothing but tags in tags',
      reason: 'too-deep',
      blocks: { entry: concatBytes(new Uint8Array(MAX_ENTRY_BYTES - 1).fill(0xc6), Uint8Array.of(0)), body },
    },
  ]
}

async function wrongBodyForm(forger: Forger): Promise<HostileRecord[]> {
  const pairs = pairsOf(SMALL_POST)
  const good = encode(SMALL_POST)
  const withText = (content: Uint8Array): Uint8Array =>
    rawMap(pairs.map(([key, value]): Pair => [key, key === 'text' ? content : value]))
  const profile = pairsOf({ name: 'alice', about: '', hue: 1 })
  const withHue = (value: Uint8Array): Uint8Array =>
    rawMap(profile.map(([key, old]): Pair => [key, key === 'hue' ? value : old]))
  const follow = rawMap([
    ['invite', UNDEFINED],
    ['person', encode(new Uint8Array(32).fill(7))],
  ])
  const forms: readonly (readonly [string, string, Uint8Array])[] = [
    ['a post with its keys in reverse', 'post', rawMap(pairs.toReversed())],
    ['a post with two texts', 'post', rawMap([...pairs.slice(0, 2), ...pairs.slice(1)])],
    ['a post of indefinite length', 'post', concatBytes(Uint8Array.of(0xbf), ...pairBytes(pairs), BREAK)],
    ['a post with a byte behind it', 'post', concatBytes(good, Uint8Array.of(0xf6))],
    ['a post without its last byte', 'post', good.subarray(0, -1)],
    ['a post whose text is false UTF-8', 'post', withText(rawText(FALSE_UTF8))],
    ['a post whose text has an overlong slash', 'post', withText(rawText(OVERLONG_SLASH))],
    ['a post whose text has half of a surrogate pair', 'post', withText(rawText(LONE_SURROGATE))],
    [
      'a post whose text begins with a byte order mark',
      'post',
      withText(rawText(concatBytes(BYTE_ORDER_MARK, utf8('a')))),
    ],
    [
      'a post whose text has a length of two bytes too many',
      'post',
      withText(Uint8Array.of(0x79, 0, 1, 0x61)),
    ],
    [
      'a post whose text is in pieces',
      'post',
      withText(concatBytes(Uint8Array.of(0x7f), encode('a'), BREAK)),
    ],
    ['a profile whose hue is a double', 'profile', withHue(double(1))],
    ['a profile whose hue is a half float', 'profile', withHue(Uint8Array.of(0xf9, 0x3c, 0))],
    ['a profile whose hue is a number of two bytes too many', 'profile', withHue(Uint8Array.of(0x19, 0, 1))],
    ['a follow with an undefined invite', 'follow', follow],
  ]
  const deep: readonly (readonly [string, Uint8Array])[] = [
    ['a post nested one level too deep', nestedLists(MAX_NESTING + 1)],
    ['a post nested ten thousand levels deep', nestedLists(10_000)],
    ['a post of as many open maps as it may have bytes', new Uint8Array(MAX_BODY_BYTES).fill(0xa1)],
  ]
  const records: HostileRecord[] = []
  for (const [name, kind, body] of forms) {
    records.push({ name, reason: 'not-canonical', blocks: await forger.record(kind, body) })
  }
  for (const [name, body] of deep) {
    records.push({ name, reason: 'too-deep', blocks: await forger.record('post', body) })
  }
  return records
}

function deepValue(depth: number): unknown {
  let value: unknown = []
  for (let level = 1; level < depth; level += 1) value = [value]
  return value
}

function double(value: number): Uint8Array {
  const bytes = new Uint8Array(9)
  bytes[0] = 0xfb
  new DataView(bytes.buffer).setFloat64(1, value)
  return bytes
}

/** The byte string in an encoded link, behind its tag of so many bytes. */
function linkBytes(link: Uint8Array, tagBytes: number): Uint8Array {
  return link.subarray(tagBytes)
}
