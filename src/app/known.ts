/**
 * Everything this tab knows: the fold of all records held, and the attention model's last word on it. Each tab has
 * its own, fed by the same changes: the leader's by its writers, a follower's by what the leader tells.
 */
import type {
  ChairView,
  CommunityView,
  Counterfactual,
  Bond,
  Explanation,
  Journey,
  KnowledgeChange,
  Lobe,
  PostNumbers,
  Suggestion,
} from '../attention/types'
import type { Standing } from '../amp/offers'
import { paramsOf } from '../attention/adjustable'
import type { Brain } from '../attention/brain'
import type { PersonNumbers, Reading } from '../attention/reading'
import type { PersonId } from '../identity/types'
import { nextTask } from '../lib/next-task'
import type { LogHead, LogId, RecordChange, RecordStore } from '../records/store'
import type { Image, RecordCid, Tag, VerifiedRecord } from '../records/types'
import type { Seeker } from '../search/types'
import { CatchUp } from '../social/catch-up'
import { LogEnds } from '../social/log-ends'
import { Society } from '../social/society'
import { sponsoredFor } from '../stream/candidates'
import { AttentionClient } from './attention-client'
import { Lifting } from './lifting'
import { standingsOf, type ChairChoice, type WantedOfChair } from './standings'
import { StreamFeed } from './stream-feed'
import { imagesToKeep } from './images-to-keep'
import { chosenBy, type Taste } from './taste'
import { Viewpoint, type View } from './viewpoint'
import type { VisitChange } from './visitors'

/** Members whom the model is told of to choose from: as many people as anybody's logs are asked for. */
const MAX_MEMBERS = 1_000
/** Records folded at a time while loading: a few milliseconds, also on a slow machine. */
const RECORDS_PER_TURN = 100

/** What the model knew when the logs ended there. */
export interface Kept {
  readonly position: readonly LogHead[]
  readonly bytes: Blob
}

export interface KnownInit {
  readonly now: () => number
  readonly evaluated: (evaluation: Reading) => void
  /** Whose records were shipped with the page (rule SH3). */
  readonly shipped: Pick<ReadonlySet<PersonId>, 'has'>
}

/** More than an offer table takes (amp/limits.ts): the smallest would be offered nothing. */
const MAX_STANDINGS = 500

export class Known {
  readonly society = new Society()
  readonly stream: StreamFeed
  readonly #attention: AttentionClient
  readonly #viewpoint: Viewpoint
  readonly #shipped: KnownInit['shipped']
  /** What the ledger tells of lifted posts, for model and Stream alike. */
  readonly lifting: Lifting
  /** Those whose log is not kept: in no position, and in no snapshot. */
  readonly #visitors = new Map<RecordCid, VerifiedRecord>()
  /** Where the logs end that are folded. */
  readonly #ends = new LogEnds()
  /** How many records have been folded, also those that were known. */
  #folded = 0
  /** How many of them the last snapshot holds; null when there is none. */
  #keptAt: number | null = null
  /** What is told before everything kept has been folded; null after. */
  #early: RecordChange[] | null = []
  #evaluation: Reading | null = null

  constructor(init: KnownInit) {
    const viewpoint = new Viewpoint(this.society, init.shipped)
    this.#shipped = init.shipped
    this.#viewpoint = viewpoint
    this.#attention = new AttentionClient({
      now: init.now,
      settings: () => viewpoint.settings(this.lifting.amplifications),
      own: () => viewpoint.own(),
      parts: () => this.society.parts(),
      evaluated: (evaluation) => {
        this.#evaluation = evaluation
        init.evaluated(evaluation)
      },
    })
    this.lifting = new Lifting({
      social: this.society,
      viewer: () => viewpoint.viewer,
      changed: (amplifications) => this.#attention.change({ amplifications }),
    })
    this.stream = new StreamFeed({
      now: init.now,
      viewer: () => viewpoint.viewer,
      social: this.society,
      evaluation: () => this.#evaluation,
      seenAt: (post) => viewpoint.seenAt(post),
      isHidden: (post) => viewpoint.isHidden(post),
      sponsored: () => sponsoredFor(viewpoint.viewer ?? '', this.lifting.amplifications),
    })
  }

  /** The last evaluation; null before the first. */
  get evaluation(): Reading | null {
    return this.#evaluation
  }

  /** Folds what is kept in this browser. The model starts from its snapshot and what came after, if these say all. */
  async load(store: RecordStore, views: readonly View[], kept: Kept | null): Promise<void> {
    this.#viewpoint.saw(views)
    const catchUp = new CatchUp(this.society, kept?.position ?? null)
    await inTurns(store.all(), (records) => {
      for (const record of records) this.#ends.note(record)
      this.#folded += records.length
      catchUp.add(records)
    })
    const changes: KnowledgeChange[] = []
    await inTurns(catchUp.later, (added) => {
      changes.push(this.society.apply({ added, forgotten: [], source: 'disk' }))
    })
    if (kept !== null && catchUp.isExact) {
      this.#keptAt = this.#folded - catchUp.later.length
      this.#attention.begin({ snapshot: kept.bytes, changes })
    } else this.#attention.begin(null)
    const early = this.#early ?? []
    this.#early = null
    for (const change of early) this.apply(change)
    this.lifting.look()
  }

  apply(change: RecordChange): void {
    if (this.#early !== null) {
      this.#early.push(change)
      return
    }
    for (const record of change.added) {
      this.#ends.note(record)
      this.#visitors.delete(record.cid)
    }
    this.#folded += change.added.length
    // The next start could not tell what was known of it.
    const isInNoPosition = change.added.some(({ isBeside }) => isBeside === true)
    if ((change.forgotten.length > 0 || isInNoPosition) && this.#keptAt !== null) this.#keptAt = -Infinity
    this.#attention.change({ ...this.society.apply(change), ...this.#viewpoint.tagsIfChanged() })
    // What the viewer follows, joined and asks for may be another now.
    this.lifting.heard(change.added)
  }

  /** Posts and acts have come by impulse, or are here no more. */
  visit({ came, left }: VisitChange): void {
    // A page that still reads its disk has no places for visitors; it is told again of those who stay.
    if (this.#early !== null) return
    const leaving = left.filter(({ cid }) => this.#visitors.delete(cid))
    if (leaving.length > 0) this.#attention.change(this.society.dismiss(leaving))
    const coming = came.filter(({ cid }) => !this.#visitors.has(cid) && this.society.held(cid) === null)
    for (const record of coming) this.#visitors.set(record.cid, record)
    if (coming.length > 0) this.#attention.change(this.society.visit(coming))
  }

  visitor(cid: RecordCid): VerifiedRecord | null {
    return this.#visitors.get(cid) ?? null
  }

  visitors(): VerifiedRecord[] {
    return [...this.#visitors.values()]
  }

  /** Who is at the other ends of the direct links: the model says what would cross to them. */
  linkedWith(people: readonly PersonId[]): void {
    this.#attention.setLinks(people)
  }

  /** Records that are in no snapshot; infinitely many when the one that is kept will not do for another start. */
  get recordsSinceKept(): number {
    return this.#folded - (this.#keptAt ?? 0)
  }

  /** Has the model keep what it knows now; null when it cannot, or when no position says what that is. */
  async keep(): Promise<Kept | null> {
    // While the disk is read the model has not been told yet what is folded.
    if (this.#early !== null) return null
    const position = this.#ends.value()
    const folded = this.#folded
    const visitors = this.visitors()
    const bytes = await this.#attention.keep(this.society.dismiss(visitors), this.society.visit(visitors))
    if (bytes === null) return null
    this.#keptAt = folded
    return position === null ? null : { position, bytes }
  }

  setViewer(viewer: PersonId | null): void {
    if (viewer === this.#viewpoint.viewer) return
    this.#viewpoint.viewer = viewer
    this.lifting.look()
    this.#attention.reload()
  }

  setTaste(taste: Taste): void {
    const former = this.#viewpoint.taste
    this.#viewpoint.taste = taste
    const isRankedAnew = former.ranking !== taste.ranking
    this.#attention.change({
      dials: this.#viewpoint.dials,
      ...(isRankedAnew && { params: paramsOf(taste.ranking) }),
    })
  }

  /** Whose labels the viewer subscribes to, everywhere or in a community. */
  get labellers(): readonly PersonId[] {
    return chosenBy(this.#viewpoint.taste).labellers
  }

  /** Whose posts the owner means to come back to. */
  get bookmarked(): readonly PersonId[] {
    return chosenBy(this.#viewpoint.taste).bookmarked
  }

  get taste(): Taste {
    return this.#viewpoint.taste
  }

  /** Whether a direct link with somebody is what the owner wants; who is not known may be anybody. */
  mayLink(person: PersonId | null): boolean {
    if (!this.#viewpoint.taste.linksOnlyFollowed) return true
    return person !== null && (this.#viewpoint.follows(person) || person === this.#viewpoint.viewer)
  }

  get keepsOnlyFollowed(): boolean {
    return this.#viewpoint.taste.keepsOnlyFollowed
  }

  /** Everybody who has standing with this chair and lets the viewer pay for a look. */
  async standings(chair: ChairChoice): Promise<readonly Standing[]> {
    const viewer = this.#viewpoint.viewer
    if (viewer === null) return []
    const of = (view: ChairView | CommunityView | null) =>
      standingsOf(this.society, viewer, view, this.#shipped)
    if (chair.of === 'community') return of(await this.community(chair.tag, { most: MAX_STANDINGS }))
    const seat = this.#viewpoint.chairOf(chair.of === 'self' ? viewer : chair.person)
    return of(await this.#attention.chair({ ...seat, most: MAX_STANDINGS }))
  }

  viewed(view: View): void {
    const act = this.#viewpoint.see(view)
    if (act !== null) this.#attention.change({ acts: { added: [act] } })
  }

  /** Null until the model was asked: whoever shows a post asks again after each evaluation, and soon has them. */
  numbers(post: RecordCid): PostNumbers | null {
    if (this.#attention.posts.note(post)) this.#attention.evaluateSoon()
    return this.#evaluation?.numbers(post) ?? null
  }

  /** The same of a person. */
  person(person: PersonId): PersonNumbers | null {
    if (this.#attention.people.note(person)) this.#attention.evaluateSoon()
    return this.#evaluation?.person(person) ?? null
  }

  explain(post: RecordCid): Promise<Explanation | null> {
    return this.#attention.explain(post)
  }

  journey(post: RecordCid): Promise<Journey | null> {
    return this.#attention.journey(post)
  }

  counterfactual(why: Explanation): Promise<Counterfactual | null> {
    return this.#attention.counterfactual(why)
  }

  suggestions(): Promise<readonly Suggestion[] | null> {
    return this.#attention.suggestions(this.#viewpoint.taste.passed)
  }

  lobes(): Promise<readonly Lobe[] | null> {
    return this.#attention.lobes()
  }

  /** What is needed to read it is fetched when somebody asks. */
  async brain(): Promise<Brain | null> {
    const [growth, { Brain }] = await Promise.all([this.#attention.growth(), import('../attention/brain')])
    if (growth === null) return null
    return new Brain(growth, (from, to) => this.society.followedSince(from as PersonId, to as PersonId))
  }

  bond(person: PersonId): Promise<Bond | null> {
    const viewer = this.#viewpoint.viewer
    const since = (from: PersonId | null, to: PersonId | null): number | null =>
      from === null || to === null ? null : this.society.followedSince(from, to)
    return this.#attention.bond(person, { byViewer: since(viewer, person), byPerson: since(person, viewer) })
  }

  chair(person: PersonId, wanted?: WantedOfChair): Promise<ChairView | null> {
    return this.#attention.chair({ ...this.#viewpoint.chairOf(person), ...wanted })
  }

  /** Of very many members those whom the viewer follows come first: the others are cut. */
  community(tag: Tag, wanted?: WantedOfChair): Promise<CommunityView | null> {
    const viewpoint = this.#viewpoint
    const others = this.society.members(tag).filter((person) => person !== viewpoint.viewer)
    const sorted = others.toSorted((a, b) => Number(viewpoint.follows(b)) - Number(viewpoint.follows(a)))
    const chairs = sorted.slice(0, MAX_MEMBERS).map((person) => this.#viewpoint.chairOf(person))
    return this.#attention.community(chairs.map((chair) => ({ ...chair, ...wanted })))
  }

  /** For whom a search looks. */
  seeker(): Seeker {
    const person = this.#viewpoint.viewer
    return {
      person,
      dials: this.#viewpoint.dials,
      followed: person === null ? [] : this.society.following(person),
      ranked: this.#evaluation?.stream ?? [],
    }
  }

  placeOf(cid: RecordCid): (LogId & { readonly seq: number }) | null {
    return this.society.placeOf(cid)
  }

  imagesToKeep(viewer: PersonId, change: RecordChange): Image[] {
    return imagesToKeep(viewer, change, this.society, this.#viewpoint.taste.opensWarned)
  }

  stop(): void {
    this.#attention.stop()
  }
}

/** A few at a time; between two turns the page may paint. */
async function inTurns(
  records: AsyncIterable<VerifiedRecord> | Iterable<VerifiedRecord>,
  take: (records: readonly VerifiedRecord[]) => void,
): Promise<void> {
  let turn: VerifiedRecord[] = []
  for await (const record of records) {
    turn.push(record)
    if (turn.length < RECORDS_PER_TURN) continue
    take(turn)
    turn = []
    await nextTask()
  }
  take(turn)
}
