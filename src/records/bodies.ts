/**
 * The closed schema of each kind's body: `read` gives the typed body of a foreign value or undefined, `write` the
 * value that is encoded. People travel as 32 bytes and CIDs as links, so that pinning a post by its CID brings its
 * body, its images and, through `prev`, its author's history.
 */
import { CID } from 'multiformats/cid'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { readAsking } from './asking'
import {
  byteString,
  closedMap,
  DAG_PB,
  integer,
  link,
  list,
  RAW,
  signatureBytes,
  text,
  writtenText,
} from './fields'
import { readLabelSaid, writeLabelSaid } from './label'
import { readLensRanking, writeLensRanking } from './lens'
import {
  LETTER_COPIES_STEP,
  LETTER_SIZES,
  MAX_ABOUT_CHARS,
  MAX_ALT_CHARS,
  MAX_DEVICE_LABEL_CHARS,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_SIDE_PX,
  MAX_IMAGES,
  MAX_LABEL_REASON_CHARS,
  MAX_LENS_NAME_CHARS,
  MAX_LETTER_COPIES,
  MAX_MERGE_HEADS,
  MAX_NAME_CHARS,
  MAX_TAGS,
  MAX_TEXT_CHARS,
  MAX_WARNING_CHARS,
} from './limits'
import { readRules, writeRules } from './synereo-rules'
import { isTag } from './tag'
import type { BlockCid, Bodies, Image, Kind, RecordCid, Tag } from './types'

interface BodySchema<K extends Kind> {
  read(value: unknown): Bodies[K] | undefined
  write(body: Bodies[K]): Record<string, unknown>
}

/** An X25519 key. */
const INBOX_KEY_BYTES = 32
/** HPKE: an encapsulated key, and a key of 32 bytes with the tag that seals it. */
const LETTER_COPY_BYTES = 32 + 32 + 16
/** What AES-GCM adds to what it seals. */
const SEAL_BYTES = 16
const MAX_HUE = 359
const INVITE_PROOF_BYTES = 32
const IMAGE_TYPES: readonly string[] = ['image/webp', 'image/jpeg', 'image/png'] satisfies Image['type'][]

export const BODY_SCHEMAS: { readonly [K in Kind]: BodySchema<K> } = {
  device: {
    read(value) {
      const map = closedMap(value, ['certificate', 'label'])
      const certificate = signatureBytes(map?.certificate)
      const label = text(map?.label, 1, MAX_DEVICE_LABEL_CHARS, false)
      return certificate && label !== undefined ? { certificate, label } : undefined
    },
    write: ({ certificate, label }) => ({ certificate, label: writtenText(label) }),
  },
  profile: {
    read(value) {
      const map = closedMap(value, ['name', 'about', 'hue'])
      const name = text(map?.name, 1, MAX_NAME_CHARS, false)
      const about = text(map?.about, 0, MAX_ABOUT_CHARS, true)
      const hue = integer(map?.hue, 0, MAX_HUE)
      const isBlank = name?.trim() === ''
      return name === undefined || isBlank || about === undefined || hue === undefined
        ? undefined
        : { name, about, hue }
    },
    write: ({ name, about, hue }) => ({ name: writtenText(name), about: writtenText(about), hue }),
  },
  follow: {
    read(value) {
      const map = closedMap(value, ['person', 'invite'])
      const person = readPerson(map?.person)
      const invite = map?.invite === null ? null : byteString(map?.invite, INVITE_PROOF_BYTES)
      return person === undefined || invite === undefined ? undefined : { person, invite }
    },
    write: ({ person, invite }) => ({ person: publicKeyOf(person), invite }),
  },
  unfollow: {
    read(value) {
      const person = readPerson(closedMap(value, ['person'])?.person)
      return person === undefined ? undefined : { person }
    },
    write: ({ person }) => ({ person: publicKeyOf(person) }),
  },
  post: {
    read(value) {
      const map = closedMap(value, ['text', 'tags', 'images'], 'warning')
      const words = text(map?.text, 0, MAX_TEXT_CHARS, true)
      const tags = list(map?.tags, MAX_TAGS, readTag)
      const images = list(map?.images, MAX_IMAGES, readImage)
      const warned = readWarning(map)
      if (words === undefined || tags === undefined || images === undefined || warned === undefined)
        return undefined
      const isEmpty = words.trim() === '' && images.length === 0
      return isEmpty || new Set(tags).size !== tags.length
        ? undefined
        : { text: words, tags, images, ...warned }
    },
    write: ({ text: words, tags, images, ...rest }) => ({
      text: writtenText(words),
      tags,
      images: images.map(writeImage),
      ...writeWarning(rest),
    }),
  },
  comment: {
    read(value) {
      const map = closedMap(value, ['post', 'author', 'parent', 'text', 'quiet'], 'warning')
      const about = readAct(map)
      const parent = map?.parent === null ? null : (link(map?.parent) as RecordCid | undefined)
      const words = text(map?.text, 1, MAX_TEXT_CHARS, true)
      const quiet = map?.quiet
      const warned = readWarning(map)
      if (about === undefined || parent === undefined || words === undefined || words.trim() === '')
        return undefined
      if (typeof quiet !== 'boolean' || warned === undefined) return undefined
      return { ...about, parent, text: words, quiet, ...warned }
    },
    write: ({ post, author, parent, text: words, quiet, ...rest }) => ({
      ...writeAct({ post, author }),
      parent: parent === null ? null : CID.parse(parent),
      text: writtenText(words),
      quiet,
      ...writeWarning(rest),
    }),
  },
  like: {
    read: (value) => readAct(closedMap(value, ['post', 'author'])),
    write: (body) => writeAct(body),
  },
  share: {
    read(value) {
      const map = closedMap(value, ['post', 'author', 'text'])
      const about = readAct(map)
      const words = text(map?.text, 0, MAX_TEXT_CHARS, true)
      return about === undefined || words === undefined ? undefined : { ...about, text: words }
    },
    write: ({ post, author, text: words }) => ({ ...writeAct({ post, author }), text: writtenText(words) }),
  },
  join: { read: readMembership, write: ({ tag }) => ({ tag }) },
  leave: { read: readMembership, write: ({ tag }) => ({ tag }) },
  lens: {
    read(value) {
      const map = closedMap(value, ['name', 'ranking'])
      const name = text(map?.name, 1, MAX_LENS_NAME_CHARS, false)
      const ranking = readLensRanking(map?.ranking)
      return name === undefined || name.trim() === '' || ranking === undefined ? undefined : { name, ranking }
    },
    write: ({ name, ranking }) => ({ name: writtenText(name), ranking: writeLensRanking(ranking) }),
  },
  asking: { read: readAsking, write: ({ from, price }) => ({ from, price }) },
  label: {
    read(value) {
      const map = closedMap(value, ['person', 'post', 'name', 'word', 'reason'])
      const person = readPerson(map?.person)
      const post = map?.post === null ? null : (link(map?.post) as RecordCid | undefined)
      const said = readLabelSaid(map?.name, map?.word)
      const reason = text(map?.reason, 1, MAX_LABEL_REASON_CHARS, true)
      if (person === undefined || post === undefined || said === undefined) return undefined
      return reason === undefined || reason.trim() === '' ? undefined : { person, post, ...said, reason }
    },
    write: ({ person, post, reason, ...said }) => ({
      person: publicKeyOf(person),
      post: post === null ? null : CID.parse(post),
      ...writeLabelSaid(said),
      reason: writtenText(reason),
    }),
  },
  rules: {
    read(value) {
      const map = closedMap(value, ['tag', 'text', 'labellers'])
      const tag = readTag(map?.tag)
      const rules = readRules(map?.text, map?.labellers)
      return tag === undefined || rules === undefined ? undefined : { tag, ...rules }
    },
    write: ({ tag, ...rules }) => ({ tag, ...writeRules(rules) }),
  },
  inbox: {
    read(value) {
      const key = byteString(closedMap(value, ['key'])?.key, INBOX_KEY_BYTES)
      return key && { key }
    },
    write: ({ key }) => ({ key }),
  },
  letter: {
    read(value) {
      const map = closedMap(value, ['copies', 'sealed'])
      const copies = list(map?.copies, MAX_LETTER_COPIES, (copy) => byteString(copy, LETTER_COPY_BYTES))
      const sealed = readSealed(map?.sealed)
      const isFull = copies !== undefined && copies.length > 0 && copies.length % LETTER_COPIES_STEP === 0
      return isFull && sealed ? { copies, sealed } : undefined
    },
    write: ({ copies, sealed }) => ({ copies, sealed }),
  },
  undo: { read: readTarget, write: writeTarget },
  retract: { read: readTarget, write: writeTarget },
  merge: {
    read(value) {
      const map = closedMap(value, ['device', 'heads'])
      const device = parseDeviceBytes(map?.device)
      const heads = list(map?.heads, MAX_MERGE_HEADS, (head) => link(head) as RecordCid | undefined)
      if (device === null || heads === undefined || heads.length === 0) return undefined
      return new Set(heads).size === heads.length ? { device, heads } : undefined
    },
    write: ({ device, heads }) => ({
      device: publicKeyOf(device),
      heads: heads.map((head) => CID.parse(head)),
    }),
  },
}

export function isKind(value: unknown): value is Kind {
  return typeof value === 'string' && Object.hasOwn(BODY_SCHEMAS, value)
}

interface ActBody {
  readonly post: RecordCid
  readonly author: PersonId
}

function readAct(map: Partial<Record<'post' | 'author', unknown>> | undefined): ActBody | undefined {
  const post = link(map?.post) as RecordCid | undefined
  const author = readPerson(map?.author)
  return post === undefined || author === undefined ? undefined : { post, author }
}

function writeAct({ post, author }: ActBody): Record<string, unknown> {
  return { post: CID.parse(post), author: publicKeyOf(author) }
}

interface Warned {
  readonly warning?: string
}

/** No warning has no field, so that what was written before there were any has the same bytes still. */
function readWarning(map: Partial<Record<'warning', unknown>> | undefined): Warned | undefined {
  if (map === undefined || !Object.hasOwn(map, 'warning')) return {}
  const warning = text(map.warning, 1, MAX_WARNING_CHARS, false)
  return warning === undefined || warning.trim() === '' ? undefined : { warning }
}

function writeWarning({ warning }: Warned): Record<string, unknown> {
  return warning === undefined ? {} : { warning: writtenText(warning) }
}

function readMembership(value: unknown): { readonly tag: Tag } | undefined {
  const tag = readTag(closedMap(value, ['tag'])?.tag)
  return tag === undefined ? undefined : { tag }
}

function readTarget(value: unknown): { readonly entry: RecordCid } | undefined {
  const entry = link(closedMap(value, ['entry'])?.entry) as RecordCid | undefined
  return entry === undefined ? undefined : { entry }
}

function writeTarget({ entry }: { readonly entry: RecordCid }): Record<string, unknown> {
  return { entry: CID.parse(entry) }
}

function readPerson(value: unknown): PersonId | undefined {
  return parsePersonBytes(value) ?? undefined
}

/** Of one of the few sizes that there are. */
function readSealed(value: unknown): Uint8Array | undefined {
  if (!(value instanceof Uint8Array)) return undefined
  return LETTER_SIZES.includes(value.byteLength - SEAL_BYTES) ? value : undefined
}

function readTag(value: unknown): Tag | undefined {
  return typeof value === 'string' && isTag(value) ? value : undefined
}

function readImage(value: unknown): Image | undefined {
  const map = closedMap(value, ['cid', 'type', 'bytes', 'width', 'height', 'alt'])
  const cid = link(map?.cid, [DAG_PB, RAW]) as BlockCid | undefined
  const type = map?.type
  const bytes = integer(map?.bytes, 1, MAX_IMAGE_BYTES)
  const width = integer(map?.width, 1, MAX_IMAGE_SIDE_PX)
  const height = integer(map?.height, 1, MAX_IMAGE_SIDE_PX)
  const alt = text(map?.alt, 0, MAX_ALT_CHARS, true)
  if (
    cid === undefined ||
    bytes === undefined ||
    width === undefined ||
    height === undefined ||
    alt === undefined
  ) {
    return undefined
  }
  if (typeof type !== 'string' || !IMAGE_TYPES.includes(type)) return undefined
  return Object.freeze({ cid, type: type as Image['type'], bytes, width, height, alt })
}

function writeImage({ cid, type, bytes, width, height, alt }: Image): Record<string, unknown> {
  return { cid: CID.parse(cid), type, bytes, width, height, alt: writtenText(alt) }
}
