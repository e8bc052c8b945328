/**
 * Lets go of all logs but those that stay (`keptPeople`), with their images. What is the owner's own is never touched:
 * also not where images of others have the same blocks as own ones.
 */
import { CID } from 'multiformats/cid'
import type { PersonId } from '../identity/types'
import { readHistoryPart, readHistoryRoot } from '../records/history-root'
import type { LogHead } from '../records/store'
import type { BlockCid, Image, NetworkId } from '../records/types'
import { readWithdrawals } from '../records/withdrawal-block'
import { IdbBlockStore } from '../storage/block-store'
import { dropLogs } from '../storage/letting-go'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { SnapshotStore } from '../storage/snapshot-store'
import { blocksNamedBy, heldBlocksOf, imagesOf, recordsOf } from './archive-export'

export interface LettingGo {
  readonly db: Database
  readonly network: NetworkId
  /** The owner must be among them. */
  readonly kept: Pick<ReadonlySet<PersonId>, 'has'>
  /** Images that were added here and may be in no post yet. */
  readonly added: readonly Image[]
}

/**
 * Nothing may be written meanwhile, nor may an image come from peers (Pictures.whileStill). An image that is here in part,
 * since the page ended while it came, is let go of, or kept, like a whole one. Where it is interrupted, what is left is whole, and goes with another try: images
 * go first, since only the records say which there are.
 */
export async function letGo(what: LettingGo): Promise<void> {
  const { db, kept } = what
  const self = await db.get('self', 'self')
  if (self === undefined || !kept.has(self.person)) throw new Error('expected the owner among those who stay')
  // Those who visit stay in sight until the page is loaded again.
  await db.clear('visitors')
  const heads = await new IdbRecordStore(db).heads()
  const going = heads.filter(({ person }) => !kept.has(person))
  if (going.length === 0) return
  // It tells of logs that will not be there.
  await new SnapshotStore(db).drop()
  await dropImages(
    what,
    going,
    heads.filter(({ person }) => kept.has(person)),
  )
  for (const person of new Set(going.map((head) => head.person))) await dropLogs(db, person)
}

async function dropImages(
  what: LettingGo,
  going: readonly LogHead[],
  staying: readonly LogHead[],
): Promise<void> {
  const gone = await imagesIn(what, going)
  if (gone.size === 0) return
  await dropBlocksOf(what, gone.keys(), (await imagesIn(what, staying)).keys())
}

/** Blocks that images which stay have, too, stay with them. Nothing may be written meanwhile, as above. */
export async function dropBlocksOf(
  { db, added }: Pick<LettingGo, 'db' | 'added'>,
  gone: Iterable<BlockCid>,
  stays: Iterable<BlockCid>,
): Promise<void> {
  const blockstore = new IdbBlockStore(db)
  const needed = new Set<string>()
  for (const image of [...stays, ...added.map(({ cid }) => cid)])
    for (const cid of await blocksNamedBy({ blockstore }, image)) needed.add(hashOf(cid))
  for (const image of gone)
    for (const { cid, bytes } of await heldBlocksOf({ blockstore }, image))
      if (!needed.has(hashOf(cid)) && !isPinned(bytes)) await blockstore.delete(cid)
}

/**
 * Part of the owner's history that a pinning service is to fetch from here (history.ts): no record names it, and anybody
 * may call its hash an image. Whoever gives an image this form keeps no more than that image here.
 */
export function isPinned(block: Uint8Array): boolean {
  return readHistoryPart(block).ok || readHistoryRoot(block).ok || readWithdrawals(block).ok
}

async function imagesIn(
  { db, network }: LettingGo,
  heads: readonly LogHead[],
): Promise<Map<BlockCid, Image>> {
  const store = new IdbRecordStore(db)
  const images = new Map<BlockCid, Image>()
  for (const head of heads)
    for await (const record of recordsOf({ store, network }, head))
      for (const image of imagesOf(record)) images.set(image.cid, image)
  return images
}

/** One block can have several names (raw, dag-pb); it is kept by its hash. */
function hashOf(cid: CID): string {
  return CID.createV1(0, cid.multihash).toString()
}
