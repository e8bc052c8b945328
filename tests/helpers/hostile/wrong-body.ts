/** Bodies that are not what their kind must say, under rightly signed entries. */
import { code as DAG_CBOR, encode } from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { personIdFrom, publicKeyOf } from '../../../src/identity/person-id'
import { MAX_ASKING_PRICE } from '../../../src/records/asking'
import { DAG_PB, RAW } from '../../../src/records/fields'
import {
  MAX_ABOUT_CHARS,
  MAX_ALT_CHARS,
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
} from '../../../src/records/limits'
import { LENS_BOUNDS } from '../../../src/records/lens'
import type { Forger } from './forger'
import type { HostileRecord } from './types'

type Flaw = readonly [name: string, kind: string, body: unknown]

export async function wrongBody(forger: Forger): Promise<HostileRecord[]> {
  const hash = await sha256.digest(encode('what somebody posted'))
  const flaws = [
    ...postFlaws(),
    ...imageFlaws(CID.createV1(DAG_PB, hash), CID.createV1(DAG_CBOR, hash)),
    ...profileFlaws(),
    ...actFlaws(CID.createV1(DAG_CBOR, hash), CID.createV1(RAW, hash), publicKeyOf(forger.log.person)),
    ...membershipFlaws(),
    ...askingFlaws(),
    ...letterFlaws(),
    ...labelFlaws(CID.createV1(DAG_CBOR, hash), publicKeyOf(forger.log.person)),
    ...rulesFlaws(publicKeyOf(forger.log.person)),
    ...lensFlaws(CID.createV1(DAG_CBOR, hash)),
    ...mergeFlaws(CID.createV1(DAG_CBOR, hash), publicKeyOf(forger.log.signer.device)),
  ]
  const records: HostileRecord[] = []
  for (const [name, kind, body] of flaws) {
    records.push({ name, reason: 'bad-schema', blocks: await forger.says(kind, body) })
  }
  for (const [name, kind, body] of lensesOutOfBounds()) {
    records.push({ name, reason: 'out-of-bounds', blocks: await forger.says(kind, body) })
  }
  return records
}

function postFlaws(): Flaw[] {
  const post = { text: 'hello', tags: [], images: [] }
  const withText = (text: unknown): unknown => ({ ...post, text })
  const withTags = (...tags: readonly unknown[]): unknown => ({ ...post, tags })
  return [
    ['a post with a key that posts do not have', 'post', { ...post, mood: 'good' }],
    ['a post with a __proto__', 'post', { ...post, ['__proto__']: { text: 'hello' } }],
    ['a post with a constructor', 'post', { ...post, constructor: { prototype: {} } }],
    ['a post with an empty warning', 'post', { ...post, warning: '' }],
    ['a post with a blank warning', 'post', { ...post, warning: '\u3000 ' }],
    ['a post with a warning that is null', 'post', { ...post, warning: null }],
    ['a post with a warning of two lines', 'post', { ...post, warning: 'blood\nand more' }],
    [
      'a post with a warning of one character too many',
      'post',
      { ...post, warning: 'a'.repeat(MAX_WARNING_CHARS + 1) },
    ],
    ['a post with a warning in place of its tags', 'post', { text: 'hello', images: [], warning: 'tags' }],
    ['a post without a text', 'post', { tags: [], images: [] }],
    ['a post without tags', 'post', { text: 'hello', images: [] }],
    ['a post that is a list', 'post', ['hello', [], []]],
    ['a post that is text', 'post', 'hello'],
    ['a post that is null', 'post', null],
    ['a text that is a number', 'post', withText(5)],
    ['a text that is bytes', 'post', withText(new Uint8Array(5))],
    ['a text of one character too many', 'post', withText('a'.repeat(MAX_TEXT_CHARS + 1))],
    ['a text of one emoji too many', 'post', withText('🦋'.repeat(MAX_TEXT_CHARS / 2 + 1))],
    ['a post of nothing', 'post', withText('')],
    ['a post of white space', 'post', withText(' \n\t\u00a0')],
    ['a text with a nought byte', 'post', withText('a\u0000b')],
    ['a text with a backspace', 'post', withText('a\bb')],
    ['a text with a carriage return', 'post', withText('a\r\nb')],
    ['a text with an escape', 'post', withText('\u001b[2J')],
    ['a text with a delete', 'post', withText('a\u007fb')],
    ['a text with a control character of the second set', 'post', withText('a\u0085b')],
    ['tags that are text', 'post', { ...post, tags: 'art' }],
    ['tags that are a map', 'post', { ...post, tags: { 0: 'art' } }],
    [
      'one tag too many',
      'post',
      withTags(...Array.from({ length: MAX_TAGS + 1 }, (_, index) => `tag${index}`)),
    ],
    ['a tag in capitals', 'post', withTags('Art')],
    ['a tag with its #', 'post', withTags('#art')],
    ['a tag with a space', 'post', withTags('fine art')],
    ['a tag with a line end', 'post', withTags('art\n')],
    ['a tag with a slash', 'post', withTags('art/../..')],
    ['an empty tag', 'post', withTags('')],
    ['a tag of a hyphen', 'post', withTags('-')],
    ['a tag that ends with a hyphen', 'post', withTags('art-')],
    ['a tag of one character too many', 'post', withTags('a'.repeat(MAX_TAG_CHARS + 1))],
    ['the same tag twice', 'post', withTags('art', 'art')],
    ['a tag that is a number', 'post', withTags(1)],
  ]
}

function imageFlaws(root: CID, notAnImage: CID): Flaw[] {
  const image = { cid: root, type: 'image/webp', bytes: 9, width: 1, height: 1, alt: '' }
  const withImages = (...images: readonly unknown[]): unknown => ({ text: '', tags: [], images })
  const flaws: readonly (readonly [string, object])[] = [
    ['an image of SVG', { type: 'image/svg+xml' }],
    ['an image without a type', { type: '' }],
    ['an image of no bytes', { bytes: 0 }],
    ['an image of one byte too many', { bytes: MAX_IMAGE_BYTES + 1 }],
    ['an image of one pixel too many across', { width: MAX_IMAGE_SIDE_PX + 1 }],
    ['an image of one pixel too many down', { height: MAX_IMAGE_SIDE_PX + 1 }],
    ['an image without height', { height: 0 }],
    ['an image of one pixel and a half', { width: 1.5 }],
    ['an image described at too great length', { alt: 'a'.repeat(MAX_ALT_CHARS + 1) }],
    ['an image described by a number', { alt: 3 }],
    ['an image that is a record', { cid: notAnImage }],
    ['an image whose CID is text', { cid: root.toString() }],
    ['an image with a key that images do not have', { src: 'https://tracker.example' }],
    ['an image with a __proto__', { ['__proto__']: { type: 'image/svg+xml' } }],
  ]
  return [
    ...flaws.map(([name, flaw]): Flaw => [name, 'post', withImages({ ...image, ...flaw })]),
    ['one image too many', 'post', withImages(...Array.from({ length: MAX_IMAGES + 1 }, () => image))],
    ['an image that is a link', 'post', withImages(root)],
  ]
}

function profileFlaws(): Flaw[] {
  const profile = { name: 'alice', about: '', hue: 0 }
  return [
    ['a profile without a name', 'profile', { about: '', hue: 0 }],
    ['a profile with an empty name', 'profile', { ...profile, name: '' }],
    ['a profile with a blank name', 'profile', { ...profile, name: '  \u3000' }],
    ['a name of one character too many', 'profile', { ...profile, name: 'a'.repeat(MAX_NAME_CHARS + 1) }],
    ['a name of two lines', 'profile', { ...profile, name: 'alice\nadmin' }],
    ['a profile about too much', 'profile', { ...profile, about: 'a'.repeat(MAX_ABOUT_CHARS + 1) }],
    ['a hue of 360', 'profile', { ...profile, hue: 360 }],
    ['a hue below nought', 'profile', { ...profile, hue: -1 }],
    ['a hue with a fraction', 'profile', { ...profile, hue: 0.5 }],
    ['a hue that is text', 'profile', { ...profile, hue: '0' }],
    ['a profile with a picture', 'profile', { ...profile, picture: 'https://tracker.example' }],
  ]
}

function actFlaws(post: CID, raw: CID, self: Uint8Array): Flaw[] {
  const other = new Uint8Array(32).fill(7)
  const about = { post, author: other }
  const comment = { ...about, parent: null, text: 'yes', quiet: false }
  return [
    ['a person who follows themselves', 'follow', { person: self, invite: null }],
    ['a person who stops following themselves', 'unfollow', { person: self }],
    ['a follow of nobody', 'follow', { person: null, invite: null }],
    ['a follow of 31 bytes', 'follow', { person: other.subarray(1), invite: null }],
    ['an invite of 31 bytes', 'follow', { person: other, invite: new Uint8Array(31) }],
    ['an invite that is text', 'follow', { person: other, invite: 'please' }],
    ['a follow without an invite, not even null', 'follow', { person: other }],
    ['a comment that is neither quiet nor not', 'comment', { ...comment, quiet: 1 }],
    ['a comment of white space', 'comment', { ...comment, text: ' ' }],
    ['a comment of one character too many', 'comment', { ...comment, text: 'a'.repeat(MAX_TEXT_CHARS + 1) }],
    ['a comment whose parent is text', 'comment', { ...comment, parent: post.toString() }],
    ['a comment on nothing', 'comment', { ...comment, post: null }],
    ['a like of raw bytes', 'like', { ...about, post: raw }],
    ['a like without an author', 'like', { post }],
    ['a like with a weight', 'like', { ...about, weight: 1000 }],
    ['a like that says what a post says', 'like', { text: 'hello', tags: [], images: [] }],
    ['a share of one character too many', 'share', { ...about, text: 'a'.repeat(MAX_TEXT_CHARS + 1) }],
    ['a share without words, not even empty ones', 'share', about],
    ['an undo of nothing', 'undo', { entry: null }],
    ['an undo of text', 'undo', { entry: post.toString() }],
    ['a retraction with a reason', 'retract', { entry: post, reason: 'regret' }],
    ['a retraction of raw bytes', 'retract', { entry: raw }],
  ]
}

function membershipFlaws(): Flaw[] {
  return [
    ['a join of nothing', 'join', {}],
    ['a join of an empty tag', 'join', { tag: '' }],
    ['a join of a tag in capitals', 'join', { tag: 'Art' }],
    ['a join of two tags', 'join', { tag: ['art', 'bees'] }],
    ['a join for somebody else', 'join', { tag: 'art', person: new Uint8Array(32) }],
    ['a join of a tag of one character too many', 'join', { tag: 'a'.repeat(MAX_TAG_CHARS + 1) }],
    ['a leave with a reason', 'leave', { tag: 'art', reason: 'noise' }],
    ['a leave of a tag with its #', 'leave', { tag: '#art' }],
  ]
}

function askingFlaws(): Flaw[] {
  const asking = { from: 'everybody', price: 1 }
  return [
    ['an asking of nobody in particular', 'asking', { price: 1 }],
    ['an asking of friends, which is no word of it', 'asking', { ...asking, from: 'friends' }],
    ['an asking of what every object has', 'asking', { ...asking, from: 'constructor' }],
    ['an asking without a price', 'asking', { from: 'everybody' }],
    ['an asking of less than nothing', 'asking', { ...asking, price: -1 }],
    ['an asking of half a unit', 'asking', { ...asking, price: 0.5 }],
    ['an asking of one unit too many', 'asking', { ...asking, price: MAX_ASKING_PRICE + 1 }],
    ['an asking for somebody else', 'asking', { ...asking, person: new Uint8Array(32) }],
  ]
}

/** Another name of the same kind. */
function numbered(cid: CID, index: number): CID {
  const digest = Uint8Array.from(cid.multihash.digest, (byte, at) => (at === 0 ? index : byte))
  return CID.createV1(DAG_CBOR, createDigest(cid.multihash.code, digest))
}

function mergeFlaws(head: CID, here: Uint8Array): Flaw[] {
  const device = new Uint8Array(32).fill(7)
  return [
    ['a merge of nothing', 'merge', { device, heads: [] }],
    ['a merge that names an end twice', 'merge', { device, heads: [head, head] }],
    [
      'a merge of more ends than there may be',
      'merge',
      { device, heads: Array.from({ length: MAX_MERGE_HEADS + 1 }, (_, index) => numbered(head, index)) },
    ],
    ['a merge of the log that it stands in', 'merge', { device: here, heads: [head] }],
    ['a merge that names an end as text', 'merge', { device, heads: [head.toString()] }],
    ['a merge of somebody else’s log', 'merge', { device, heads: [head], person: new Uint8Array(32) }],
  ]
}

function letterFlaws(): Flaw[] {
  const copies = (count: number, bytes = 80): Uint8Array[] =>
    Array.from({ length: count }, () => new Uint8Array(bytes))
  const letter = { copies: copies(4), sealed: new Uint8Array(512 + 16) }
  return [
    ['an inbox without a key', 'inbox', {}],
    ['an inbox with a short key', 'inbox', { key: new Uint8Array(31) }],
    ['an inbox with a private key', 'inbox', { key: new Uint8Array(32), private: new Uint8Array(32) }],
    ['an inbox whose key is text', 'inbox', { key: 'x'.repeat(32) }],
    ['a letter to somebody named', 'letter', { ...letter, to: new Uint8Array(32) }],
    ['a letter with nothing in it', 'letter', { copies: letter.copies }],
    ['a letter for nobody', 'letter', { ...letter, copies: [] }],
    ['a letter whose copies tell how many devices read it', 'letter', { ...letter, copies: copies(3) }],
    ['a letter with four copies too many', 'letter', { ...letter, copies: copies(MAX_LETTER_COPIES + 4) }],
    ['a letter with a short copy', 'letter', { ...letter, copies: [...copies(3), ...copies(1, 79)] }],
    ['a letter whose size tells its length', 'letter', { ...letter, sealed: new Uint8Array(512 + 17) }],
    ['a letter without a seal', 'letter', { ...letter, sealed: new Uint8Array(512) }],
    ['a letter in plain text', 'letter', { ...letter, sealed: 'x'.repeat(528) }],
  ]
}

/** @param own who signs it: nobody labels themselves */
function labelFlaws(link: CID, own: Uint8Array): Flaw[] {
  const other = own.map((byte) => byte ^ 255)
  const label = { person: other, post: link, name: 'spam', word: '', reason: 'sells shoes' }
  return [
    ['a label on oneself', 'label', { ...label, person: own, post: null }],
    ['a label on an own post', 'label', { ...label, person: own }],
    ['a label on nobody', 'label', { ...label, person: null }],
    ['a label on a post by its name', 'label', { ...label, post: link.toString() }],
    ['a label of a name that there is not', 'label', { ...label, name: 'boring' }],
    ['a label of a name of every object', 'label', { ...label, name: 'constructor' }],
    ['a label of several names', 'label', { ...label, name: ['spam', 'adult'] }],
    ['a label with a word beside its name', 'label', { ...label, word: 'shoes' }],
    ['a label of another word that is empty', 'label', { ...label, name: 'other' }],
    ['a label of another word that is blank', 'label', { ...label, name: 'other', word: '\u3000' }],
    ['a label of a blank word beside its name', 'label', { ...label, word: ' ' }],
    ['a label of a word of two lines', 'label', { ...label, name: 'other', word: 'a\nb' }],
    [
      'a label of a word of one character too many',
      'label',
      { ...label, name: 'other', word: 'a'.repeat(MAX_LABEL_WORD_CHARS + 1) },
    ],
    ['a label with an empty reason', 'label', { ...label, reason: '' }],
    ['a label with a blank reason', 'label', { ...label, reason: ' \n' }],
    [
      'a label with a reason of one character too many',
      'label',
      { ...label, reason: 'a'.repeat(MAX_LABEL_REASON_CHARS + 1) },
    ],
    ['a label with an order to hide', 'label', { ...label, hide: true }],
  ]
}

function rulesFlaws(person: Uint8Array): Flaw[] {
  const rules = { tag: 'art', text: 'Be kind.', labellers: [person] }
  const others = Array.from({ length: MAX_RULES_LABELLERS + 1 }, (_, index) => new Uint8Array(32).fill(index))
    .map((key) => ({ key, id: personIdFrom(key) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ key }) => key)
  return [
    ['rules without a tag', 'rules', { text: rules.text, labellers: [] }],
    ['rules of what is no tag', 'rules', { ...rules, tag: 'two words' }],
    ['rules that say nothing and advise nobody', 'rules', { ...rules, text: '', labellers: [] }],
    ['rules of blanks', 'rules', { ...rules, text: ' \n' }],
    ['rules of one character too many', 'rules', { ...rules, text: 'a'.repeat(MAX_RULES_CHARS + 1) }],
    ['rules that advise one labeller too many', 'rules', { ...rules, labellers: others }],
    ['rules that advise somebody twice', 'rules', { ...rules, labellers: [person, person] }],
    ['rules that advise out of order', 'rules', { ...rules, labellers: others.slice(0, 2).toReversed() }],
    ['rules that advise a name', 'rules', { ...rules, labellers: ['alice'] }],
    ['rules with an order to subscribe', 'rules', { ...rules, subscribe: true }],
  ]
}

function lensFlaws(link: CID): Flaw[] {
  const lens = { name: 'Calm', ranking: { likeWeight: 0 } }
  const withRanking = (ranking: unknown): unknown => ({ ...lens, ranking })
  return [
    ['a lens without a name', 'lens', { ranking: lens.ranking }],
    ['a lens with an empty name', 'lens', { ...lens, name: '' }],
    ['a lens with a blank name', 'lens', { ...lens, name: '\u3000 ' }],
    ['a lens with a name of two lines', 'lens', { ...lens, name: 'Calm\nby alice' }],
    [
      'a lens with a name of one character too many',
      'lens',
      { ...lens, name: 'a'.repeat(MAX_LENS_NAME_CHARS + 1) },
    ],
    ['a lens with an order to adopt it', 'lens', { ...lens, adopt: true }],
    ['a lens without a ranking', 'lens', { name: 'Calm' }],
    ['a lens that sets nothing', 'lens', withRanking({})],
    ['a lens that is a list', 'lens', withRanking([1])],
    ['a lens that is a link', 'lens', withRanking(link)],
    ['a lens of a setting that there is not', 'lens', withRanking({ sponsoredShare: 100 })],
    ['a lens of a setting of every object', 'lens', withRanking({ constructor: 1 })],
    ['a lens with a __proto__', 'lens', withRanking({ likeWeight: 0, ['__proto__']: { likeWeight: 1 } })],
    ['a lens of half a hundredth', 'lens', withRanking({ baseGain: 0.5 })],
    ['a lens of a number that is text', 'lens', withRanking({ likeWeight: '0' })],
    ['a lens of a number that is null', 'lens', withRanking({ likeWeight: null })],
  ]
}

/** Each number one hundredth beyond what it may be, to either side. */
function lensesOutOfBounds(): Flaw[] {
  return Object.entries(LENS_BOUNDS).flatMap(([setting, { least, greatest }]): Flaw[] => [
    [
      `a lens with too little of ${setting}`,
      'lens',
      { name: 'Calm', ranking: { [setting]: Math.round(least * 100) - 1 } },
    ],
    [
      `a lens with too much of ${setting}`,
      'lens',
      { name: 'Calm', ranking: { likeWeight: 0, [setting]: Math.round(greatest * 100) + 1 } },
    ],
  ])
}
