/**
 * A CAR file brings records as a peer would: through the gate, oldest first, and nothing in it is trusted (rule AR2). It
 * may be an archive of this app, a history as pinning services keep it, or any CAR file whose root is the last entry of a
 * log, as `ipfs dag export` makes them.
 */
import { CID } from 'multiformats/cid'
import type { LockedWords } from '../identity/passphrase'
import { err, ok, type Result } from '../lib/result'
import type { HasBlocks } from '../peer/image-blocks'
import { readArchiveRoot, type ArchiveRoot } from '../records/archive-root'
import { cidOf, decodeCanonical } from '../records/codec'
import { readHistoryPart, readHistoryRoot, type HistoryRoot } from '../records/history-root'
import { readEntry } from '../records/entry'
import type { RecordStore } from '../records/store'
import type { BlockCid, Image, NetworkId, RecordBlocks, RecordCid, Withdrawal } from '../records/types'
import { readWithdrawals } from '../records/withdrawal-block'
import { ArchiveWithdrawals } from './archive-withdrawals'
import type { CarFile } from '../storage/car'
import { ContentsCount, type ArchiveContents } from './archive-contents'
import { imagesOf } from './archive-export'
import { isAnnouncedImage } from './image-file'
import { imageBlocks } from './image-prefetch'
import type { TakenIn } from './ingest'

export type ImportError = 'not-an-archive' | 'too-large' | 'other-network' | 'storage-full' | 'leader-away'

export interface ImportReport extends TakenIn {
  readonly images: number
  /** The file also holds twelve words under a passphrase. */
  readonly hasWords: boolean
  readonly contents: ArchiveContents
}

export interface ImportInit {
  readonly network: NetworkId
  readonly store: RecordStore
  addImage(bytes: Uint8Array): Promise<BlockCid>
  takeIn(blocks: readonly RecordBlocks[]): Promise<Result<TakenIn, 'storage-full'>>
  /** What of them belongs to branches that are looked for, from their ends back. */
  takeInBranches(blocks: readonly RecordBlocks[]): Promise<Result<number, 'storage-full'>>
  progress(done: number, of: number): void
}

/** Entries that go through the gate at a time. */
const ENTRIES_PER_BATCH = 100
/** What has no place waits in memory until the whole file is read; of branches no more than 8 MiB are put together at once. */
const MAX_LEFT_OUT_BYTES = 32 * 1024 ** 2
/** A picture that is not what one post announced may be what the next one does; it is read no more often than this. */
const MAX_READS_PER_IMAGE = 4

export async function importArchive(
  file: Blob,
  init: ImportInit,
): Promise<Result<ImportReport, ImportError>> {
  const opened = await openArchive(file)
  if (!opened.ok) return opened
  const { car, root, words } = opened.value
  if (root !== null && root.network !== init.network) return err('other-network')
  const total = { taken: 0, known: 0, refused: 0, images: 0 }
  const contents = new ContentsCount()
  const leftOut = new LeftOut()
  const images = new ImagesIn(car, init)
  const withdrawals = new ArchiveWithdrawals(init.network)
  for await (const { blocks, shown } of entriesOf(opened.value)) {
    await withdrawals.note(blocks)
    await withdrawals.noteShown(shown)
  }
  for await (const { blocks: read, names, lost } of entriesOf(opened.value)) {
    const blocks = await withdrawals.withShown(read)
    const taken = await init.takeIn(blocks)
    if (!taken.ok) return taken
    total.taken += taken.value.taken
    total.known += taken.value.known
    total.refused += taken.value.refused + lost
    for (const name of names) total.images += await images.take(name)
    for (const name of names) await contents.note(init.store, name.toString())
    if (taken.value.refused > 0) await leftOut.add(init.store, blocks, names)
    init.progress(total.taken + total.known + total.refused, car.size)
  }
  // Of which branches they are is known only now; those are read from their ends back.
  const branches = leftOut.newestFirst()
  for (let from = 0; from < branches.length; from += ENTRIES_PER_BATCH) {
    const batch = branches.slice(from, from + ENTRIES_PER_BATCH)
    const kept = await init.takeInBranches(batch.map(({ blocks }) => blocks))
    if (!kept.ok) return kept
    total.taken += kept.value
    total.refused -= kept.value
  }
  for (const { name } of branches) {
    total.images += await images.take(name)
    await contents.note(init.store, name.toString())
  }
  return ok({ ...total, hasWords: words !== null, contents: contents.shown() })
}

/** Entries in the order in which they were written. */
interface Entries {
  readonly blocks: readonly RecordBlocks[]
  readonly names: readonly CID[]
  /** How many of the same log cannot be read. */
  readonly lost: number
  /** What shows, instead of entries, that some of those in the file are withdrawn (rule AR7). */
  readonly shown: readonly Withdrawal[]
}

interface LeftOutEntry {
  readonly name: CID
  readonly blocks: RecordBlocks
}

/** What had no place in any log: it may be of a branch that its author joined in a log that is read later (rule SY18). */
class LeftOut {
  readonly #entries: LeftOutEntry[] = []
  #bytes = 0

  async add(store: RecordStore, blocks: readonly RecordBlocks[], names: readonly CID[]): Promise<void> {
    for (const [index, item] of blocks.entries()) {
      const name = names[index]
      const bytes = item.entry.byteLength + (item.body?.byteLength ?? 0)
      if (name === undefined || this.#bytes + bytes > MAX_LEFT_OUT_BYTES) return
      if ((await store.get(name.toString() as RecordCid)) !== null) continue
      this.#bytes += bytes
      this.#entries.push({ name, blocks: item })
    }
  }

  newestFirst(): LeftOutEntry[] {
    return this.#entries.toReversed()
  }
}

async function* entriesOf({ car, heads, parts }: OpenArchive): AsyncGenerator<Entries> {
  // A root may name the same block thousands of times.
  const visited = new Set<string>()
  let isCut = false
  for (const name of parts) {
    if (visited.has(name.toString())) continue
    visited.add(name.toString())
    const block = await car.get(name)
    const shown = withdrawalsIn(block)
    if (shown !== null) {
      yield shown
      continue
    }
    const part = block === null || isCut ? null : readHistoryPart(block)
    // Nothing that comes after a part that is missing has its place; but behind all parts stands what shows withdrawals.
    if (part?.ok !== true) {
      isCut = true
      continue
    }
    const blocks = part.value.records
    const names = await Promise.all(blocks.map(async ({ entry }) => CID.parse(await cidOf(entry))))
    yield { blocks, names, lost: 0, shown: [] }
  }
  for (const head of heads) {
    if (visited.has(head.toString())) continue
    const log = await entriesBefore(car, head, visited)
    const shown = log.length === 0 ? withdrawalsIn(await car.get(head)) : null
    if (shown !== null) yield shown
    for (let from = 0; from < log.length; from += ENTRIES_PER_BATCH) {
      const names = log.slice(from, from + ENTRIES_PER_BATCH)
      const blocks = await blocksOf(car, names)
      const isDamaged = blocks.length < names.length
      yield { blocks, names, lost: isDamaged ? log.length - from - blocks.length : 0, shown: [] }
      if (isDamaged) break
    }
  }
}

function withdrawalsIn(block: Uint8Array | null): Entries | null {
  const read = block === null ? null : readWithdrawals(block)
  return read?.ok === true ? { blocks: [], names: [], lost: 0, shown: read.value } : null
}

interface OpenArchive {
  readonly car: CarFile
  /** Null for a CAR file that another tool made of a log. */
  readonly root: ArchiveRoot | HistoryRoot | null
  readonly words: LockedWords | null
  /** Ends of logs … */
  readonly heads: readonly CID[]
  /** … or the parts of a history, in order. */
  readonly parts: readonly CID[]
}

export async function openArchive(file: Blob): Promise<Result<OpenArchive, 'not-an-archive' | 'too-large'>> {
  const { CarFile: CarFileClass } = await import('../storage/car')
  const car = await CarFileClass.open(file)
  if (!car.ok) return err(car.error === 'too-large' ? 'too-large' : 'not-an-archive')
  const [first] = car.value.roots
  const block = first === undefined ? null : await car.value.get(first)
  if (first === undefined || block === null) return err('not-an-archive')
  const bare = { car: car.value, root: null, words: null, heads: [], parts: [] }
  const archive = readArchiveRoot(block)
  if (archive.ok) {
    const { heads, words } = archive.value
    return ok({ ...bare, root: archive.value, words, heads: heads.map((head) => CID.parse(head)) })
  }
  const history = readHistoryRoot(block)
  if (history.ok)
    return ok({ ...bare, root: history.value, parts: history.value.parts.map((part) => CID.parse(part)) })
  return linksOf(block) === null ? err('not-an-archive') : ok({ ...bare, heads: [first] })
}

/** What an entry refers to; null for a block that is none. */
function linksOf(block: Uint8Array): { readonly prev: CID | null; readonly body: CID } | null {
  const decoded = decodeCanonical(block)
  const entry = decoded.ok ? readEntry(decoded.value) : undefined
  if (entry === undefined) return null
  const { prev, bodyCid } = entry.header
  return { prev: prev === null ? null : CID.parse(prev), body: CID.parse(bodyCid) }
}

/** The log up to this entry, oldest first, as far back as the file has it. A hash cannot lie in its own past, so it ends. */
async function entriesBefore(car: CarFile, head: CID, visited: Set<string>): Promise<CID[]> {
  const log: CID[] = []
  // Many heads of one log would be walked back from each.
  for (let cid: CID | null = head; cid !== null && !visited.has(cid.toString());) {
    visited.add(cid.toString())
    const block: Uint8Array | null = await car.get(cid)
    const links = block === null ? null : linksOf(block)
    if (links === null) break
    log.push(cid)
    cid = links.prev
  }
  return log.reverse()
}

/**
 * Up to the first whose body is damaged: taken in without it, it would count as withdrawn, and no peer could bring it any
 * more. A body that the file does not name is one that was withdrawn.
 */
async function blocksOf(car: CarFile, names: readonly CID[]): Promise<RecordBlocks[]> {
  const blocks: RecordBlocks[] = []
  for (const name of names) {
    const entry = await car.get(name)
    const links = entry === null ? null : linksOf(entry)
    if (entry === null || links === null) break
    const body = await car.get(links.body)
    if (body === null && car.has(links.body)) break
    blocks.push({ entry, body })
  }
  return blocks
}

/** Of what passed the gate; they have to be what the post announced, as from any peer. */
class ImagesIn {
  readonly #car: CarFile
  readonly #init: ImportInit
  /** Many posts may show the same. */
  readonly #taken = new Set<BlockCid>()
  readonly #reads = new Map<BlockCid, number>()

  constructor(car: CarFile, init: ImportInit) {
    this.#car = car
    this.#init = init
  }

  /** @returns how many of them the file brings for the first time */
  async take(name: CID): Promise<number> {
    const record = await this.#init.store.get(name.toString() as RecordCid)
    let count = 0
    for (const image of record === null ? [] : imagesOf(record)) {
      const reads = this.#reads.get(image.cid) ?? 0
      if (this.#taken.has(image.cid) || reads === MAX_READS_PER_IMAGE) continue
      this.#reads.set(image.cid, reads + 1)
      if (!(await this.#takeOne(image))) continue
      this.#taken.add(image.cid)
      count += 1
    }
    return count
  }

  async #takeOne(image: Image): Promise<boolean> {
    const { imageRoot, readImageBlocks } = await imageBlocks()
    const never = new AbortController().signal
    const bytes = await readImageBlocks({ blockstore: blocksIn(this.#car) }, image.cid, image.bytes, never)
    if (bytes === null || !isAnnouncedImage(bytes, image)) return false
    // Cut in another way it has another name, and would lie here for nobody.
    if ((await imageRoot(bytes)) !== image.cid) return false
    await this.#init.addImage(bytes)
    return true
  }
}

function blocksIn(car: CarFile): HasBlocks['blockstore'] {
  return {
    has: (cid) => Promise.resolve(car.has(cid)),
    put: () => Promise.reject(new Error('an archive is only read')),
    async *get(cid) {
      const bytes = await car.get(cid)
      if (bytes === null) throw new Error(`the archive has no block ${cid.toString()}`)
      yield bytes
    },
  }
}
