/**
 * What an engine knows as one flat buffer, so that a start does not have to hear it again (rule A23): names as text,
 * everything else as the kernel's tables lie. It is a view of the records and can be made anew at any time, so a buffer
 * that is not certainly whole and of this version is refused.
 *
 * Layout, in the byte order of the machine, each section at a multiple of 8: header (Uint32: magic, version, checksum of
 * all that follows, bytes of the whole, then the length of each section), sections.
 */
import { err, ok, type Result } from '../lib/result'
import type { TimedAct } from './kernel/post-table'
import type { RowTable, Tables } from './kernel/tables'
import { NameTable } from './name-table'

/** 'foreign': not one of ours at all; 'other-version': made by another build; 'damaged': cut or changed. */
export type SnapshotFault = 'foreign' | 'other-version' | 'damaged'

export interface SnapshotContents {
  readonly people: NameTable
  readonly posts: NameTable
  readonly tables: Tables
  /** By post, where it bears any. */
  readonly tags: ReadonlyMap<number, readonly string[]>
}

/** 'SYNA', read on the machine that wrote it: one with another byte order takes it for foreign. */
const MAGIC = 0x53594e41
/** Grows with every change of what the sections hold. */
const VERSION = 2
const ALIGNMENT = 8
const MAGIC_AT = 0
const VERSION_AT = 1
const CHECKSUM_AT = 2
const BYTES_AT = 3
const LENGTHS_AT = 4

const NAMES = ['people', 'posts', 'tags'] as const
const ROWS = ['acts', 'waiting', 'byAuthor', 'byActor', 'followers', 'engaged', 'plain'] as const

type Sections = Readonly<
  Record<`${(typeof NAMES)[number]}Text`, Uint8Array> &
    Record<`${(typeof NAMES)[number]}Ends`, Uint32Array> &
    Record<`${(typeof NAMES)[number]}Slots`, Int32Array> &
    Record<`${(typeof ROWS)[number]}${'Length' | 'Items'}`, Int32Array> &
    Record<`${(typeof ROWS)[number]}Weights`, Float64Array> &
    Record<'taggedPost' | 'taggedWith' | 'author' | 'aheadBy' | 'aheadPost' | 'aheadKind', Int32Array> &
    Record<'at' | 'aheadAt' | 'state' | 'weighing', Float64Array>
>
type Kind = Int32ArrayConstructor | Uint32ArrayConstructor | Uint8ArrayConstructor | Float64ArrayConstructor

/** In their order. */
const SECTIONS: readonly (readonly [keyof Sections, Kind])[] = [
  ...NAMES.flatMap(
    (name) =>
      [
        [`${name}Text`, Uint8Array],
        [`${name}Ends`, Uint32Array],
        [`${name}Slots`, Int32Array],
      ] as const,
  ),
  ['taggedPost', Int32Array],
  ['taggedWith', Int32Array],
  // When it was so, how many comments count, and the epoch of engagement.
  ['state', Float64Array],
  // Empty when there is no engagement.
  ['weighing', Float64Array],
  ['author', Int32Array],
  ['at', Float64Array],
  ...ROWS.flatMap(
    (rows) =>
      [
        [`${rows}Length`, Int32Array],
        [`${rows}Items`, Int32Array],
        [`${rows}Weights`, Float64Array],
      ] as const,
  ),
  ['aheadBy', Int32Array],
  ['aheadPost', Int32Array],
  ['aheadKind', Int32Array],
  ['aheadAt', Float64Array],
]

const HEADER_BYTES = aligned((LENGTHS_AT + SECTIONS.length) * 4)
const NO_ROWS: RowTable = {
  length: new Int32Array(0),
  items: new Int32Array(0),
  weights: new Float64Array(0),
}

export function writeSnapshot(contents: SnapshotContents): ArrayBuffer {
  const sections = sectionsFor(contents)
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

/** Tables are views of the buffer: it must not be changed any more. Names are a copy, as they are used for long. */
export function readSnapshot(buffer: ArrayBuffer): Result<SnapshotContents, SnapshotFault> {
  if (buffer.byteLength < HEADER_BYTES) return err('foreign')
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  if (header[MAGIC_AT] !== MAGIC) return err('foreign')
  if (header[VERSION_AT] !== VERSION) return err('other-version')
  if (header[BYTES_AT] !== buffer.byteLength || buffer.byteLength % ALIGNMENT !== 0) return err('damaged')
  if (header[CHECKSUM_AT] !== checksumOf(buffer)) return err('damaged')
  const sections = laidOut(buffer, header)
  return sections === null ? err('damaged') : ok(contentsOf(sections))
}

function sectionsFor({ people, posts, tables, tags }: SnapshotContents): Sections {
  const tagNumbers = new Map<string, number>()
  const taggedPost: number[] = []
  const taggedWith: number[] = []
  for (const [post, names] of tags) {
    for (const name of names) {
      const tag = tagNumbers.get(name) ?? tagNumbers.size
      tagNumbers.set(name, tag)
      taggedPost.push(post)
      taggedWith.push(tag)
    }
  }
  const { now, countedComments, author, at, ahead, engagement } = tables
  const names = { people, posts, tags: NameTable.of([...tagNumbers.keys()]) }
  const { engaged, plain } = engagement ?? { engaged: NO_ROWS, plain: NO_ROWS }
  const rows = { ...tables, engaged, plain }
  return Object.fromEntries([
    ...NAMES.flatMap((name) => [
      [`${name}Text`, names[name].text],
      [`${name}Ends`, names[name].ends],
      [`${name}Slots`, names[name].slots],
    ]),
    ...ROWS.flatMap((name) => [
      [`${name}Length`, rows[name].length],
      [`${name}Items`, rows[name].items],
      [`${name}Weights`, rows[name].weights],
    ]),
    ...Object.entries({
      taggedPost: Int32Array.from(taggedPost),
      taggedWith: Int32Array.from(taggedWith),
      state: Float64Array.of(now, countedComments, engagement?.epoch ?? 0),
      weighing: engagement?.weighing ?? new Float64Array(0),
      author,
      at,
      aheadBy: Int32Array.from(ahead, ({ by }) => by),
      aheadPost: Int32Array.from(ahead, ({ post }) => post),
      aheadKind: Int32Array.from(ahead, ({ kind }) => kind),
      aheadAt: Float64Array.from(ahead, (act) => act.at),
    }),
  ]) as Sections
}

function contentsOf(sections: Sections): SnapshotContents {
  const names = (name: (typeof NAMES)[number]): NameTable =>
    NameTable.from(
      sections[`${name}Text`].slice(),
      sections[`${name}Ends`].slice(),
      sections[`${name}Slots`].slice(),
    )
  const rows = (name: (typeof ROWS)[number]): RowTable => ({
    length: sections[`${name}Length`],
    items: sections[`${name}Items`],
    weights: sections[`${name}Weights`],
  })
  const { taggedPost, taggedWith, weighing, author, at, aheadBy, aheadPost, aheadKind, aheadAt } = sections
  const tagNames = names('tags')
  const tags = new Map<number, string[]>()
  for (const [row, post] of taggedPost.entries()) {
    const ofPost = tags.get(post) ?? []
    ofPost.push(tagNames.nameOf(taggedWith[row] ?? 0))
    tags.set(post, ofPost)
  }
  const [now = 0, countedComments = 0, epoch = 0] = sections.state
  const ahead = Array.from(aheadBy, (by, row): TimedAct => {
    return { by, post: aheadPost[row] ?? 0, kind: aheadKind[row] ?? 0, at: aheadAt[row] ?? 0 }
  })
  const tables: Tables = {
    now,
    countedComments,
    author,
    at,
    acts: rows('acts'),
    waiting: rows('waiting'),
    byAuthor: rows('byAuthor'),
    byActor: rows('byActor'),
    followers: rows('followers'),
    engagement:
      weighing.length === 0 ? null : { weighing, epoch, engaged: rows('engaged'), plain: rows('plain') },
    ahead,
  }
  return { people: names('people'), posts: names('posts'), tags, tables }
}

/** Null when they do not fill the buffer exactly. */
function laidOut(buffer: ArrayBuffer, header: Uint32Array): Sections | null {
  const sections: Partial<Record<keyof Sections, unknown>> = {}
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

/** Of the lengths and sections. Any one changed word changes it; it is no defence against somebody who means harm. */
function checksumOf(buffer: ArrayBuffer): number {
  const words = new Int32Array(buffer)
  const sums = Int32Array.of(1, 2, 3, 4)
  for (let index = BYTES_AT; index < words.length; index += TURN_WORDS)
    mixIn(sums, words.subarray(index, index + TURN_WORDS))
  return sums.reduce(mixed, 0) >>> 0
}

/** In turns, since an engine compiles well what it calls often, and not well what it is in the midst of. */
const TURN_WORDS = 1 << 14

/** Four sums side by side, since each step of one waits for the step before. */
function mixIn(sums: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = sums
  let index = 0
  for (; index + 3 < words.length; index += 4) {
    a = mixed(a, words[index] ?? 0)
    b = mixed(b, words[index + 1] ?? 0)
    c = mixed(c, words[index + 2] ?? 0)
    d = mixed(d, words[index + 3] ?? 0)
  }
  for (; index < words.length; index += 1) a = mixed(a, words[index] ?? 0)
  sums.set([a, b, c, d])
}

function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x01000193)
  // Lets high bits come back down, or a change at the top of a word would stay there.
  return product ^ (product >>> 15)
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
