/** A page as far as impulses go: logs in memory, the society, the model, the one way in, and what passes between. */
import 'fake-indexeddb/auto'
import { ImpulseTraffic, type Shelf } from '../../src/app/impulse-traffic'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { VisitChange } from '../../src/app/visitors'
import { AttentionEngine } from '../../src/attention/engine'
import { ReportReader, type Reading } from '../../src/attention/reading'
import { verify as verifyByWebCrypto } from '../../src/identity/keys'
import type { PersonId } from '../../src/identity/types'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import type { RecordChange } from '../../src/records/store'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../../src/records/types'
import { openDatabase } from '../../src/storage/open'
import { VisitorStore } from '../../src/storage/visitor-store'
import { Society } from '../../src/social/society'
import { Author, testNetwork } from './author'

export interface Sent {
  readonly to: string
  readonly message: Uint8Array
}

export class ImpulsePage {
  readonly name: string
  readonly author: Author
  readonly society = new Society()
  readonly refusals = new Refusals()
  readonly traffic: ImpulseTraffic
  /** How many entries of whose logs are asked for. */
  readonly wanted = new Map<PersonId, number>()
  /** Whose logs the others ask for, by the name of their page. */
  readonly wantedBy = new Map<string, Set<PersonId>>()
  readonly linked = new Map<string, ImpulsePage>()
  /** Of those the names of the pages that have not said who they are. */
  readonly unproven = new Set<string>()
  readonly sent: Sent[] = []
  readonly exhausted: string[] = []
  /** What is of others may not visit. */
  keepsOnlyWanted = false
  /** Signatures that were checked. */
  checks = 0
  nowMs: number
  readonly #engine = new AttentionEngine()
  readonly #reader = new ReportReader()
  readonly #asked = new Set<string>()
  readonly #ingest: Ingest
  readonly #shelf: Shelf
  #reading: Reading | null = null
  #under: Promise<unknown>[] = []

  /** @param writesMs the time of what this person writes, if another */
  static async open(name: string, nowMs: number, writesMs = nowMs - 60_000): Promise<ImpulsePage> {
    const author = await Author.create()
    author.nowMs = writesMs
    const db = await openDatabase(`visitors-${crypto.randomUUID()}` as NetworkId, () => undefined)
    return ImpulsePage.#over(name, author, nowMs, new VisitorStore(db))
  }

  static async #over(name: string, author: Author, nowMs: number, shelf: Shelf): Promise<ImpulsePage> {
    const page = new ImpulsePage(name, author, nowMs, shelf)
    const own: VerifiedRecord[] = []
    for await (const record of author.store.all()) own.push(record)
    page.#changed({ added: own, forgotten: [], source: 'disk' })
    return page
  }

  /**
   * The page that comes when this one is loaded again, so much later: nothing is left but what lies on the disk.
   * @param before happens before that has been read
   */
  async reloaded(
    laterMs = 0,
    before: (page: ImpulsePage) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<ImpulsePage> {
    const page = await ImpulsePage.#over(this.name, this.author, this.nowMs + laterMs, this.#shelf)
    await before(page)
    await page.traffic.restore()
    await page.evaluate()
    return page
  }

  private constructor(name: string, author: Author, nowMs: number, shelf: Shelf) {
    this.name = name
    this.#shelf = shelf
    this.author = author
    this.nowMs = nowMs
    this.#engine.begin({ viewer: author.person })
    const { verify } = countingVerify(this)
    const shared = {
      ...{ store: author.store, network: testNetwork, now: () => this.nowMs, breathe: nextTask, verify },
      ...{ refusals: this.refusals, refused: () => undefined },
      entriesWanted: (person: PersonId) => this.wanted.get(person) ?? 0,
      exhausted: (from: string) => this.exhausted.push(from),
    }
    this.#ingest = new Ingest({
      ...shared,
      queue: new Queue(),
      changed: (change) => this.#changed(change),
      early: (change) => this.#visited(change),
      storageFull: () => undefined,
    })
    this.traffic = new ImpulseTraffic({
      ...shared,
      society: this.society,
      owner: () => author.person,
      mayVisit: (person) => !this.keepsOnlyWanted || (this.wanted.get(person) ?? 0) > 0,
      reckoning: {
        numbers: (post) => {
          this.#asked.add(post)
          return this.#reading?.numbers(post) ?? null
        },
        transmission: (person) => this.#reading?.transmission(person) ?? 0,
        transmissionTo: (person) => this.#reading?.transmissionTo(person) ?? 0,
      },
      receiveFresh: (from, records) => this.#ingest.receiveFresh(from, records),
      earlyAt: (log, seq) => this.#ingest.earlyAt(log, seq),
      links: () =>
        [...this.linked].map(([peerId, page]) => ({
          peerId,
          person: this.unproven.has(peerId) ? null : page.author.person,
        })),
      isWantedBy: (peerId, person) => this.wantedBy.get(peerId)?.has(person) ?? false,
      mostCharged: () => (this.#reading?.mostCharged() ?? []) as RecordCid[],
      send: (to, message) => {
        this.sent.push({ to, message })
        const other = this.linked.get(to)
        if (other !== undefined) this.#under.push(other.traffic.receive(this.name, message))
      },
      visited: (change) => this.#visited(change),
      shelf,
    })
  }

  /** The page writes. */
  async write(draft: Draft): Promise<VerifiedRecord> {
    const record = await this.author.write(draft)
    this.#changed({ added: [record], forgotten: [], source: 'self' })
    await settled()
    return record
  }

  post(text: string): Promise<VerifiedRecord> {
    return this.write({ kind: 'post', body: { text, tags: [], images: [] } })
  }

  like(post: VerifiedRecord): Promise<VerifiedRecord> {
    return this.write({ kind: 'like', body: { post: post.cid, author: post.header.person } })
  }

  follow(other: ImpulsePage): Promise<VerifiedRecord> {
    return this.write({ kind: 'follow', body: { person: other.author.person, invite: null } })
  }

  /** Has the logs of others up to now, as the sync brings them, and goes on asking for them. */
  async hold(...others: readonly Author[]): Promise<void> {
    for (const author of others) {
      this.wanted.set(author.person, Infinity)
      const logs = (await author.store.heads()).filter(({ person }) => person === author.person)
      for (const log of logs)
        await this.#ingest.receive('sync', await author.store.range(log, 0, log.seq + 1))
    }
  }

  /** The model speaks, what it makes due is sent, and what comes of that is taken in. */
  async evaluate(): Promise<void> {
    const people = [...this.linked.values()].map(({ author }) => author.person)
    const wanted = { posts: [...this.#asked], people: [], links: people }
    const report = this.#engine.evaluate(this.nowMs, wanted)
    this.#reading = this.#reader.read(report)
    this.traffic.evaluated(this.nowMs)
    // Whoever asks for something new is answered at once.
    if (this.#asked.size > wanted.posts.length) return this.evaluate()
    await settled()
    while (this.#under.length > 0) await Promise.all(this.#under.splice(0))
  }

  /** What the Stream would show. */
  stream(): readonly string[] {
    return (this.#reading?.stream ?? []).flatMap((cid) => this.society.post(cid as RecordCid)?.text ?? [])
  }

  #changed(change: RecordChange): void {
    this.#tell(change)
    this.#under.push(this.traffic.changed(change))
  }

  #visited({ came, left }: VisitChange): void {
    if (left.length > 0) this.#engine.change(this.society.dismiss(left))
    if (came.length > 0) this.#engine.change(this.society.visit(came))
  }

  #tell(change: RecordChange): void {
    this.#engine.change(this.society.apply(change))
  }
}

function countingVerify(page: ImpulsePage) {
  return {
    verify: async (...args: Parameters<typeof verifyByWebCrypto>): Promise<boolean> => {
      page.checks += 1
      return verifyByWebCrypto(...args)
    },
  }
}

export function link(one: ImpulsePage, other: ImpulsePage): void {
  one.linked.set(other.name, other)
  other.linked.set(one.name, one)
  one.traffic.linksChanged()
  other.traffic.linksChanged()
}

export function unlink(one: ImpulsePage, other: ImpulsePage): void {
  one.linked.delete(other.name)
  other.linked.delete(one.name)
  one.traffic.linksChanged()
  other.traffic.linksChanged()
}

/** Everything that was begun has come as far as it can without the model. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTask()
}
