/**
 * Whose names look alike, and what that means to a reader (rules LK1 to LK5). People are kept by what their names look
 * like, as these change: however many bear one name, each is answered in constant time.
 */
import type { PersonId } from '../identity/types'
import { skeletonOf } from '../lib/look-alike'
import type { RecordOf } from '../records/types'

/** How a person's name stands among those that look like it. */
export type Likeness =
  /** The reader's own, and somebody else's looks like it. */
  | { readonly kind: 'own' }
  | { readonly kind: 'like-own' }
  /** What the page calls the reader. */
  | { readonly kind: 'like-you' }
  /** The name belongs to `of`, whom the reader follows, and has followed longest under it. */
  | { readonly kind: 'like-followed'; readonly of: PersonId; readonly isFollowed: boolean }
  /** The reader follows none of them; or no name is known. */
  | { readonly kind: 'like-others' }

/** As far as the reader says whom they follow. */
export interface Follows {
  of(person: PersonId): readonly PersonId[]
  /** Unix milliseconds; null when they do not. */
  sinceOf(from: PersonId, to: PersonId): number | null
}

/** A name as it was said: what it looks like, and when. */
interface Saying {
  readonly skeleton: string
  readonly time: number
}

const NONE: ReadonlySet<string> = new Set()

export class Namesakes {
  readonly #follows: Follows
  readonly #skeletons = new Map<PersonId, string>()
  readonly #people = new Map<string, Set<PersonId>>()
  /** Everything that people ever called themselves, in no order. */
  readonly #sayings = new Map<PersonId, Saying[]>()
  /** To whom of those followed by one reader each name belongs; null when it is to be found again. */
  #owners: { readonly reader: PersonId; readonly bySkeleton: ReadonlyMap<string, PersonId> } | null = null

  constructor(follows: Follows) {
    this.#follows = follows
  }

  /** Somebody said what they are called. */
  say({ header, body }: RecordOf<'profile'>): void {
    if (body === null) return
    const sayings = this.#sayings.get(header.person) ?? []
    sayings.push({ skeleton: skeletonOf(body.name), time: header.time })
    this.#sayings.set(header.person, sayings)
    this.#owners = null
  }

  /** What somebody is called from now on; null when that is not known any more. */
  call(person: PersonId, name: string | null): void {
    const skeleton = name === null ? '' : skeletonOf(name)
    const former = this.#skeletons.get(person) ?? ''
    if (former === skeleton) return
    this.#people.get(former)?.delete(person)
    if (this.#people.get(former)?.size === 0) this.#people.delete(former)
    if (skeleton === '') this.#skeletons.delete(person)
    else {
      this.#skeletons.set(person, skeleton)
      this.#people.set(skeleton, (this.#people.get(skeleton) ?? new Set()).add(person))
    }
    this.#owners = null
  }

  /** Somebody follows others than before. */
  turn(person: PersonId): void {
    if (this.#owners?.reader === person) this.#owners = null
  }

  /**
   * Null when the name alone says who is meant.
   * @param forReader what the words look like by which the page calls the reader
   */
  likeness(
    person: PersonId,
    reader: PersonId | null,
    forReader: ReadonlySet<string> = NONE,
  ): Likeness | null {
    const skeleton = this.#skeletons.get(person) ?? ''
    // No name is known: nobody is told from others by that.
    if (skeleton === '') return person === reader ? null : { kind: 'like-others' }
    const alike = this.#people.get(skeleton)
    if (forReader.has(skeleton) && person !== reader) return { kind: 'like-you' }
    if (alike === undefined || alike.size < 2) return null
    if (person === reader) return { kind: 'own' }
    if (reader === null) return { kind: 'like-others' }
    if (alike.has(reader)) return { kind: 'like-own' }
    const owner = this.#ownersFor(reader).get(skeleton)
    if (owner === person) return null
    if (owner === undefined) return { kind: 'like-others' }
    const isFollowed = this.#follows.sinceOf(reader, person) !== null
    return { kind: 'like-followed', of: owner, isFollowed }
  }

  #ownersFor(reader: PersonId): ReadonlyMap<string, PersonId> {
    if (this.#owners?.reader === reader) return this.#owners.bySkeleton
    const bySkeleton = new Map<string, PersonId>()
    const since = new Map<PersonId, number>()
    for (const person of this.#follows.of(reader)) {
      const skeleton = this.#skeletons.get(person)
      if (skeleton === undefined) continue
      // Who was followed under another name and takes one that is known already comes after.
      const known = Math.max(this.#follows.sinceOf(reader, person) ?? Infinity, this.#calledSince(person))
      since.set(person, known)
      const former = bySkeleton.get(skeleton)
      if (former === undefined || known < (since.get(former) ?? Infinity)) bySkeleton.set(skeleton, person)
    }
    this.#owners = { reader, bySkeleton }
    return bySkeleton
  }

  /** Since when a name that looks so is theirs, by their log, in which time does not go back. */
  #calledSince(person: PersonId): number {
    const now = this.#skeletons.get(person)
    const sayings = this.#sayings.get(person) ?? []
    const others = sayings.filter(({ skeleton }) => skeleton !== now).map(({ time }) => time)
    const lastOther = Math.max(-Infinity, ...others)
    const since = Math.min(...sayings.filter(({ time }) => time > lastOther).map(({ time }) => time))
    // Only introduced: nothing of it is in a log.
    return since === Infinity ? -Infinity : since
  }
}
