/**
 * The posts held, the acts on them, and what takes either back, in whatever order they come: the part of the fold that
 * the model hears of.
 */
import type { KnowledgePart } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf, VerifiedRecord } from '../records/types'
import { byTime, Withdrawals, type ActRecord } from './acts-in-force'
import { Lifts } from './lifts'
import { Mentions, type Mentioning } from './mentions'
import { toAct, toModelPost, type ModelChange } from './model-change'
import { NewestFirst } from './newest-first'
import { slices } from './slices'

type PostRecord = RecordOf<'post'>

export class Posts {
  readonly #posts = new Map<RecordCid, PostRecord>()
  readonly #postsBy = new Map<PersonId, Set<RecordCid>>()
  readonly #acts = new Map<RecordCid, ActRecord>()
  readonly #actsOn = new Map<RecordCid, Set<RecordCid>>()
  readonly #actsBy = new Map<PersonId, Set<RecordCid>>()
  readonly #undone: Withdrawals
  readonly #retracted = new Withdrawals()
  readonly #newest = new NewestFirst()
  readonly #lifts = new Lifts()
  readonly #mentions = new Mentions()
  readonly #touched: (post: RecordCid) => void

  /**
   * @param undone what people took back of all that can be undone
   * @param touched what is shown of this post may be another now
   */
  constructor(undone: Withdrawals, touched: (post: RecordCid) => void) {
    this.#undone = undone
    this.#touched = touched
  }

  /** Also one that was withdrawn. */
  post(cid: RecordCid): PostRecord | null {
    return this.#posts.get(cid) ?? null
  }

  /** A post or act that is held, also one that was taken back. */
  held(cid: RecordCid): PostRecord | ActRecord | null {
    return this.#posts.get(cid) ?? this.#acts.get(cid) ?? null
  }

  /** Newest first, also those that were withdrawn. */
  newest(): readonly PostRecord[] {
    return this.#newest.list()
  }

  comments(): ActRecord[] {
    return [...this.#acts.values()].filter(({ kind }) => kind === 'comment')
  }

  /** As they came, also those that were withdrawn. */
  postsBy(person: PersonId): PostRecord[] {
    return [...(this.#postsBy.get(person) ?? [])].flatMap((cid) => this.#posts.get(cid) ?? [])
  }

  /** As they came, also those that were taken back. */
  actsBy(person: PersonId): ActRecord[] {
    return [...(this.#actsBy.get(person) ?? [])].flatMap((cid) => this.#acts.get(cid) ?? [])
  }

  /** In order of time, also those that were taken back. */
  actsOn(post: RecordCid): ActRecord[] {
    return [...(this.#actsOn.get(post) ?? [])].flatMap((cid) => this.#acts.get(cid) ?? []).sort(byTime)
  }

  inForceOn(post: RecordCid): ActRecord[] {
    return this.actsOn(post).filter((act) => this.isInForce(act))
  }

  /** Whether anything of this person is held here. */
  hasAnyOf(person: PersonId): boolean {
    return this.#postsBy.has(person) || this.#actsBy.has(person)
  }

  isRetracted(record: VerifiedRecord): boolean {
    return this.#retracted.hits(record)
  }

  isInForce(act: ActRecord): boolean {
    if (act.body === null) return false
    return act.kind === 'comment' ? !this.#retracted.hits(act) : !this.#undone.hits(act)
  }

  /** Authors of the posts that a person likes, commented on or shared: the real ones, where the posts are held. */
  liftedBy(person: PersonId): Iterable<PersonId> {
    return this.#lifts.by(person)
  }

  /** Posts and comments that name the person by id, where neither they nor what they stand on was withdrawn. */
  mentionsOf(person: PersonId): Mentioning[] {
    return this.#mentions.of(person).filter((record) => {
      if (record.kind === 'post') return !this.#retracted.hits(record)
      const on = record.body === null ? undefined : this.#posts.get(record.body.post)
      return this.isInForce(record) && (on === undefined || !this.#retracted.hits(on))
    })
  }

  /** Of posts and acts those that are held now; what is taken back before it is its turn is left out. */
  parts(): Iterable<KnowledgePart> {
    return this.#partsOf([...this.#posts.values()], [...this.#acts.values()])
  }

  addPost(record: PostRecord, model: ModelChange): void {
    const { cid, header, body } = record
    // Whose body was forgotten was withdrawn; it keeps its place, so that a link to it can say so.
    if (body === null) this.retract(cid, header.person, model)
    if (this.#posts.has(cid)) return
    this.#posts.set(cid, record)
    this.#newest.add(record)
    this.#mentions.add(record)
    addTo(this.#postsBy, header.person, cid)
    this.#believe(record, 1)
    this.#touched(cid)
    if (!this.#retracted.hits(record)) model.post(toModelPost(record), true)
  }

  addAct(record: ActRecord, model: ModelChange): void {
    const { cid, header, body, bodyBlock } = record
    // The store keeps of a withdrawn comment where it stood, and not its block; a peer keeps nothing but its entry.
    if (record.kind === 'comment' && bodyBlock === null) this.retract(cid, header.person, model)
    if (body === null || this.#acts.has(cid)) return
    this.#acts.set(cid, record)
    if (record.kind === 'comment') this.#mentions.add(record)
    addTo(this.#actsOn, body.post, cid)
    addTo(this.#actsBy, header.person, cid)
    this.#touched(body.post)
    if (!this.isInForce(record)) return
    this.#lifts.note(header.person, this.#authorOf(body), 1)
    model.act(cid, toAct(record), true)
  }

  /** A person takes back a like, a share, or whatever else can be undone. */
  undo(target: RecordCid, person: PersonId, model: ModelChange): void {
    this.#takeBack(this.#undone, target, person, model)
  }

  /** A person withdraws a post or comment. */
  retract(target: RecordCid, person: PersonId, model: ModelChange): void {
    this.#takeBack(this.#retracted, target, person, model)
  }

  /** The store dropped a body because its author asked for it: the same as the retraction itself. */
  forget(cid: RecordCid, model: ModelChange): void {
    const record = this.held(cid)
    if (record !== null) this.retract(cid, record.header.person, model)
  }

  /** Lets go of those that are held, as if they had never come. */
  dismiss(records: readonly VerifiedRecord[], model: ModelChange): void {
    const posts = new Set<RecordCid>()
    for (const { cid } of records) {
      const post = this.#posts.get(cid)
      const act = this.#acts.get(cid)
      if (post !== undefined) {
        posts.add(cid)
        this.#dismissPost(post, model)
      }
      if (act !== undefined) this.#dismissAct(act, model)
    }
    this.#newest.remove(posts)
  }

  *#partsOf(posts: readonly PostRecord[], acts: readonly ActRecord[]): Iterable<KnowledgePart> {
    for (const part of slices(posts)) {
      yield {
        follows: [],
        posts: part.filter((post) => !this.#retracted.hits(post)).map(toModelPost),
        acts: [],
      }
    }
    for (const part of slices(acts)) {
      yield { follows: [], posts: [], acts: part.filter((act) => this.isInForce(act)).map(toAct) }
    }
  }

  #authorOf({ post, author }: { readonly post: RecordCid; readonly author: PersonId }): PersonId {
    return this.#posts.get(post)?.header.person ?? author
  }

  /**
   * Who wrote a post is known when it is there, whatever the acts on it said before.
   * @param times −1 when it is there no more
   */
  #believe({ cid, header }: PostRecord, times: 1 | -1): void {
    for (const on of this.#actsOn.get(cid) ?? []) {
      const act = this.#acts.get(on)
      if (act === undefined || act.body === null || !this.isInForce(act)) continue
      this.#lifts.note(act.header.person, act.body.author, times === 1 ? -1 : 1)
      this.#lifts.note(act.header.person, header.person, times)
    }
  }

  #dismissPost(post: PostRecord, model: ModelChange): void {
    const { cid, header } = post
    if (!this.#retracted.hits(post)) model.post(toModelPost(post), false)
    this.#believe(post, -1)
    this.#mentions.remove(post)
    this.#posts.delete(cid)
    deleteFrom(this.#postsBy, header.person, cid)
    this.#touched(cid)
  }

  #dismissAct(act: ActRecord, model: ModelChange): void {
    const { cid, header, body } = act
    if (this.isInForce(act)) this.#endAct(act, model)
    if (act.kind === 'comment') this.#mentions.remove(act)
    this.#acts.delete(cid)
    deleteFrom(this.#actsBy, header.person, cid)
    if (body === null) return
    deleteFrom(this.#actsOn, body.post, cid)
    this.#touched(body.post)
  }

  /** It counts no more. */
  #endAct(act: ActRecord, model: ModelChange): void {
    if (act.body !== null) this.#lifts.note(act.header.person, this.#authorOf(act.body), -1)
    model.act(act.cid, toAct(act), false)
  }

  #takeBack(kind: Withdrawals, target: RecordCid, person: PersonId, model: ModelChange): void {
    const act = this.#acts.get(target)
    const post = this.#posts.get(target)
    const wasInForce = act !== undefined && this.isInForce(act)
    const wasRetracted = post !== undefined && this.#retracted.hits(post)
    if (!kind.add(target, person)) return
    if (post !== undefined && !wasRetracted && this.#retracted.hits(post)) {
      this.#touched(target)
      model.post(toModelPost(post), false)
    }
    if (act !== undefined && wasInForce && !this.isInForce(act)) {
      if (act.body !== null) this.#touched(act.body.post)
      this.#endAct(act, model)
    }
  }
}

function addTo<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key) ?? new Set<V>()
  index.set(key, values.add(value))
}

function deleteFrom<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key)
  values?.delete(value)
  if (values?.size === 0) index.delete(key)
}
