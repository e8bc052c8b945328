/** What this browser keeps, by whose it is (app/budget.ts). */
import { CID } from 'multiformats/cid'
import type { PersonId } from '../identity/types'
import type { BlockCid, Image } from '../records/types'
import { IdbBlockStore } from '../storage/block-store'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { imagesOf } from './archive-export'
import type { Held, HeldImage, HeldLogs, Kind } from './budget'

const NEAREST_FIRST: readonly Kind[] = ['own', 'followed', 'cached']

/** Images are counted as their posts announce them; those that are here in part, by their first block. */
export async function heldHere(db: Database, kindOf: (person: PersonId) => Kind): Promise<Held> {
  const logs = new Map<PersonId, HeldLogs>()
  const shown = new Map<BlockCid, HeldImage>()
  for await (const record of new IdbRecordStore(db).all()) {
    const { person, time } = record.header
    const kind = kindOf(person)
    const { count, bytes } = logs.get(person) ?? { count: 0, bytes: 0 }
    logs.set(person, { person, kind, count: count + 1, bytes: bytes + bytesOf(record) })
    for (const image of imagesOf(record))
      shown.set(image.cid, nearer(image, kind, time, shown.get(image.cid)))
  }
  const blocks = new IdbBlockStore(db)
  const images: HeldImage[] = []
  for (const image of shown.values()) if (await blocks.has(CID.parse(image.cid))) images.push(image)
  const visiting = await db.getAll('visitors')
  const visitors = {
    count: visiting.length,
    bytes: visiting.reduce((bytes, { record }) => bytes + bytesOf(record), 0),
  }
  return { logs: [...logs.values()], images, visitors }
}

function nearer(image: Image, kind: Kind, time: number, other: HeldImage | undefined): HeldImage {
  const { cid, bytes } = image
  if (other === undefined) return { cid, bytes, kind, time }
  const nearest = NEAREST_FIRST.find((each) => each === kind || each === other.kind) ?? kind
  return { cid, bytes, kind: nearest, time: Math.max(time, other.time) }
}

function bytesOf(record: { readonly entryBlock: Uint8Array; readonly bodyBlock: Uint8Array | null }): number {
  return record.entryBlock.byteLength + (record.bodyBlock?.byteLength ?? 0)
}
