/**
 * What an engine knows as one flat buffer, so that a start does not have to hear it again (rule A23): names as text,
 * everything else as columns that are used where they lie. It is a view of the records and can be made anew at any
 * time, so a buffer that is not certainly whole and of this version is refused.
 *
 * Layout, in the byte order of the machine, each section at a multiple of 8: header (Uint32: magic, version, checksum of
 * all that follows, bytes of the whole, then the length of each section), sections.
 */
import { err, ok, type Result } from '../lib/result'
import type { Columns } from './kernel/load'

/** 'foreign': not one of ours at all; 'other-version': made by another build; 'damaged': cut or changed. */
export type SnapshotFault = 'foreign' | 'other-version' | 'damaged'

export interface SnapshotContents {
  /** Names by number. */
  readonly people: readonly string[]
  readonly posts: readonly string[]
  readonly columns: Columns
  /** By post, where it bears any. */
  readonly tags: ReadonlyMap<number, readonly string[]>
}

/** 'SYNA', read on the machine that wrote it: one with another byte order takes it for foreign. */
const MAGIC = 0x53594e41
/** Grows with every change of what the sections hold. */
const VERSION = 1
const ALIGNMENT = 8
const MAGIC_AT = 0
const VERSION_AT = 1
const CHECKSUM_AT = 2
const BYTES_AT = 3
const LENGTHS_AT = 4

/** Sections in their order. Of names first the length of each in UTF-16 units, then the text in UTF-8. */
const SECTIONS = [
  ['personLengths', Uint32Array],
  ['personText', Uint8Array],
  ['postLengths', Uint32Array],
  ['postText', Uint8Array],
  ['tagLengths', Uint32Array],
  ['tagText', Uint8Array],
  ['taggedPost', Int32Array],
  ['taggedWith', Int32Array],
  ['followFrom', Int32Array],
  ['followTo', Int32Array],
  ['postAuthor', Int32Array],
  ['postAt', Float64Array],
  ['actBy', Int32Array],
  ['actPost', Int32Array],
  ['actKind', Uint8Array],
  ['actAt', Float64Array],
] as const

type Name = (typeof SECTIONS)[number][0]
type Sections = Readonly<
  Omit<Columns, 'people'> &
    Record<'personLengths' | 'postLengths' | 'tagLengths', Uint32Array> &
    Record<'personText' | 'postText' | 'tagText', Uint8Array> &
    Record<'taggedPost' | 'taggedWith', Int32Array>
>

const HEADER_BYTES = aligned((LENGTHS_AT + SECTIONS.length) * 4)

export function writeSnapshot({ people, posts, columns, tags }: SnapshotContents): ArrayBuffer {
  const tagNames = new Map<string, number>()
  const taggedPost: number[] = []
  const taggedWith: number[] = []
  for (const [post, names] of tags) {
    for (const name of names) {
      const tag = tagNames.get(name) ?? tagNames.size
      tagNames.set(name, tag)
      taggedPost.push(post)
      taggedWith.push(tag)
    }
  }
  const sections: Sections = {
    ...columns,
    personLengths: lengthsOf(people),
    personText: textOf(people),
    postLengths: lengthsOf(posts),
    postText: textOf(posts),
    tagLengths: lengthsOf([...tagNames.keys()]),
    tagText: textOf([...tagNames.keys()]),
    taggedPost: Int32Array.from(taggedPost),
    taggedWith: Int32Array.from(taggedWith),
  }
  const bytes = SECTIONS.reduce((sum, [name]) => sum + aligned(sections[name].byteLength), HEADER_BYTES)
  const buffer = new ArrayBuffer(bytes)
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  let offset = HEADER_BYTES
  for (const [index, [name]] of SECTIONS.entries()) {
    const { buffer: source, byteOffset, byteLength, length } = sections[name]
    header[LENGTHS_AT + index] = length
    new Uint8Array(buffer, offset).set(new Uint8Array(source, byteOffset, byteLength))
    offset += aligned(byteLength)
  }
  header[MAGIC_AT] = MAGIC
  header[VERSION_AT] = VERSION
  header[BYTES_AT] = bytes
  header[CHECKSUM_AT] = checksumOf(buffer)
  return buffer
}

/** The columns are views of the buffer: it must not be changed any more. */
export function readSnapshot(buffer: ArrayBuffer): Result<SnapshotContents, SnapshotFault> {
  if (buffer.byteLength < HEADER_BYTES) return err('foreign')
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  if (header[MAGIC_AT] !== MAGIC) return err('foreign')
  if (header[VERSION_AT] !== VERSION) return err('other-version')
  if (header[BYTES_AT] !== buffer.byteLength || buffer.byteLength % ALIGNMENT !== 0) return err('damaged')
  if (header[CHECKSUM_AT] !== checksumOf(buffer)) return err('damaged')
  const sections = sectionsOf(buffer, header)
  if (sections === null) return err('damaged')
  const people = namesOf(sections.personLengths, sections.personText)
  const posts = namesOf(sections.postLengths, sections.postText)
  const tagNames = namesOf(sections.tagLengths, sections.tagText)
  const tags = new Map<number, string[]>()
  for (const [row, post] of sections.taggedPost.entries()) {
    const names = tags.get(post) ?? []
    names.push(tagNames[sections.taggedWith[row] ?? 0] ?? '')
    tags.set(post, names)
  }
  const { followFrom, followTo, postAuthor, postAt, actBy, actPost, actKind, actAt } = sections
  const columns = { followFrom, followTo, postAuthor, postAt, actBy, actPost, actKind, actAt }
  return ok({ people, posts, tags, columns: { people: people.length, ...columns } })
}

/** Null when they do not fill the buffer exactly. */
function sectionsOf(buffer: ArrayBuffer, header: Uint32Array): Sections | null {
  const sections: Partial<Record<Name, unknown>> = {}
  let offset = HEADER_BYTES
  for (const [index, [name, kind]] of SECTIONS.entries()) {
    const length = header[LENGTHS_AT + index] ?? 0
    const end = offset + aligned(length * kind.BYTES_PER_ELEMENT)
    if (end > buffer.byteLength) return null
    sections[name] = new kind(buffer, offset, length)
    offset = end
  }
  return offset === buffer.byteLength ? (sections as Sections) : null
}

function lengthsOf(names: readonly string[]): Uint32Array {
  return Uint32Array.from(names, ({ length }) => length)
}

function textOf(names: readonly string[]): Uint8Array {
  return new TextEncoder().encode(names.join(''))
}

function namesOf(lengths: Uint32Array, text: Uint8Array): string[] {
  // A mark at the beginning would else be taken for one of the encoding.
  const all = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)
  let end = 0
  return Array.from(lengths, (length) => {
    const start = end
    end += length
    return all.slice(start, end)
  })
}

/** Of the lengths and sections. Any one changed word changes it; it is no defence against somebody who means harm. */
function checksumOf(buffer: ArrayBuffer): number {
  const words = new Uint32Array(buffer)
  let sum = 0x811c9dc5
  for (let index = BYTES_AT; index < words.length; index += 1) {
    sum = Math.imul(sum ^ (words[index] ?? 0), 0x01000193)
    // Lets high bits come back down, or a change at the top of a word would stay there.
    sum ^= sum >>> 15
  }
  return sum >>> 0
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
