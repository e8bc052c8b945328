/** Everything that is kept here, or only what the owner wrote, as one CAR file that any IPFS tool reads (rule AR1). */
import { CID } from 'multiformats/cid'
import type { LockedWords } from '../identity/passphrase'
import type { PersonId } from '../identity/types'
import type { HasBlocks } from '../peer/image-blocks'
import { MAX_ARCHIVE_LOGS, writeArchiveRoot } from '../records/archive-root'
import { readRecord } from '../records/admit'
import { cidOf } from '../records/codec'
import { RAW } from '../records/fields'
import type { LogHead, LogId, RecordStore } from '../records/store'
import type { BlockCid, Image, NetworkId, RecordCid, SignedRecord } from '../records/types'
import { MAX_SHOWN_PER_BLOCK } from '../records/withdrawal-block'
import type { CarBlock } from '../storage/car'
import { withdrawalBlocks } from './archive-withdrawals'
import { imageBlocks } from './image-prefetch'

/** What is read of this browser. */
export interface KeptHere {
  readonly store: RecordStore
  readonly blockstore: HasBlocks['blockstore']
  readonly network: NetworkId
}

export interface ExportInit extends KeptHere {
  readonly nowMs: number
}

export interface ExportWish {
  /** Null for all logs that are kept here. */
  readonly person: PersonId | null
  /** The twelve words under a passphrase go into the file; null leaves them out. */
  readonly words: LockedWords | null
}

/** Entries read at a time. */
const ENTRIES_PER_READ = 200
/** So many small parts are joined into one that the browser may move out of memory. */
const PART_BYTES = 4 * 1024 ** 2

export async function exportArchive(init: ExportInit, { person, words }: ExportWish): Promise<Blob> {
  const { writeCar, writeMoreOfCar } = await import('../storage/car')
  const heads = (await init.store.heads()).filter((head) => person === null || head.person === person)
  const ends = await Promise.all(heads.map((head) => branchEnds(init.store, head)))
  const entries = await blobOf(writeMoreOfCar(blocksOf(init, heads)))
  // Last, though they stand in front: what is withdrawn meanwhile came without its body, and would end its log there.
  const shown: CarBlock[] = []
  for await (const one of withdrawalBlocks(init.store, heads, MAX_SHOWN_PER_BLOCK)) shown.push(one)
  const shownIn = shown.map(({ cid }) => cid.toString() as BlockCid)
  const root = writeArchiveRoot({
    network: init.network,
    time: init.nowMs,
    heads: [...heads.map(({ cid }) => cid), ...ends.flat(), ...shownIn].slice(0, MAX_ARCHIVE_LOGS),
    words,
  })
  const rootBlock = block(await cidOf(root), root)
  const front = await blobOf(writeCar(rootBlock.cid, each([rootBlock, ...shown])))
  return new Blob([front, entries], { type: 'application/vnd.ipld.car' })
}

async function blobOf(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: Blob[] = []
  let pending: Uint8Array<ArrayBuffer>[] = []
  let pendingBytes = 0
  for await (const chunk of chunks) {
    pending.push(new Uint8Array(chunk))
    pendingBytes += chunk.byteLength
    if (pendingBytes < PART_BYTES) continue
    parts.push(new Blob(pending))
    pending = []
    pendingBytes = 0
  }
  return new Blob([...parts, ...pending])
}

async function* each(blocks: readonly CarBlock[]): AsyncGenerator<CarBlock> {
  yield* blocks
}

async function* blocksOf(init: ExportInit, heads: readonly LogHead[]): AsyncGenerator<CarBlock> {
  const seen = new Set<string>()
  const isNew = ({ cid }: CarBlock): boolean => !seen.has(cid.toString()) && seen.add(cid.toString()).size > 0
  for (const head of heads)
    for await (const record of recordsOf(init, head)) {
      const blocks = [block(record.cid, record.entryBlock)]
      if (record.bodyBlock !== null) blocks.push(block(record.header.bodyCid, record.bodyBlock))
      for (const image of imagesOf(record)) blocks.push(...(await blocksOfImage(init, image)))
      yield* blocks.filter(isNew)
    }
}

function block(cid: string, bytes: Uint8Array): CarBlock {
  return { cid: CID.parse(cid), bytes }
}

/** The last entries of what stands beside a log: from them everything there is reached, as the log is from its head. */
async function branchEnds(store: RecordStore, log: LogId): Promise<RecordCid[]> {
  const beside = await store.beside(log)
  const followed = new Set(beside.map(({ header }) => header.prev))
  return beside.flatMap(({ cid }) => (followed.has(cid) ? [] : [cid]))
}

/**
 * The log, and after it what stands beside it. Throws where an entry cannot be read: passed over, it would lack in a
 * backup, or its images would be let go.
 */
export async function* recordsOf(
  { store, network }: Pick<KeptHere, 'store' | 'network'>,
  head: LogHead,
): AsyncGenerator<SignedRecord> {
  for (let seq = 0; seq <= head.seq;) {
    const blocks = await store.range(head, seq, ENTRIES_PER_READ)
    if (blocks.length === 0) break
    for (const item of blocks) {
      // It was fresh when it was taken in; the clock may have been set back since.
      const record = await readRecord(item, network, Infinity)
      if (!record.ok) throw new Error(`expected an entry that passed the gate, found ${record.error}`)
      yield record.value
    }
    seq += blocks.length
  }
  yield* await store.beside(head)
}

export function imagesOf(record: SignedRecord): readonly Image[] {
  return record.kind === 'post' ? (record.body?.images ?? []) : []
}

/** The blocks of an image that is kept here; none when a part is missing. */
export async function blocksOfImage(place: Pick<KeptHere, 'blockstore'>, image: Image): Promise<CarBlock[]> {
  const { blocks, isWhole } = await walkImage(place, image.cid, image.bytes)
  return isWhole ? blocks : []
}

/** Those of its blocks that are here, whatever is missing, and however large it is. */
export async function heldBlocksOf(place: Pick<KeptHere, 'blockstore'>, cid: BlockCid): Promise<CarBlock[]> {
  return (await walkImage(place, cid, Infinity)).blocks
}

/** The blocks that it is made of, here or not; those that hold nothing but its bytes are not read for it. */
export async function blocksNamedBy(place: Pick<KeptHere, 'blockstore'>, root: BlockCid): Promise<CID[]> {
  return (await walkImage(place, root, Infinity, ({ code }) => code !== RAW)).named
}

interface Walk {
  /** Those that were read. */
  readonly blocks: CarBlock[]
  readonly named: CID[]
  readonly isWhole: boolean
}

async function walkImage(
  { blockstore }: Pick<KeptHere, 'blockstore'>,
  root: BlockCid,
  maxBytes: number,
  isRead: (cid: CID) => boolean = () => true,
): Promise<Walk> {
  const { readImageBlocks, EMPTY_LEAF } = await imageBlocks()
  const blocks: CarBlock[] = []
  const named: CID[] = []
  let isMissing = false
  const recording: HasBlocks['blockstore'] = {
    has: (cid) => blockstore.has(cid),
    put: (cid, bytes) => blockstore.put(cid, bytes),
    async *get(cid, options) {
      named.push(cid)
      if (!isRead(cid) || !(await blockstore.has(cid))) {
        // The walk goes on beside it.
        isMissing = true
        yield EMPTY_LEAF
        return
      }
      const parts: Uint8Array[] = []
      for await (const part of blockstore.get(cid, options)) parts.push(part)
      const bytes = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
      blocks.push({ cid, bytes })
      yield bytes
    },
  }
  const never = new AbortController().signal
  const bytes = await readImageBlocks({ blockstore: recording }, root, maxBytes, never)
  return { blocks, named, isWhole: bytes !== null && !isMissing }
}
