/** Makes of the owner's logs the blocks that a pinning service is asked to keep (records/history-root.ts). */
import { CID } from 'multiformats/cid'
import { err, ok, type Result } from '../lib/result'
import type { HasBlocks } from '../peer/image-blocks'
import { cidOf } from '../records/codec'
import { PART_BYTES, writeHistoryPart, writeHistoryRoot } from '../records/history-root'
import type { LogHead } from '../records/store'
import type { BlockCid, RecordBlocks } from '../records/types'
import { isQuotaExceeded } from '../storage/open'
import { withdrawalBlocks } from './archive-withdrawals'
import { blocksOfImage, imagesOf, recordsOf, type KeptHere } from './archive-export'

/** They make a block about as large as a part. */
const WITHDRAWALS_PER_PART = 64

/**
 * Keeps the blocks here, so that the service can fetch them, and gives the root. Full parts are the same ones each time;
 * what an earlier root does not share with this one, some tens of kilobytes, stays.
 */
export async function keepHistory(init: KeptHere, heads: readonly LogHead[]): Promise<BlockCid> {
  const parts: BlockCid[] = []
  let records: RecordBlocks[] = []
  let images = new Set<BlockCid>()
  let bytes = 0
  const closePart = async (): Promise<void> => {
    parts.push(await keep(init.blockstore, writeHistoryPart({ records, images: [...images] })))
    records = []
    images = new Set()
    bytes = 0
  }
  for (const head of heads)
    for await (const record of recordsOf(init, head)) {
      records.push({ entry: record.entryBlock, body: record.bodyBlock })
      // One that is not here could not be given to the service, and its pin would never be done.
      for (const image of imagesOf(record))
        if ((await blocksOfImage(init, image)).length > 0) images.add(image.cid)
      bytes += record.entryBlock.byteLength + (record.bodyBlock?.byteLength ?? 0)
      if (bytes >= PART_BYTES) await closePart()
    }
  if (records.length > 0) await closePart()
  for await (const { bytes: shown } of withdrawalBlocks(init.store, heads, WITHDRAWALS_PER_PART))
    parts.push(await keep(init.blockstore, shown))
  return keep(init.blockstore, writeHistoryRoot({ network: init.network, parts }))
}

/** The same where the disk may be full: parts that found room stay, and serve the next time. */
export async function keepHistoryIfRoom(
  init: KeptHere,
  heads: readonly LogHead[],
): Promise<Result<BlockCid, 'storage-full'>> {
  try {
    return ok(await keepHistory(init, heads))
  } catch (error) {
    if (isQuotaExceeded(error)) return err('storage-full')
    throw error
  }
}

async function keep(blockstore: HasBlocks['blockstore'], block: Uint8Array): Promise<BlockCid> {
  const cid = await cidOf(block)
  await blockstore.put(CID.parse(cid), block)
  return cid
}
