/** Makes the starter snapshot: a CAR file of a signed log for each guide, as the page itself exports it (rule SH1). */
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

/** By language. */
export type Guides = Readonly<Record<string, Guide>>

export interface MadeStarter {
  readonly file: Blob
  /** Who says it, by language. */
  readonly people: Readonly<Record<string, PersonId>>
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

export async function makeStarter(guides: Guides, network: NetworkId): Promise<MadeStarter> {
  const store = new MemoryRecordStore()
  const people: Record<string, PersonId> = {}
  for (const [language, guide] of Object.entries(guides))
    people[language] = await write(guide, network, store)
  const nowMs = Math.max(...Object.values(guides).map(({ writtenAt }) => writtenAt))
  const file = await exportArchive(
    { store, blockstore: NO_IMAGES, network, nowMs },
    { person: null, words: null },
  )
  return { file, people }
}

/**
 * The keys are made here and kept nowhere: when this returns nobody can write under the guide's name any more, also
 * not whoever ran it.
 */
async function write(guide: Guide, network: NetworkId, store: MemoryRecordStore): Promise<PersonId> {
  const root = await rootFromWords(newWords().join(' '))
  if (!root.ok) throw new Error('new words are always good')
  const { person } = root.value
  const signer = await deviceSigner(await generateDeviceKey())
  const certificate = await root.value.certify(network, signer.device)
  const profile = { name: guide.name, about: guide.about, hue: guide.hue }
  const drafts: Draft[] = [...firstDrafts(certificate, 'Thrown away', profile), ...postsOf(guide)]
  for (const [index, draft] of drafts.entries()) {
    const nowMs = guide.writtenAt - (drafts.length - 1 - index) * MINUTE_MS
    const head = await store.head({ person, device: signer.device })
    const signed = await signRecord(draft, { network, person, head, nowMs }, signer)
    if (!signed.ok) throw new Error(`a text of the guide was refused: ${signed.error}`)
    const verdict = await admit(signed.value, store)
    if (!verdict.ok) throw new Error(`a record of the guide was refused: ${verdict.error}`)
    await store.append([verdict.value])
  }
  return person
}

/** Whether these are the records that the guides would be made of, but for the keys. */
export function saysTheSame(
  guides: Guides,
  people: Readonly<Record<string, string>>,
  records: readonly VerifiedRecord[],
): boolean {
  return (
    isDeepStrictEqual(Object.keys(people), Object.keys(guides)) &&
    Object.entries(guides).every(([language, guide]) =>
      isOf(
        guide,
        records.filter(({ header }) => header.person === people[language]),
      ),
    )
  )
}

function isOf(guide: Guide, records: readonly VerifiedRecord[]): boolean {
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
