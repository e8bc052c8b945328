import type { Act } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { Asking } from '../records/asking'
import type { LabelSaid } from '../records/label-names'
import type { LensRanking } from '../records/lens'
import type { SynereoRules } from '../records/synereo-rules'
import type { Image, RecordCid, RecordOf, Tag } from '../records/types'
import type { Likeness } from './namesakes'

/** A person as known from the records held here. */
export interface PersonView {
  readonly id: PersonId
  /** The latest profile name; null when no profile is held. */
  readonly name: string | null
  readonly about: string
  /** 0 … 359, the colour of the person's mark; derived from the id when no profile is held. */
  readonly hue: number
}

export interface PostView {
  readonly cid: RecordCid
  readonly author: PersonId
  readonly time: number
  readonly text: string
  readonly tags: readonly Tag[]
  readonly images: readonly Image[]
  /** Under which words its author wants it folded; null for most. */
  readonly warning: string | null
  /** Each person once, in order of time; acts that were taken back are not in it. */
  readonly likedBy: readonly PersonId[]
  readonly shares: readonly {
    readonly cid: RecordCid
    readonly by: PersonId
    readonly text: string
    readonly time: number
  }[]
  readonly commentCount: number
}

/** A post, and when somebody shared it. */
export interface SharedPost {
  readonly post: PostView
  readonly time: number
}

export interface CommentView {
  readonly cid: RecordCid
  readonly post: RecordCid
  readonly author: PersonId
  readonly parent: RecordCid | null
  readonly time: number
  /** Null when it was retracted. */
  readonly text: string | null
  readonly warning: string | null
  readonly quiet: boolean
}

/** The words of a post or comment, without what others made of it. */
export interface Writing {
  readonly cid: RecordCid
  /** Itself, or the post that it comments on. */
  readonly post: RecordCid
  readonly author: PersonId
  readonly time: number
  readonly text: string
  /** Found without being opened, its words stay folded. */
  readonly warning: string | null
  /** What its images show. */
  readonly alts: readonly string[]
  readonly tags: readonly Tag[]
}

/** A ranking that somebody shares under a name. */
export interface SharedLens {
  readonly cid: RecordCid
  readonly by: PersonId
  readonly time: number
  readonly name: string
  readonly ranking: LensRanking
}

/** What somebody holds to be the rules of a community. */
export interface RulesView extends SynereoRules {
  readonly cid: RecordCid
  readonly by: PersonId
  readonly time: number
  readonly tag: Tag
}

/** What a label is on. */
export type Labelled = RecordCid | PersonId

/** What somebody says of a post or a person, and why. */
export interface Label extends LabelSaid {
  readonly cid: RecordCid
  readonly by: PersonId
  readonly time: number
  /** Null for what is said of the person. */
  readonly post: RecordCid | null
  readonly person: PersonId
  readonly reason: string
}

/** Something that others did which concerns one person; derived from records, so it goes when they are taken back. */
export interface NewsItem {
  /** The record that says it. */
  readonly cid: RecordCid
  readonly kind: 'follow' | 'like' | 'share' | 'comment' | 'reply' | 'mention' | 'label'
  readonly by: PersonId
  readonly time: number
  /** Null for a follow, and for a label on the person. */
  readonly post: RecordCid | null
  /** What was said; empty where nothing was. */
  readonly text: string
  /** Of a comment, what its author warns of. */
  readonly warning: string | null
  /** Of a label, what it says; its reason is the text. */
  readonly label: LabelSaid | null
}

/** What the records held say about people and posts; a read-only view of src/social/society.ts. */
export interface SocialView {
  person(id: PersonId): PersonView
  /**
   * How a person's name stands among those that look like it; null when it alone says who is meant (rules LK1 to LK5).
   * @param forReader what the words look like by which the page calls the reader
   */
  likeness(person: PersonId, reader: PersonId | null, forReader?: ReadonlySet<string>): Likeness | null
  /**
   * Posts that are not retracted and whose body is held, newest first. Each is worked out when it is its turn: whoever
   * needs only the first few should take no more.
   * @param concerns passes over the others before they are worked out; without it all come
   */
  posts(concerns?: (cid: RecordCid) => boolean): Iterable<PostView>
  postsBy(person: PersonId): readonly PostView[]
  /** Posts that this person shares, each once, with when they did; the first share first. */
  sharedBy(person: PersonId): readonly SharedPost[]
  post(cid: RecordCid): PostView | null
  /** True for a post that its author has withdrawn. */
  isRetracted(cid: RecordCid): boolean
  /** In order of time; `parent` gives the thread. */
  comments(post: RecordCid): readonly CommentView[]
  /** Null for what is neither a post nor a comment, or is not held, or was withdrawn. */
  writing(cid: RecordCid): Writing | null
  following(person: PersonId): readonly PersonId[]
  followers(person: PersonId): readonly PersonId[]
  follows(from: PersonId, to: PersonId): boolean
  /** Communities that a person joined, in the order of joining. */
  joined(person: PersonId): readonly Tag[]
  hasJoined(person: PersonId, tag: Tag): boolean
  /** Everybody who joined a community and has not left it. */
  members(tag: Tag): readonly PersonId[]
  /** What people hold to be the rules of a community, members or not; the oldest first (rule CR1). */
  rules(tag: Tag): readonly RulesView[]
  /** The same of one person; null when they hold none. */
  rulesBy(person: PersonId, tag: Tag): RulesView | null
  /** When the newest record of a person that is held here was written, Unix milliseconds by their clock; null for none. */
  lastSeen(person: PersonId): number | null
  /** On which terms a person's attention may be paid for. */
  asking(person: PersonId): Asking
  /** Where a person has joined the branches of a log of theirs (rule SY17). */
  mergesBy(person: PersonId): readonly RecordOf<'merge'>[]
  /** The lenses that a person shares, newest first. */
  lensesBy(person: PersonId): readonly SharedLens[]
  /** The lens that stands under the name by which this one was shared; null when it was taken back. */
  lens(cid: RecordCid): SharedLens | null
  /** What one labeller says of a post or person; null when nothing, or when it was taken back (rule LB1). */
  labelBy(labeller: PersonId, on: Labelled): Label | null
  /** Everything that one labeller says, newest first. */
  labelsBy(labeller: PersonId): readonly Label[]
  /** What those named say of a post or person, and a bounded number of all others; newest first. */
  labelsOn(on: Labelled, named: readonly PersonId[]): readonly Label[]
  /** What others did with somebody's posts and comments, and who follows them now; newest first (rule SO12). */
  newsFor(person: PersonId): readonly NewsItem[]
  /** The like of `person` on `post` that is in force: what an undo would name. */
  likeOf(person: PersonId, post: RecordCid): RecordCid | null
  /** The signed record behind a follow that is in force … */
  followRecord(from: PersonId, to: PersonId): RecordCid | null
  /** … and behind an act as the model counts it; null for a view, which is none. */
  actRecord(act: Act): RecordCid | null
}
