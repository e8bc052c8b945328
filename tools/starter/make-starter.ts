/** Makes the starter snapshot: a CAR file of one signed log, as the page itself exports it (rule SN1). */
import { isDeepStrictEqual } from 'node:util'
import { exportArchive } from '../../src/app/archive-export'
import { firstDrafts } from '../../src/app/ownership'
import { deviceSigner, generateDeviceKey } from '../../src/identity/keys'
import type { PersonId } from '../../src/identity/types'
import { newWords, rootFromWords } from '../../src/identity/words'
import { admit } from '../../src/records/admit'
import { signRecord } from '../../src/records/sign'
import { tagsIn } from '../../src/records/tag'
import type { Draft, NetworkId, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

export interface Guide {
  readonly name: string
  readonly about: string
  readonly hue: number
  /** In reading order: the first is the newest. */
  readonly posts: readonly string[]
  /** Unix milliseconds. */
  readonly writtenAt: number
}

export interface Starter {
  readonly file: Blob
  readonly person: PersonId
}

const MINUTE_MS = 60_000
/** A guide has text only. */
const NO_IMAGES = {
  has: () => Promise.resolve(false),
  put: () => Promise.reject(new Error('a guide has no images')),
  get: () => {
    throw new Error('a guide has no images')
  },
}

/**
 * The keys are made here and kept nowhere: when this returns nobody can write under the guide's name any more, also
 * not whoever ran it.
 */
export async function makeStarter(guide: Guide, network: NetworkId): Promise<Starter> {
  const root = await rootFromWords(newWords().join(' '))
  if (!root.ok) throw new Error('new words are always good')
  const { person } = root.value
  const signer = await deviceSigner(await generateDeviceKey())
  const certificate = await root.value.certify(network, signer.device)
  const profile = { name: guide.name, about: guide.about, hue: guide.hue }
  const drafts: Draft[] = [...firstDrafts(certificate, 'Thrown away', profile), ...postsOf(guide)]
  const store = new MemoryRecordStore()
  for (const [index, draft] of drafts.entries()) {
    const nowMs = guide.writtenAt - (drafts.length - 1 - index) * MINUTE_MS
    const head = await store.head({ person, device: signer.device })
    const signed = await signRecord(draft, { network, person, head, nowMs }, signer)
    if (!signed.ok) throw new Error(`a text of the guide was refused: ${signed.error}`)
    const verdict = await admit(signed.value, store)
    if (!verdict.ok) throw new Error(`a record of the guide was refused: ${verdict.error}`)
    await store.append([verdict.value])
  }
  const init = { store, blockstore: NO_IMAGES, network, nowMs: guide.writtenAt }
  return { file: await exportArchive(init, { person, lock: null }), person }
}

/** Whether these are the records that a guide would be made of, but for the keys. */
export function saysTheSame(guide: Guide, records: readonly VerifiedRecord[]): boolean {
  const { name, about, hue, writtenAt } = guide
  const wanted = [{ kind: 'profile', body: { name, about, hue } }, ...postsOf(guide)]
  const found = records
    .toSorted((a, b) => a.header.seq - b.header.seq)
    .slice(1)
    .map(({ kind, body }) => ({ kind, body }))
  return isDeepStrictEqual(found, wanted) && records.some(({ header }) => header.time === writtenAt)
}

/** Oldest first. */
function postsOf({ posts }: Guide): Draft[] {
  return posts
    .toReversed()
    .map((text): Draft => ({ kind: 'post', body: { text, tags: tagsIn(text), images: [] } }))
}
