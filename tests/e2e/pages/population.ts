/**
 * Runs in a page: keeps the signed records of some hundred people in its database, and makes the browser Alice's, so that
 * the app opens on a network that has lived for weeks. Groups attend their own; some come up and others die down.
 */
import { openSelf, makeDeviceOf } from '../../../src/app/ownership'
import { Publisher } from '../../../src/app/publish'
import { newWords } from '../../../src/identity/words'
import { seededRandom } from '../../../src/lib/prng'
import { Queue } from '../../../src/lib/queue'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../../../src/records/types'
import { DeviceStore } from '../../../src/storage/device-store'
import { MemoryRecordStore } from '../../../src/storage/memory-record-store'
import { openDatabase } from '../../../src/storage/open'
import { IdbRecordStore } from '../../../src/storage/record-store'
import { Author } from '../../helpers/author'

const FIRST = 'Ada Bruno Chiara Dmitri Elif Farid Greta Hiro Ines Jonas Kofi Lea Mara Nils Oona Pavel'.split(
  ' ',
)
const LAST =
  'Abara Berg Costa Diaz Ekman Fuchs Gil Haddad Ito Jung Kaya Lund Moreau Nowak Okafor Petit'.split(' ')
const GROUPS = [0.3, 0.22, 0.16, 0.12, 0.09, 0.06, 0.05]
const DAY_MS = 86_400_000
const DAYS = 70
const FOLLOWS = 6
const RECORDS_AT_ONCE = 500

interface Member {
  readonly author: Author
  readonly group: number
}

interface Event {
  readonly at: number
  readonly who: Member
  readonly draft: () => Draft | null
}

export async function fill(network: NetworkId, count: number, nowMs: number): Promise<void> {
  const random = seededRandom(7)
  const below = (limit: number): number => Math.floor(random() * limit)
  const memory = new MemoryRecordStore()
  const words = newWords().join(' ')
  const members: Member[] = []
  for (let index = 0; index <= count; index += 1) {
    const author = await Author.create({ store: memory, network, ...(index === 0 && { words }) })
    author.nowMs = nowMs - DAYS * DAY_MS
    members.push({ author, group: groupOf(index / (count + 1)) })
  }
  const others = members.slice(1)
  const within = (group: number): Member[] => others.filter((member) => member.group === group)
  const posts = new Map<Member, RecordCid[]>()
  const events: Event[] = []
  const add = (at: number, who: Member, draft: () => Draft | null): number => events.push({ at, who, draft })
  const dayOf = (day: number): number => nowMs - DAYS * DAY_MS + day * DAY_MS + below(DAY_MS)
  for (const [index, who] of members.entries()) {
    const name = index === 0 ? 'Alice' : `${FIRST[below(16)] ?? ''} ${LAST[below(16)] ?? ''}`
    const profile = { name, about: '', hue: below(360) }
    add(dayOf(0), who, () => ({ kind: 'profile', body: profile }))
    const own = within(who.group)
    const followed = new Set<Member>()
    for (let tries = 0; tries < FOLLOWS; tries += 1) {
      const from = random() < 0.9 ? own : others
      followed.add(from[below(random() < 0.5 ? Math.ceil(from.length / 5) : from.length)] ?? who)
    }
    // Alice knows some of every group.
    if (index === 0)
      for (const group of GROUPS.keys()) for (const member of within(group).slice(0, 4)) followed.add(member)
    followed.delete(who)
    for (const { author } of followed)
      add(dayOf(1 + below(index === 0 ? 60 : 30)), who, () => ({
        kind: 'follow',
        body: { person: author.person, invite: null },
      }))
    for (let day = 2; day < DAYS - 1; day += 1) {
      if (random() < 0.06)
        add(dayOf(day), who, () => ({ kind: 'post', body: { text: `Of day ${day}`, tags: [], images: [] } }))
      // Even groups die down, odd ones come up.
      const eager = who.group % 2 === 0 ? 1 - day / DAYS : day / DAYS
      if (random() > eager * 0.7) continue
      const whom = [...followed][below(followed.size)]
      if (whom === undefined) continue
      add(dayOf(day), who, () => {
        const written = posts.get(whom)
        const post = written?.[written.length - 1]
        return post === undefined ? null : { kind: 'like', body: { post, author: whom.author.person } }
      })
    }
  }
  events.sort((a, b) => a.at - b.at)
  for (const { at, who, draft } of events) {
    const made = draft()
    if (made === null) continue
    who.author.nowMs = Math.max(who.author.nowMs, at)
    const { cid } = await who.author.write(made)
    if (made.kind === 'post') posts.set(who, [...(posts.get(who) ?? []), cid])
  }
  await keep(network, memory, words, nowMs)
}

function groupOf(share: number): number {
  let from = 0
  return GROUPS.findIndex((size) => share < (from += size) + 1e-9)
}

/** Keeps the records in the browser's database, and makes the browser that of the person with these words. */
export async function keep(
  network: NetworkId,
  memory: MemoryRecordStore,
  words: string,
  nowMs: number,
): Promise<void> {
  const db = await openDatabase(network, () => undefined)
  const store = new IdbRecordStore(db)
  let some: VerifiedRecord[] = []
  const append = async (): Promise<void> => {
    const kept = await store.append(some)
    if (!kept.ok) throw new Error(kept.error)
    some = []
  }
  for await (const record of memory.all()) if (some.push(record) === RECORDS_AT_ONCE) await append()
  await append()
  const device = new DeviceStore(db)
  await makeDeviceOf(device, network, words)
  const self = await openSelf(device)
  if (self === null) throw new Error('nobody was made')
  const publisher = new Publisher({
    store,
    network,
    queue: new Queue(),
    now: () => nowMs,
    changed: () => undefined,
  })
  await publisher.publish(self, { kind: 'device', body: { certificate: self.certificate, label: 'Test' } })
  db.close()
}
