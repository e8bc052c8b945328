/**
 * Runs in a page: keeps thousands of signed posts in its database, all of the last hours and by people whom the browser's
 * owner attends, so that each of them has its place in her Stream. They are of very different heights.
 */
import { CID } from 'multiformats/cid'
import { newWords } from '../../../src/identity/words'
import { seededRandom } from '../../../src/lib/prng'
import type { BlockCid, Image, NetworkId, RecordCid, Tag } from '../../../src/records/types'
import { MemoryRecordStore } from '../../../src/storage/memory-record-store'
import { Author } from '../../helpers/author'
import { keep } from './population'

const AUTHORS = 25
/** Within the day in which a post is new, with room for a slow test. */
const SPAN_MS = 18 * 3_600_000
const CROWD = 'crowd' as Tag
/** Multicodec of bytes as they are. */
const RAW = 0x55
const SENTENCE = 'A sentence of the kind that people write to each other, about nothing in particular. '

export async function fill(network: NetworkId, posts: number, nowMs: number): Promise<void> {
  const random = seededRandom(11)
  const memory = new MemoryRecordStore()
  const words = newWords().join(' ')
  const alice = await Author.create({ store: memory, network, words })
  alice.nowMs = nowMs - SPAN_MS
  await alice.write({ kind: 'profile', body: { name: 'Alice', about: '', hue: 200 } })
  const ofEach = Math.ceil(posts / AUTHORS)
  for (let index = 0; index < AUTHORS; index += 1) {
    const author = await Author.create({ store: memory, network })
    author.nowMs = nowMs - SPAN_MS
    const profile = await author.write({
      kind: 'profile',
      body: { name: `Author ${index + 1}`, about: '', hue: index * 14 },
    })
    await alice.write({ kind: 'follow', body: { person: author.person, invite: null } })
    for (let count = 0; count < Math.min(ofEach, posts - index * ofEach); count += 1) {
      author.nowMs = nowMs - SPAN_MS + Math.floor(((count + random()) * SPAN_MS) / ofEach)
      const number = index * ofEach + count + 1
      const text = `Crowd post ${number}. ${SENTENCE.repeat(Math.floor(random() ** 3 * 12))}`
      // Nobody has the image: its place is kept all the same.
      const images = random() < 0.1 ? [absentImage(profile.cid, random)] : []
      await author.write({ kind: 'post', body: { text, tags: number % 3 === 0 ? [CROWD] : [], images } })
    }
  }
  await keep(network, memory, words, nowMs)
}

/** Named by the hash of something that is no image. */
function absentImage(named: RecordCid, random: () => number): Image {
  const cid = CID.createV1(RAW, CID.parse(named).multihash).toString() as BlockCid
  const height = 300 + Math.floor(random() * 900)
  return { cid, type: 'image/webp', bytes: 100_000, width: 800, height, alt: 'Something seen' }
}
