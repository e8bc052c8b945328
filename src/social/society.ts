/**
 * The fold of all records held into what the views show and the model needs. Records may come in any order across
 * logs, twice, and from people who lie within the rules; the same records always give the same society (SO1).
 */
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
import { Merges } from './merges'
import { ModelChange } from './model-change'
import { Namesakes, type Likeness } from './namesakes'
import { newsOf } from './news'
import { commentView, postView } from './post-views'
import { Posts } from './posts'
import { Profiles } from './profiles'
import { Rules } from './rules'
import { slices } from './slices'
import { Switches } from './switches'
import type {
  CommentView,
  Label,
  Labelled,
  NewsItem,
  PersonView,
  PostView,
  SharedPost,
  RulesView,
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

export class Society implements SocialView {
  readonly #follows = new Switches<PersonId>()
  readonly #namesakes = new Namesakes(this.#follows)
  readonly #profiles = new Profiles(this.#namesakes)
  readonly #joins = new Switches<Tag>()
  readonly #undone = new Withdrawals()
  readonly #views = new Map<RecordCid, PostView>()
  readonly #posts = new Posts(this.#undone, (post) => this.#views.delete(post))
  readonly letters = new Letters()
  readonly #lenses = new Lenses(this.#undone)
  readonly #askings = new Askings()
  readonly #merges = new Merges()
  readonly #rules = new Rules(this.#undone)
  readonly #labels = new Labels(this.#undone)
  readonly #lastSeen = new Map<PersonId, number>()
  /** The same of visitors, which is forgotten with the last of them. */
  readonly #lastVisit = new Map<PersonId, number>()

  /** Takes in a change and says what it means for the model. Applying the same change again means nothing. */
  apply(change: RecordChange): KnowledgeChange {
    const model = new ModelChange()
    for (const record of change.added) {
      noteSeen(this.#lastSeen, record)
      this.#add(record, model)
    }
    for (const cid of change.forgotten) this.#posts.forget(cid, model)
    return model.value()
  }

  /**
   * Takes in posts and acts of logs that are not kept, and of their authors what they say of themselves, which counts
   * only until a log of theirs says it.
   */
  visit(records: readonly VerifiedRecord[]): KnowledgeChange {
    const model = new ModelChange()
    for (const record of records) {
      if (record.kind === 'profile') this.#profiles.introduce(record)
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
    this.#posts.dismiss(records, model)
    for (const record of records) {
      const { person } = record.header
      if (record.kind === 'profile') this.#profiles.dismiss(record)
      if (!this.#posts.hasAnyOf(person)) this.#lastVisit.delete(person)
    }
    return model.value()
  }

  /** The records about a post, which need not be held itself: then acts on it may be all there is. */
  recordsAbout(cid: RecordCid): RecordsAbout {
    const post = this.#posts.post(cid)
    return {
      post: post === null || this.#posts.isRetracted(post) ? null : post,
      profile: post === null ? null : this.#profiles.of(post.header.person),
      acts: this.#posts.inForceOn(cid),
    }
  }

  /** A post or act that is held, also one that was taken back. */
  held(cid: RecordCid): RecordOf<'post'> | ActRecord | null {
    return this.#posts.held(cid)
  }

  /**
   * Everything that the model needs from scratch, as it is known now, in parts that are each made when it is their turn:
   * what is taken back before that is in none.
   */
  parts(): Iterable<KnowledgePart> {
    const follows = [...this.#follows.all()].map(([from, to]) => ({ from, to }))
    return inTurn(followParts(follows), this.#posts.parts())
  }

  person(id: PersonId): PersonView {
    return this.#profiles.view(id)
  }

  likeness(person: PersonId, reader: PersonId | null, forReader?: ReadonlySet<string>): Likeness | null {
    return this.#namesakes.likeness(person, reader, forReader)
  }

  posts(concerns?: (cid: RecordCid) => boolean): Iterable<PostView> {
    return { [Symbol.iterator]: () => this.#shown(concerns) }
  }

  sharedBy(person: PersonId): readonly SharedPost[] {
    const shares = this.#posts
      .actsBy(person)
      .filter((act) => act.kind === 'share' && this.#posts.isInForce(act))
      .sort((a, b) => a.header.time - b.header.time)
    // Of what somebody shared again the first counts, as in the model.
    const first = new Map<RecordCid, number>()
    for (const { body, header } of shares)
      if (body !== null && !first.has(body.post)) first.set(body.post, header.time)
    return [...first].flatMap(([cid, time]) => {
      const post = this.post(cid)
      return post === null ? [] : [{ post, time }]
    })
  }

  postsBy(person: PersonId): readonly PostView[] {
    return this.#posts
      .postsBy(person)
      .sort((a, b) => byTime(b, a))
      .flatMap(({ cid }) => this.post(cid) ?? [])
  }

  post(cid: RecordCid): PostView | null {
    const record = this.#posts.post(cid)
    if (record === null || this.#posts.isRetracted(record)) return null
    const known = this.#views.get(cid)
    if (known !== undefined) return known
    const view = postView(record, this.#posts.inForceOn(cid))
    if (view !== null) this.#views.set(cid, view)
    return view
  }

  isRetracted(cid: RecordCid): boolean {
    const record = this.#posts.post(cid)
    return record !== null && this.#posts.isRetracted(record)
  }

  comments(post: RecordCid): readonly CommentView[] {
    return this.#posts.actsOn(post).flatMap((act) => commentView(act, this.#posts.isRetracted(act)) ?? [])
  }

  writing(cid: RecordCid): Writing | null {
    const record = this.#posts.held(cid)
    if (record === null || (record.kind !== 'post' && record.kind !== 'comment')) return null
    return this.#posts.isRetracted(record) ? null : writingOf(record)
  }

  /** Everything that was ever written and is still named here, newest posts first, then comments. */
  writings(): RecordCid[] {
    return [...this.#posts.newest(), ...this.#posts.comments()].map(({ cid }) => cid)
  }

  /** Everybody whose profile is held. */
  named(): PersonId[] {
    return this.#profiles.people()
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

  /** Every log that its author has joined, to be looked for. */
  merges(): readonly RecordOf<'merge'>[] {
    return this.#merges.all()
  }

  mergesBy(person: PersonId): readonly RecordOf<'merge'>[] {
    return this.#merges.of(person)
  }

  lensesBy(person: PersonId): readonly SharedLens[] {
    return this.#lenses.by(person)
  }

  lens(cid: RecordCid): SharedLens | null {
    return this.#lenses.get(cid)
  }

  rules(tag: Tag): readonly RulesView[] {
    return this.#rules.of(tag)
  }

  rulesBy(person: PersonId, tag: Tag): RulesView | null {
    return this.#rules.by(person, tag)
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
    const held = this.#posts
    const posts = held.postsBy(person).flatMap(({ cid }) => this.post(cid)?.cid ?? [])
    const comments = held.actsBy(person).filter((act) => act.kind === 'comment' && held.isInForce(act))
    const commented = comments.flatMap(({ body }) => body?.post ?? []).filter((cid) => !this.isRetracted(cid))
    const acts = [...new Set([...posts, ...commented])].flatMap((post) => held.inForceOn(post))
    const own = new Set([...posts, ...comments.map(({ cid }) => cid)])
    const following = this.following(person)
    const labels = [person, ...posts].flatMap((on) => this.#labels.recordsOn(on, following))
    const known = new Set(following)
    const mentions = this.#posts.mentionsOf(person)
    return newsOf({ person, follows: this.#follows.recordsOf(person), acts, labels, mentions, own, known })
  }

  likeOf(person: PersonId, post: RecordCid): RecordCid | null {
    const likes = this.#posts
      .inForceOn(post)
      .filter(({ kind, header }) => kind === 'like' && header.person === person)
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
    const records = this.#posts
      .inForceOn(post as RecordCid)
      .filter((act) => act.kind === kind && act.header.person === by && act.header.time === at)
    // A quiet reply counts for nothing, so an open comment of the same moment is meant.
    return records.find((act) => act.kind !== 'comment' || act.body?.quiet === false)?.cid ?? null
  }

  /** The log and place of a post or letter, for asking who keeps it. */
  placeOf(cid: RecordCid): (LogId & { readonly seq: number }) | null {
    const header = (this.#posts.post(cid) ?? this.letters.get(cid))?.header
    return header === undefined ? null : { person: header.person, device: header.device, seq: header.seq }
  }

  /** Authors of the posts that a person likes, commented on or shared: the real ones, where the posts are held. */
  liftedBy(person: PersonId): Iterable<PersonId> {
    return this.#posts.liftedBy(person)
  }

  *#shown(concerns: (cid: RecordCid) => boolean = () => true): Generator<PostView> {
    for (const { cid } of this.#posts.newest()) {
      if (!concerns(cid)) continue
      const view = this.post(cid)
      if (view !== null) yield view
    }
  }

  #add(record: VerifiedRecord, model: ModelChange): void {
    switch (record.kind) {
      case 'device':
        return
      case 'profile':
        return this.#profiles.add(record)
      case 'follow':
      case 'unfollow': {
        if (record.body === null) return
        const from = record.header.person
        const to = record.body.person
        const isOn = record.kind === 'follow'
        if (this.#follows.add(record, to, isOn)) model.follow({ from, to }, isOn)
        // Also when it turns nothing it may say since when.
        this.#namesakes.turn(from)
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
      case 'rules':
        return this.#rules.add(record)
      case 'merge':
        return this.#merges.add(record)
      case 'inbox':
      case 'letter':
        return this.letters.add(record)
      case 'post':
        return this.#posts.addPost(record, model)
      case 'like':
      case 'share':
      case 'comment':
        return this.#posts.addAct(record, model)
      case 'undo':
        if (record.body !== null) this.#posts.undo(record.body.entry, record.header.person, model)
        return
      case 'retract':
        if (record.body !== null) this.#posts.retract(record.body.entry, record.header.person, model)
        return
    }
  }
}

function* followParts(follows: readonly Follow[]): Iterable<KnowledgePart> {
  for (const part of slices(follows)) yield { follows: part, posts: [], acts: [] }
}

function* inTurn<T>(...all: readonly Iterable<T>[]): Iterable<T> {
  for (const each of all) yield* each
}

function noteSeen(seen: Map<PersonId, number>, { header: { person, time } }: VerifiedRecord): void {
  if (time > (seen.get(person) ?? -Infinity)) seen.set(person, time)
}
