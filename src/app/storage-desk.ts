/** What any tab can do about what is kept in this browser: count it, write it into a file, and open such a file's words. */
import { unlockWords } from '../identity/passphrase'
import type { PersonId } from '../identity/types'
import { err, type Result } from '../lib/result'
import type { RecordStore } from '../records/store'
import { IdbBlockStore } from '../storage/block-store'
import { DeviceStore } from '../storage/device-store'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import type { NetworkId } from '../records/types'
import type { ExportChoice, StorageUse } from './api'
import { exportArchive, imagesOf } from './archive-export'
import { openArchive } from './archive-import'
import { recoveryWords } from './ownership'

export interface StorageInit {
  readonly db: Database
  readonly network: NetworkId
  readonly self: PersonId | null
  readonly now: () => number
}

/**
 * @param isFollowed whether the owner attends somebody
 * @param isKept whether their records stay when only what the owner follows is kept
 */
export async function storageUse(
  { db, self }: StorageInit,
  isFollowed: (person: PersonId) => boolean,
  isKept: (person: PersonId) => boolean,
): Promise<StorageUse> {
  const records = { own: none(), followed: none(), others: none() }
  const spare = { people: new Set<PersonId>(), bytes: 0 }
  const images = new Map<string, number>()
  for await (const record of (new IdbRecordStore(db) satisfies RecordStore).all()) {
    const { person } = record.header
    const group = person === self ? 'own' : isFollowed(person) ? 'followed' : 'others'
    records[group].count += 1
    const bytes = record.entryBlock.byteLength + (record.bodyBlock?.byteLength ?? 0)
    records[group].bytes += bytes
    if (!isKept(person)) {
      spare.people.add(person)
      spare.bytes += bytes
    }
    for (const image of imagesOf(record)) images.set(image.cid, image.bytes)
  }
  return {
    records,
    images: await heldImages(db, images),
    spare: { people: spare.people.size, bytes: spare.bytes },
    ...(await browserUse()),
  }
}

function none(): { count: number; bytes: number } {
  return { count: 0, bytes: 0 }
}

async function heldImages(
  db: Database,
  announced: ReadonlyMap<string, number>,
): Promise<StorageUse['images']> {
  const { CID } = await import('multiformats/cid')
  const blocks = new IdbBlockStore(db)
  const held = none()
  for (const [cid, bytes] of announced) {
    if (!(await blocks.has(CID.parse(cid)))) continue
    held.count += 1
    held.bytes += bytes
  }
  return held
}

async function browserUse(): Promise<Pick<StorageUse, 'browser' | 'isPersistent'>> {
  // Private windows of some browsers refuse to say.
  const nothing: StorageEstimate = {}
  const { usage, quota } = await navigator.storage.estimate().catch(() => nothing)
  const isPersistent = await navigator.storage.persisted().catch(() => false)
  const browser =
    usage === undefined || quota === undefined ? null : { usedBytes: usage, allowedBytes: quota }
  return { browser, isPersistent }
}

export async function exported(
  { db, network, self, now }: StorageInit,
  { what, passphrase }: ExportChoice,
): Promise<Blob> {
  const words = passphrase === '' ? null : await recoveryWords(new DeviceStore(db))
  return exportArchive(
    { store: new IdbRecordStore(db), blockstore: new IdbBlockStore(db), network, nowMs: now() },
    { person: what === 'own' ? self : null, lock: words === null ? null : { words, passphrase } },
  )
}

export async function wordsIn(
  file: Blob,
  passphrase: string,
): Promise<Result<readonly string[], 'wrong-passphrase' | 'not-an-archive'>> {
  const opened = await openArchive(file)
  const words = opened.ok ? opened.value.words : null
  return words === null ? err('not-an-archive') : unlockWords(words, passphrase)
}
