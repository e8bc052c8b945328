/**
 * The fold of all records held into what the views show and the model needs. Records may come in any order across
 * logs, twice, and from people who lie within the rules; the same records always give the same society (SO1).
 */
import { seenOrNull } from '../lib/written-name'
import type { Act, Follow, KnowledgeChange, KnowledgePart } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { Asking } from '../records/asking'
import type { LogId, RecordChange } from '../records/store'
import type { RecordCid, RecordOf, Tag, VerifiedRecord } from '../records/types'
import { byTime, Withdrawals, type ActRecord } from './acts-in-force'
import { Askings } from './askings'
import { Labels } from './labels'
import { Lenses } from './lenses'
import { Letters } from './letters'
import { Lifts } from './lifts'
import { Mentions, type Mentioning } from './mentions'
import { ModelChange, toAct, toModelPost } from './model-change'
import { NewestFirst } from './newest-first'
import { newsOf } from './news'
import { Switches } from './switches'
import type {
  CommentView,
  Label,
  Labelled,
  NewsItem,
  PersonView,
  PostView,
  SharedLens,
  SocialView,
  Writing,
} from './types'
import { writingOf } from './writings'

/** A post, what its author says of themselves, and what people did with it, in order of time. */
export interface RecordsAbout {
  /** Null when it is not held, or was withdrawn. */
  readonly post: RecordOf<'post'> | null
  readonly profile: RecordOf<'profile'> | null
  readonly acts: readonly ActRecord[]
}

/** Of records handed to the model at a time: a few milliseconds of work on either side. */
const PART_RECORDS = 2_000

export class Society implements SocialView {
  readonly #profiles = new Map<PersonId, RecordOf<'profile'>>()
  /** Profiles that came without the log they stand in. */
  readonly #introduced = new Map<PersonId, RecordOf<'profile'>>()
  readonly #follows = new Switches<PersonId>()
  readonly #joins = new Switches<Tag>()
  readonly #posts = new Map<RecordCid, RecordOf<'post'>>()
  readonly #acts = new Map<RecordCid, ActRecord>()
  readonly #actsOn = new Map<RecordCid, Set<RecordCid>>()
  readonly #actsBy = new Map<PersonId, Set<RecordCid>>()
  readonly #undone = new Withdrawals()
  readonly #retracted = new Withdrawals()
  readonly letters = new Letters()
  readonly #lenses = new Lenses(this.#undone)
  readonly #askings = new Askings()
  readonly #labels = new Labels(this.#undone)
  readonly #lastSeen = new Map<PersonId, number>()
  /** The same of visitors, which is forgotten with the last of them. */
  readonly #lastVisit = new Map<PersonId, number>()
  readonly #postsBy = new Map<PersonId, Set<RecordCid>>()
  readonly #views = new Map<RecordCid, PostView>()
  readonly #newest = new NewestFirst()
  readonly #lifts = new Lifts()
  readonly #mentions = new Mentions()

  /** Takes in a change and says what it means for the model. Applying the same change again means nothing. */
  apply(change: RecordChange): KnowledgeChange {
    const model = new ModelChange()
    for (const record of change.added) {
      noteSeen(this.#lastSeen, record)
      this.#add(record, model)
    }
    for (const cid of change.forgotten) this.#forget(cid, model)
    return model.value()
  }

  /**
   * Takes in posts and acts of logs that are not kept, and of their authors what they say of themselves, which counts
   * only until a log of theirs says it.
   */
  visit(records: readonly VerifiedRecord[]): KnowledgeChange {
    const model = new ModelChange()
    for (const record of records) {
      if (record.kind === 'profile') this.#introduced.set(record.header.person, record)
      else {
        noteSeen(this.#lastVisit, record)
        this.#add(record, model)
      }
    }
    return model.value()
  }

  /** Lets go of visitors as if they had never come, and says what that means for the model. */
  dismiss(records: readonly VerifiedRecord[]): KnowledgeChange {
    const model = new ModelChange()
    const posts = new Set<RecordCid>()
    for (const { cid, header } of records) {
      const post = this.#posts.get(cid)
      const act = this.#acts.get(cid)
      if (post !== undefined) {
        posts.add(cid)
        this.#dismissPost(post, model)
      }
      if (act !== undefined) this.#dismissAct(act, model)
      if (this.#introduced.get(header.person)?.cid === cid) this.#introduced.delete(header.person)
      if (!this.#postsBy.has(header.person) && !this.#actsBy.has(header.person))
        this.#lastVisit.delete(header.person)
    }
    this.#newest.remove(posts)
    return model.value()
  }

  /** The records about a post, which need not be held itself: then acts on it may be all there is. */
  recordsAbout(cid: RecordCid): RecordsAbout {
    const post = this.#posts.get(cid)
    return {
      post: post === undefined || this.#retracted.hits(post) ? null : post,
      profile: post === undefined ? null : this.#profileOf(post.header.person),
      acts: this.#inForceOn(cid),
    }
  }

  /** A post or act that is held, also one that was taken back. */
  held(cid: RecordCid): RecordOf<'post'> | ActRecord | null {
    return this.#posts.get(cid) ?? this.#acts.get(cid) ?? null
  }

  /**
   * Everything that the model needs from scratch, as it is known now, in parts that are each made when it is their turn:
   * what is taken back before that is in none.
   */
  parts(): Iterable<KnowledgePart> {
    return this.#partsOf(
      [...this.#follows.all()].map(([from, to]) => ({ from, to })),
      [...this.#posts.values()],
      [...this.#acts.values()],
    )
  }

  *#partsOf(
    follows: readonly Follow[],
    posts: readonly RecordOf<'post'>[],
    acts: readonly ActRecord[],
  ): Iterable<KnowledgePart> {
    for (const part of slices(follows)) yield { follows: part, posts: [], acts: [] }
    for (const part of slices(posts)) {
      yield {
        follows: [],
        posts: part.filter((post) => !this.#retracted.hits(post)).map(toModelPost),
        acts: [],
      }
    }
    for (const part of slices(acts)) {
      yield { follows: [], posts: [], acts: part.filter((act) => this.#isInForce(act)).map(toAct) }
    }
  }

  person(id: PersonId): PersonView {
    const body = this.#profileOf(id)?.body
    return body ? { id, ...body } : { id, name: null, about: '', hue: hueOf(id) }
  }

  posts(): Iterable<PostView> {
    return { [Symbol.iterator]: () => this.#shown() }
  }

  postsBy(person: PersonId): readonly PostView[] {
    return [...(this.#postsBy.get(person) ?? [])]
      .flatMap((cid) => this.#posts.get(cid) ?? [])
      .sort((a, b) => byTime(b, a))
      .flatMap(({ cid }) => this.post(cid) ?? [])
  }

  post(cid: RecordCid): PostView | null {
    const record = this.#posts.get(cid)
    if (record === undefined || this.#retracted.hits(record)) return null
    const known = this.#views.get(cid)
    if (known !== undefined) return known
    const view = this.#viewOf(record)
    if (view !== null) this.#views.set(cid, view)
    return view
  }

  isRetracted(cid: RecordCid): boolean {
    const record = this.#posts.get(cid)
    return record !== undefined && this.#retracted.hits(record)
  }

  comments(post: RecordCid): readonly CommentView[] {
    return this.#on(post).flatMap((record): CommentView[] => {
      if (record.kind !== 'comment') return []
      const { cid, header, body } = record
      if (body === null) return []
      const { parent, quiet } = body
      const isGone = this.#retracted.hits(record)
      return [
        {
          cid,
          post,
          author: header.person,
          parent,
          time: header.time,
          text: isGone ? null : body.text,
          warning: isGone ? null : seenOrNull(body.warning),
          quiet,
        },
      ]
    })
  }

  writing(cid: RecordCid): Writing | null {
    const record = this.#posts.get(cid) ?? this.#acts.get(cid)
    if (record === undefined || (record.kind !== 'post' && record.kind !== 'comment')) return null
    return this.#retracted.hits(record) ? null : writingOf(record)
  }

  /** Everything that was ever written and is still named here, newest posts first, then comments. */
  writings(): RecordCid[] {
    const comments = [...this.#acts.values()].filter(({ kind }) => kind === 'comment')
    return [...this.#newest.list(), ...comments].map(({ cid }) => cid)
  }

  /** Everybody whose profile is held. */
  named(): PersonId[] {
    return [...this.#profiles.keys()]
  }

  following(person: PersonId): readonly PersonId[] {
    return this.#follows.of(person)
  }

  followers(person: PersonId): readonly PersonId[] {
    return this.#follows.peopleOf(person)
  }

  follows(from: PersonId, to: PersonId): boolean {
    return this.#follows.has(from, to)
  }

  joined(person: PersonId): readonly Tag[] {
    return this.#joins.of(person)
  }

  hasJoined(person: PersonId, tag: Tag): boolean {
    return this.#joins.has(person, tag)
  }

  members(tag: Tag): readonly PersonId[] {
    return this.#joins.peopleOf(tag)
  }

  lastSeen(person: PersonId): number | null {
    const seen = Math.max(this.#lastSeen.get(person) ?? -Infinity, this.#lastVisit.get(person) ?? -Infinity)
    return seen === -Infinity ? null : seen
  }

  asking(person: PersonId): Asking {
    return this.#askings.of(person)
  }

  lensesBy(person: PersonId): readonly SharedLens[] {
    return this.#lenses.by(person)
  }

  lens(cid: RecordCid): SharedLens | null {
    return this.#lenses.get(cid)
  }

  labelBy(labeller: PersonId, on: Labelled): Label | null {
    return this.#labels.by(labeller, on)
  }

  labelsBy(labeller: PersonId): readonly Label[] {
    return this.#labels.allBy(labeller)
  }

  labelsOn(on: Labelled, named: readonly PersonId[]): readonly Label[] {
    return this.#labels.allOn(on, named)
  }

  newsFor(person: PersonId): readonly NewsItem[] {
    const posts = [...(this.#postsBy.get(person) ?? [])].filter((cid) => this.post(cid) !== null)
    const comments = [...(this.#actsBy.get(person) ?? [])]
      .flatMap((cid) => this.#acts.get(cid) ?? [])
      .filter((act) => act.kind === 'comment' && this.#isInForce(act))
    const commented = comments.flatMap(({ body }) => body?.post ?? []).filter((cid) => !this.isRetracted(cid))
    const acts = [...new Set([...posts, ...commented])].flatMap((post) => this.#inForceOn(post))
    const own = new Set([...posts, ...comments.map(({ cid }) => cid)])
    const following = this.following(person)
    const labels = [person, ...posts].flatMap((on) => this.#labels.recordsOn(on, following))
    const known = new Set(following)
    const mentions = this.#mentions.of(person).filter((record) => this.#isTold(record))
    return newsOf({ person, follows: this.#follows.recordsOf(person), acts, labels, mentions, own, known })
  }

  /** Neither it nor what it stands on was withdrawn. */
  #isTold(record: Mentioning): boolean {
    if (record.kind === 'post') return !this.#retracted.hits(record)
    return this.#isInForce(record) && record.body !== null && !this.isRetracted(record.body.post)
  }

  likeOf(person: PersonId, post: RecordCid): RecordCid | null {
    const likes = this.#inForceOn(post).filter(
      ({ kind, header }) => kind === 'like' && header.person === person,
    )
    return likes[0]?.cid ?? null
  }

  /** Unix milliseconds; null when they do not. */
  followedSince(from: PersonId, to: PersonId): number | null {
    return this.#follows.sinceOf(from, to)
  }

  followRecord(from: PersonId, to: PersonId): RecordCid | null {
    return this.#follows.recordOf(from, to)
  }

  actRecord({ by, post, kind, at }: Act): RecordCid | null {
    const records = this.#inForceOn(post as RecordCid).filter(
      (act) => act.kind === kind && act.header.person === by && act.header.time === at,
    )
    // A quiet reply counts for nothing, so an open comment of the same moment is meant.
    return records.find((act) => act.kind !== 'comment' || act.body?.quiet === false)?.cid ?? null
  }

  /** The log and place of a post or letter, for asking who keeps it. */
  placeOf(cid: RecordCid): (LogId & { readonly seq: number }) | null {
    const header = (this.#posts.get(cid) ?? this.letters.get(cid))?.header
    return header === undefined ? null : { person: header.person, device: header.device, seq: header.seq }
  }

  /** Authors of the posts that a person likes, commented on or shared: the real ones, where the posts are held. */
  liftedBy(person: PersonId): Iterable<PersonId> {
    return this.#lifts.by(person)
  }

  *#shown(): Generator<PostView> {
    for (const { cid } of this.#newest.list()) {
      const view = this.post(cid)
      if (view !== null) yield view
    }
  }

  #add(record: VerifiedRecord, model: ModelChange): void {
    switch (record.kind) {
      case 'device':
        return
      case 'profile': {
        const former = this.#profiles.get(record.header.person)
        if (record.body !== null && (former === undefined || byTime(former, record) < 0)) {
          this.#profiles.set(record.header.person, record)
        }
        return
      }
      case 'follow':
      case 'unfollow': {
        if (record.body === null) return
        const from = record.header.person
        const to = record.body.person
        const isOn = record.kind === 'follow'
        if (this.#follows.add(record, to, isOn)) model.follow({ from, to }, isOn)
        return
      }
      case 'join':
      case 'leave':
        if (record.body !== null) this.#joins.add(record, record.body.tag, record.kind === 'join')
        return
      case 'lens':
        return this.#lenses.add(record)
      case 'asking':
        return this.#askings.add(record)
      case 'label':
        return this.#labels.add(record)
      case 'inbox':
      case 'letter':
        return this.letters.add(record)
      case 'post':
        return this.#addPost(record, model)
      case 'like':
      case 'share':
      case 'comment':
        return this.#addAct(record, model)
      case 'undo':
        if (record.body !== null) this.#takeBack(this.#undone, record.body.entry, record.header.person, model)
        return
      case 'retract':
        if (record.body !== null)
          this.#takeBack(this.#retracted, record.body.entry, record.header.person, model)
        return
    }
  }

  #addPost(record: RecordOf<'post'>, model: ModelChange): void {
    const { cid, header, body } = record
    // Whose body was forgotten was withdrawn; it keeps its place, so that a link to it can say so.
    if (body === null) this.#takeBack(this.#retracted, cid, header.person, model)
    if (this.#posts.has(cid)) return
    this.#posts.set(cid, record)
    this.#newest.add(record)
    this.#mentions.add(record)
    addTo(this.#postsBy, header.person, cid)
    this.#believe(record, 1)
    this.#touch(cid)
    if (!this.#retracted.hits(record)) model.post(toModelPost(record), true)
  }

  #addAct(record: ActRecord, model: ModelChange): void {
    const { cid, header, body, bodyBlock } = record
    // The store keeps of a withdrawn comment where it stood, and not its block; a peer keeps nothing but its entry.
    if (record.kind === 'comment' && bodyBlock === null)
      this.#takeBack(this.#retracted, cid, header.person, model)
    if (body === null || this.#acts.has(cid)) return
    this.#acts.set(cid, record)
    if (record.kind === 'comment') this.#mentions.add(record)
    addTo(this.#actsOn, body.post, cid)
    addTo(this.#actsBy, header.person, cid)
    this.#touch(body.post)
    if (!this.#isInForce(record)) return
    this.#lifts.note(header.person, this.#authorOf(body), 1)
    model.act(cid, toAct(record), true)
  }

  #authorOf({ post, author }: { readonly post: RecordCid; readonly author: PersonId }): PersonId {
    return this.#posts.get(post)?.header.person ?? author
  }

  /**
   * Who wrote a post is known when it is there, whatever the acts on it said before.
   * @param times −1 when it is there no more
   */
  #believe({ cid, header }: RecordOf<'post'>, times: 1 | -1): void {
    for (const on of this.#actsOn.get(cid) ?? []) {
      const act = this.#acts.get(on)
      if (act === undefined || act.body === null || !this.#isInForce(act)) continue
      this.#lifts.note(act.header.person, act.body.author, times === 1 ? -1 : 1)
      this.#lifts.note(act.header.person, header.person, times)
    }
  }

  #profileOf(person: PersonId): RecordOf<'profile'> | null {
    return this.#profiles.get(person) ?? this.#introduced.get(person) ?? null
  }

  #dismissPost(post: RecordOf<'post'>, model: ModelChange): void {
    const { cid, header } = post
    if (!this.#retracted.hits(post)) model.post(toModelPost(post), false)
    this.#believe(post, -1)
    this.#posts.delete(cid)
    this.#mentions.remove(post)
    deleteFrom(this.#postsBy, header.person, cid)
    this.#touch(cid)
  }

  #dismissAct(act: ActRecord, model: ModelChange): void {
    const { cid, header, body } = act
    if (this.#isInForce(act)) this.#endAct(act, model)
    this.#acts.delete(cid)
    if (act.kind === 'comment') this.#mentions.remove(act)
    deleteFrom(this.#actsBy, header.person, cid)
    if (body === null) return
    deleteFrom(this.#actsOn, body.post, cid)
    this.#touch(body.post)
  }

  /** It counts no more. */
  #endAct(act: ActRecord, model: ModelChange): void {
    if (act.body !== null) this.#lifts.note(act.header.person, this.#authorOf(act.body), -1)
    model.act(act.cid, toAct(act), false)
  }

  #takeBack(kind: Withdrawals, target: RecordCid, person: PersonId, model: ModelChange): void {
    const act = this.#acts.get(target)
    const post = this.#posts.get(target)
    const wasInForce = act !== undefined && this.#isInForce(act)
    const wasRetracted = post !== undefined && this.#retracted.hits(post)
    if (!kind.add(target, person)) return
    if (post !== undefined && !wasRetracted && this.#retracted.hits(post)) {
      this.#touch(target)
      model.post(toModelPost(post), false)
    }
    if (act !== undefined && wasInForce && !this.#isInForce(act)) {
      if (act.body !== null) this.#touch(act.body.post)
      this.#endAct(act, model)
    }
  }

  /** The store dropped a body because its author asked for it: the same as the retraction itself. */
  #forget(cid: RecordCid, model: ModelChange): void {
    const record = this.#posts.get(cid) ?? this.#acts.get(cid)
    if (record !== undefined) this.#takeBack(this.#retracted, cid, record.header.person, model)
  }

  #isInForce(act: ActRecord): boolean {
    if (act.body === null) return false
    return act.kind === 'comment' ? !this.#retracted.hits(act) : !this.#undone.hits(act)
  }

  #on(post: RecordCid): ActRecord[] {
    return [...(this.#actsOn.get(post) ?? [])].flatMap((cid) => this.#acts.get(cid) ?? []).sort(byTime)
  }

  #inForceOn(post: RecordCid): ActRecord[] {
    return this.#on(post).filter((act) => this.#isInForce(act))
  }

  #viewOf({ cid, header, body }: RecordOf<'post'>): PostView | null {
    if (body === null) return null
    const acts = this.#inForceOn(cid)
    const likedBy = new Set(acts.filter(({ kind }) => kind === 'like').map((act) => act.header.person))
    const shares = acts.flatMap((act) =>
      act.kind === 'share' && act.body !== null
        ? [{ cid: act.cid, by: act.header.person, text: act.body.text, time: act.header.time }]
        : [],
    )
    const commentCount = acts.filter(({ kind }) => kind === 'comment').length
    const { text, tags, images } = body
    const warning = seenOrNull(body.warning)
    return {
      cid,
      author: header.person,
      time: header.time,
      text,
      tags,
      images,
      warning,
      likedBy: [...likedBy],
      shares,
      commentCount,
    }
  }

  #touch(post: RecordCid): void {
    this.#views.delete(post)
  }
}

function* slices<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let from = 0; from < items.length; from += PART_RECORDS) yield items.slice(from, from + PART_RECORDS)
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

function noteSeen(seen: Map<PersonId, number>, { header: { person, time } }: VerifiedRecord): void {
  if (time > (seen.get(person) ?? -Infinity)) seen.set(person, time)
}

/** A colour for somebody whose profile is not held: any number that the id fixes. */
function hueOf(id: PersonId): number {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 360
  return sum
}
