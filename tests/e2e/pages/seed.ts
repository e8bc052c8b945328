/**
 * Runs in a page of the site's origin while the app does not: fills the browser's database as months of use would have.
 * Every record is signed by its author's key and goes through the gate for foreign records.
 */
import { openSelf } from '../../../src/app/ownership'
import { admit, readRecord } from '../../../src/records/admit'
import { decodeBundle, encodeBundle } from '../../../src/records/bundle'
import { signRecord } from '../../../src/records/sign'
import type { PersonId } from '../../../src/identity/types'
import type { Draft, NetworkId, RecordBlocks } from '../../../src/records/types'
import { DeviceStore } from '../../../src/storage/device-store'
import { MemoryRecordStore } from '../../../src/storage/memory-record-store'
import { openDatabase, type Database } from '../../../src/storage/open'
import { IdbRecordStore } from '../../../src/storage/record-store'
import { Author } from '../../helpers/author'

const MAX_BUNDLE_BYTES = 64 * 1024 * 1024
const RECORDS_PER_APPEND = 500
/** About what people write: some 300 characters. */
const TEXT = 'A sentence of the kind that people write to each other, about nothing in particular. '.repeat(3)

/** Writes so many posts into the log of the browser's owner; returns the log as text. */
async function writeOwnPosts(network: NetworkId, count: number): Promise<string> {
  return withDatabase(network, async (db) => {
    await writeOwn(db, network, posts(count))
    const { person, signer } = await selfIn(db)
    const store = new IdbRecordStore(db)
    return toText(await store.range({ person, device: signer.device }, 0, count * 2))
  })
}

async function followAll(network: NetworkId, people: readonly PersonId[]): Promise<void> {
  const drafts = people.map((person): Draft => ({ kind: 'follow', body: { person, invite: null } }))
  await withDatabase(network, (db) => writeOwn(db, network, drafts))
}

/** Somebody whose browser is elsewhere, with so many posts. */
async function makeAuthor(network: NetworkId, count: number): Promise<{ person: PersonId; log: string }> {
  const store = new MemoryRecordStore()
  const author = await Author.create({ network, store })
  for (const draft of posts(count - 1)) await author.write(draft)
  const { person, signer } = author
  return { person, log: toText(await store.range({ person, device: signer.device }, 0, count)) }
}

/** Keeps what another browser holds. */
async function keep(network: NetworkId, log: string): Promise<void> {
  const bundle = decodeBundle(fromText(log), MAX_BUNDLE_BYTES)
  if (!bundle.ok) throw new Error(bundle.error)
  await withDatabase(network, (db) => append(db, network, bundle.value))
}

function posts(count: number): Draft[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'post',
    body: { text: `Old post ${index}. ${TEXT}`, tags: [], images: [] },
  }))
}

async function selfIn(db: Database) {
  const self = await openSelf(new DeviceStore(db))
  if (self === null) throw new Error('nobody owns this browser')
  return self
}

async function writeOwn(db: Database, network: NetworkId, drafts: readonly Draft[]): Promise<void> {
  const { person, signer } = await selfIn(db)
  let head = await new IdbRecordStore(db).head({ person, device: signer.device })
  const blocks: RecordBlocks[] = []
  for (const draft of drafts) {
    const signed = await signRecord(draft, { network, person, head, nowMs: Date.now() }, signer)
    if (!signed.ok) throw new Error(signed.error)
    const { cid, header, entryBlock, bodyBlock } = signed.value
    head = { person, device: signer.device, seq: header.seq, time: header.time, cid }
    blocks.push({ entry: entryBlock, body: bodyBlock })
  }
  await append(db, network, blocks)
}

async function append(db: Database, network: NetworkId, blocks: readonly RecordBlocks[]): Promise<void> {
  const view = new MemoryRecordStore()
  const store = new IdbRecordStore(db)
  const heads = new Map((await store.heads()).map((head) => [`${head.person}/${head.device}`, head]))
  for (let from = 0; from < blocks.length; from += RECORDS_PER_APPEND) {
    const admitted = []
    for (const item of blocks.slice(from, from + RECORDS_PER_APPEND)) {
      const read = await readRecord(item, network, Date.now())
      if (!read.ok) throw new Error(read.error)
      const { person, device, seq, time } = read.value.header
      const key = `${person}/${device}`
      if (seq <= (heads.get(key)?.seq ?? -1)) continue
      const verdict = await admit(read.value, {
        head: (log) => Promise.resolve(heads.get(`${log.person}/${log.device}`) ?? null),
        cidAt: (log, at) => view.cidAt(log, at),
        get: (cid) => view.get(cid),
      })
      if (!verdict.ok) throw new Error(verdict.error)
      heads.set(key, { person, device, seq, time, cid: verdict.value.cid })
      admitted.push(verdict.value)
    }
    const kept = await store.append(admitted)
    if (!kept.ok) throw new Error(kept.error)
  }
}

async function withDatabase<T>(network: NetworkId, use: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(network, () => undefined)
  try {
    return await use(db)
  } finally {
    db.close()
  }
}

function toText(records: readonly RecordBlocks[]): string {
  let text = ''
  for (const byte of encodeBundle(records)) text += String.fromCharCode(byte)
  return btoa(text)
}

function fromText(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

const seed = { writeOwnPosts, followAll, makeAuthor, keep }
export type Seed = typeof seed
Object.assign(globalThis, { seed })
