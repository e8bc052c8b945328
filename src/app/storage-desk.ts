/** What any tab can do about what is kept in this browser: count it, write it into a file, and open such a file's words. */
import type { Stretch } from '../identity/argon2'
import { lockWords, unlockWords, type Locking } from '../identity/passphrase'
import type { PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { PART_BYTES } from '../records/history-root'
import { IdbBlockStore } from '../storage/block-store'
import { DeviceStore } from '../storage/device-store'
import { KeepingStore } from '../storage/keeping-store'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import type { NetworkId } from '../records/types'
import type { ExportChoice, StorageUse, WordsError } from './api'
import { exportArchive } from './archive-export'
import { openArchive } from './archive-import'
import { budgetBytes, heldBytes, sum, type Kind, type Sized } from './budget'
import { heldHere } from './held-here'
import { isPinned } from './keep-only'
import { recoveryWords } from './ownership'

export interface StorageInit {
  readonly db: Database
  readonly network: NetworkId
  readonly self: PersonId | null
  readonly now: () => number
}

/** A block of the history for a pinning service is larger than this only together with images, which it does not hold. */
const MAX_PINNED_BLOCK_BYTES = 2 * PART_BYTES

/**
 * @param kindOf why somebody's records are kept
 * @param isKept whether their records stay when only what the owner follows is kept
 * @param chosenBytes the budget that the owner set
 */
export async function storageUse(
  { db }: StorageInit,
  kindOf: (person: PersonId) => Kind,
  isKept: (person: PersonId) => boolean,
  chosenBytes: number | null,
): Promise<StorageUse> {
  const held = await heldHere(db, kindOf)
  const spare = held.logs.filter(({ person }) => !isKept(person))
  const use = await browserUse()
  const allowed = use.browser?.allowedBytes ?? null
  return {
    records: byKind((kind) => totalOf(held.logs.filter((logs) => logs.kind === kind))),
    images: byKind((kind) =>
      totalOf(
        held.images.flatMap((image) => (image.kind === kind ? [{ count: 1, bytes: image.bytes }] : [])),
      ),
    ),
    visitors: held.visitors,
    pinned: await pinnedBlocks(db),
    spare: { people: spare.length, bytes: sum(spare) },
    budget: {
      bytes: budgetBytes(chosenBytes, allowed),
      usualBytes: budgetBytes(null, allowed),
      usedBytes: heldBytes(held),
    },
    keeping: await new KeepingStore(db).row(),
    ...use,
  }
}

function byKind(sized: (kind: Kind) => Sized): Record<Kind, Sized> {
  return { own: sized('own'), followed: sized('followed'), cached: sized('cached') }
}

function totalOf(things: readonly Sized[]): Sized {
  return { count: things.reduce((total, { count }) => total + count, 0), bytes: sum(things) }
}

async function pinnedBlocks(db: Database): Promise<Sized> {
  let [count, bytes] = [0, 0]
  for (let cursor = await db.transaction('blocks').store.openCursor(); cursor !== null;) {
    const block = cursor.value
    if (block.byteLength <= MAX_PINNED_BLOCK_BYTES && isPinned(block)) {
      count += 1
      bytes += block.byteLength
    }
    cursor = await cursor.continue()
  }
  return { count, bytes }
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
  locking: Locking,
): Promise<Result<Blob, 'not-started'>> {
  const words = passphrase === '' ? null : await recoveryWords(new DeviceStore(db))
  const locked = words === null ? ok(null) : await lockWords(words, passphrase, locking)
  if (!locked.ok) return locked
  const file = await exportArchive(
    { store: new IdbRecordStore(db), blockstore: new IdbBlockStore(db), network, nowMs: now() },
    { person: what === 'own' ? self : null, words: locked.value },
  )
  return ok(file)
}

export async function wordsIn(
  file: Blob,
  passphrase: string,
  stretch: Stretch,
): Promise<Result<readonly string[], WordsError>> {
  const opened = await openArchive(file)
  const words = opened.ok ? opened.value.words : null
  return words === null ? err('not-an-archive') : unlockWords(words, passphrase, stretch)
}
