/** Runs in a page: the app's own parts from database to worker, and what crosses to the worker counted. */
import { Known } from '../../../src/app/known'
import type { View } from '../../../src/app/viewpoint'
import { NO_TASTE } from '../../../src/app/taste'
import { SnapshotKeeper } from '../../../src/app/snapshot-keeper'
import type { Reading } from '../../../src/attention/reading'
import type { KnowledgeChange, KnowledgePart } from '../../../src/attention/types'
import type { NetworkId, RecordCid, VerifiedRecord } from '../../../src/records/types'
import { openDatabase, type Database } from '../../../src/storage/open'
import { IdbRecordStore } from '../../../src/storage/record-store'
import { SnapshotStore } from '../../../src/storage/snapshot-store'
import { Author, START_MS } from '../../helpers/author'

/** Enough that it is worth a snapshot. */
const POSTS = 600
const LIKES = 500
const BUILD = 'the test'
/** All evaluate at one time, so that orders can be compared exactly. */
const NOW = START_MS + 3_600_000

export interface Started {
  readonly stream: readonly string[]
  /** Currents of the first few posts. */
  readonly currents: readonly number[]
  /** Follows, posts and acts that the worker was told of one by one. */
  readonly told: number
}

export interface Story {
  readonly first: Started
  /** After a few more records, the worker having been killed while it was asked to evaluate. */
  readonly replaced: Started & { readonly before: Started }
  /** Another start: from the snapshot and what came after it … */
  readonly second: Started
  /** … and from everything. */
  readonly anew: Started
  readonly damaged: Started
  /** A post of the snapshot was withdrawn after it. */
  readonly withdrawn: Started & { readonly post: string }
}

interface Call {
  readonly path?: readonly string[]
  readonly argumentList?: readonly { readonly value: unknown }[]
}

let told = 0
let endsAt: string | null = null

/** Of a message to the worker: how many records it tells of. */
function recordsIn({ path: [name] = [], argumentList: [argument] = [] }: Call): number {
  if (name === 'fill') {
    const { follows, posts, acts } = argument?.value as KnowledgePart
    return follows.length + posts.length + acts.length
  }
  if (name !== 'change') return 0
  const { follows, posts, acts } = argument?.value as KnowledgeChange
  return [follows, posts, acts].reduce(
    (sum, change) => sum + (change?.added?.length ?? 0) + (change?.removed?.length ?? 0),
    0,
  )
}

globalThis.Worker = class extends Worker {
  override postMessage(message: unknown, more?: Transferable[] | StructuredSerializeOptions): void {
    super.postMessage(message, more as StructuredSerializeOptions)
    told += recordsIn(message as Call)
    if (endsAt === null || (message as Call).path?.[0] !== endsAt) return
    endsAt = null
    this.terminate()
  }
}

class Run {
  readonly known: Known
  readonly #waiting: { readonly holds: (reading: Reading) => boolean; readonly resolve: () => void }[] = []

  constructor(viewer: Author) {
    told = 0
    this.known = new Known({
      shipped: new Set(),
      now: () => NOW,
      evaluated: (reading) => {
        for (const { holds, resolve } of this.#waiting) if (holds(reading)) resolve()
      },
    })
    this.known.setViewer(viewer.person)
  }

  /** Resolves with the next reading whose Stream has so many posts. */
  ranked(posts: number): Promise<Started> {
    return new Promise((resolve) => {
      this.#waiting.push({
        holds: ({ stream }) => stream.length === posts,
        resolve: () => resolve(this.#now()),
      })
    })
  }

  #now(): Started {
    const { evaluation } = this.known
    const stream = evaluation?.stream ?? []
    const currents = stream.slice(0, 10).map((post) => evaluation?.numbers(post)?.current ?? NaN)
    return { stream, currents, told }
  }

  apply(added: readonly VerifiedRecord[]): void {
    this.known.apply({ added, forgotten: [], source: 'self' })
  }
}

interface Start {
  readonly db: Database
  readonly viewer: Author
  readonly views: readonly View[]
}

async function started({ db, viewer, views }: Start, isKept: boolean, posts: number): Promise<Started> {
  const run = new Run(viewer)
  const ranked = run.ranked(posts)
  const kept = isKept ? await new SnapshotStore(db).latest(BUILD) : null
  await run.known.load(new IdbRecordStore(db), views, kept)
  const ranking = await ranked
  run.known.stop()
  return ranking
}

/** The keeper of the first run looks often, until it has kept something. */
async function keptBy(run: Run, store: SnapshotStore): Promise<void> {
  const keeper = new SnapshotKeeper({
    known: run.known,
    store,
    build: BUILD,
    isLeading: () => true,
    lookEveryMs: 50,
  })
  while ((await store.latest(BUILD)) === null) await new Promise((resolve) => setTimeout(resolve, 20))
  keeper.stop()
}

async function damage(store: SnapshotStore): Promise<void> {
  const kept = await store.latest(BUILD)
  if (kept === null) throw new Error('nothing is kept')
  const bytes = new Uint8Array(await kept.bytes.arrayBuffer())
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await store.keep({ ...kept, bytes: new Blob([bytes]) })
}

export async function tellStory(): Promise<Story> {
  const db = await openDatabase('the snapshot test' as NetworkId, () => undefined)
  const store = new IdbRecordStore(db)
  const snapshots = new SnapshotStore(db)
  const alice = await Author.create({ store })
  const bob = await Author.create({ store })
  await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
  const posts: VerifiedRecord[] = []
  const likes: RecordCid[] = []
  for (let index = 0; index < POSTS; index += 1) posts.push(await bob.post(`post ${index}`))
  alice.nowMs = bob.nowMs
  for (const { cid, header } of posts.slice(0, LIKES))
    likes.push((await alice.write({ kind: 'like', body: { post: cid, author: header.person } })).cid)

  // What she saw before a snapshot is made, and after.
  const views = [3, 555].map((index, turn) => ({
    post: posts[index]?.cid as RecordCid,
    at: alice.nowMs + turn,
  }))
  const run = new Run(alice)
  const ranked = run.ranked(POSTS)
  await run.known.load(store, views.slice(0, 1), null)
  const first = await ranked
  await keptBy(run, snapshots)

  bob.nowMs = alice.nowMs
  const more = [await bob.post('one more'), await bob.post('and one')]
  const undo = await alice.write({ kind: 'undo', body: { entry: likes[0] as RecordCid } })
  const changed = run.ranked(POSTS + 2)
  // Before the records, so that the reading that has these has that too.
  for (const view of views) run.known.viewed(view)
  run.apply([...more, undo])
  const before = await changed
  const replaced = run.ranked(POSTS + 2)
  told = 0
  endsAt = 'evaluate'
  // Something has to be asked of it.
  run.known.setTaste(NO_TASTE)
  const again = { ...(await replaced), before }
  run.known.stop()

  const start = { db, viewer: alice, views }
  const second = await started(start, true, POSTS + 2)
  const anew = await started(start, false, POSTS + 2)
  const kept = await snapshots.latest(BUILD)
  await damage(snapshots)
  const damaged = await started(start, true, POSTS + 2)
  if (kept !== null) await snapshots.keep(kept)
  const post = posts[7]?.cid ?? ''
  await bob.write({ kind: 'retract', body: { entry: post as RecordCid } })
  const withdrawn = { ...(await started(start, true, POSTS + 1)), post }
  db.close()
  return { first, replaced: again, second, anew, damaged, withdrawn }
}
