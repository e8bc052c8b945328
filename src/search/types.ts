import type { Dials } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { RecordCid, Tag } from '../records/types'
import type { Writing } from '../social/types'

/** What came, changed or went. */
export interface IndexChange {
  readonly people?: readonly { readonly id: PersonId; readonly name: string | null }[]
  readonly writings?: readonly Writing[]
  readonly gone?: readonly RecordCid[]
}

/** For whom it is looked: who is muted, and what is near when two are as good. */
export interface Seeker {
  readonly person: PersonId | null
  readonly dials: Dials
  readonly followed: readonly PersonId[]
  /** Posts by current, best first. */
  readonly ranked: readonly string[]
}

export interface Question {
  readonly typed: string
  /** How many of each are wanted; all are counted. */
  readonly people: number
  readonly tags: number
  readonly writings: number
  /** Who is left out: they write for readers of other languages (rule SH3). */
  readonly without?: readonly PersonId[]
}

/** The first of a list, and how long it is. */
export interface Part<T> {
  readonly items: readonly T[]
  readonly count: number
}

export interface FoundPerson {
  readonly person: PersonId
  readonly words: readonly string[]
}

export interface FoundTag {
  readonly tag: Tag
  /** That bear it and may be shown. */
  readonly posts: number
}

export interface FoundWriting {
  readonly cid: RecordCid
  /** Itself, or the post that it comments on. */
  readonly post: RecordCid
  /** Those by which it was found, as the index calls them (words.ts). */
  readonly words: readonly string[]
}

export interface Found {
  readonly typed: string
  readonly people: Part<FoundPerson>
  /** For an empty question those that most posts bear. */
  readonly tags: Part<FoundTag>
  readonly writings: Part<FoundWriting>
  /** Nothing is written as asked: these are near to it. */
  readonly isTolerant: boolean
}

export interface SearchWorkerApi {
  take(change: IndexChange): void
  find(question: Question, seeker: Seeker): Found
  /** Holds a lock as long as the worker lives. */
  hold(lock: string): Promise<void>
}
