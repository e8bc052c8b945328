/**
 * From the pure order to the one shown. Three things bend it, each in a way that can be said in a sentence:
 *
 * - the author cap: of any AUTHOR_WINDOW posts in a row nobody has more than AUTHOR_CAP, as long as there is a post of
 *   somebody else to show (rule ST4);
 * - the sponsored cap: of any SPONSORED_WINDOW posts in a row one at most is sponsored; what finds no place waits, for
 *   good if need be (rule ST5);
 * - the floor: every FLOOR_EVERY-th place goes to a fresh post, so that none is buried unseen (rules ST6 and ST7).
 *
 * Everywhere else the best post that the caps allow comes next. Posts that were passed over come as soon as they may.
 */
import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import type { Candidate } from './candidates'
import { byRank } from './rank'

/** A screen shows about six posts: nobody takes more than a third of it. */
export const AUTHOR_WINDOW = 6
export const AUTHOR_CAP = 2
/** One in eight, as promised to the reader. */
export const SPONSORED_WINDOW = 8
/** Three places of four are the ranking's; the first floor place is still on the first screen. */
export const FLOOR_EVERY = 4

/** Why a post does not stand where its current alone would put it. */
export type Move = 'fresh' | 'author-cap' | 'sponsored-cap'

export interface Placed {
  readonly post: Candidate
  /** Null where it stands by rank, give or take those that others were moved past. */
  readonly move: Move | null
}

/** What stands there already and stays: the caps and the floor go on from it. */
export interface Above {
  readonly shown: readonly Placed[]
  /** Posts that a cap has kept from a place, with the cap. */
  readonly passed: ReadonlyMap<RecordCid, Move>
}

export interface Mixed {
  readonly placed: readonly Placed[]
  readonly passed: ReadonlyMap<RecordCid, Move>
  /** Sponsored posts for which there is no place. */
  readonly held: readonly Candidate[]
}

const NOTHING: Above = { shown: [], passed: new Map() }

/**
 * @param posts in the pure order (rank.ts)
 * @param limit how many to place at most; what is placed does not depend on it
 */
export function mix(posts: readonly Candidate[], above: Above = NOTHING, limit = Infinity): Mixed {
  return new Mixer(posts, above).place(limit)
}

class Mixer {
  readonly #posts: readonly Candidate[]
  /** Where in `posts` nobody has looked yet. */
  #next = 0
  /** Passed over, in the pure order. */
  #passed: Candidate[] = []
  readonly #moves: Map<RecordCid, Move>
  readonly #taken = new Set<Candidate>()
  readonly #fresh: FreshQueue
  readonly #before: readonly Placed[]
  readonly #above: Candidate[]
  readonly #placed: Placed[] = []

  constructor(posts: readonly Candidate[], { shown, passed }: Above) {
    this.#posts = posts
    this.#before = shown
    this.#above = shown.map(({ post }) => post)
    this.#moves = new Map(passed)
    this.#fresh = new FreshQueue(posts, this.#above)
  }

  place(limit: number): Mixed {
    while (this.#placed.length < limit) {
      const placed = this.#choose()
      if (placed === null) break
      this.#take(placed)
    }
    const held = this.#remaining().filter(({ isSponsored }) => isSponsored)
    return { placed: this.#placed, passed: this.#moves, held }
  }

  #choose(): Placed | null {
    const room = new Room(this.#above, (post) => this.#fresh.keepsRoomFrom(post))
    const best = this.#best(room)
    const isFloor = (this.#above.length + 1) % FLOOR_EVERY === 0
    // With nobody below the cap it gives way: better the third post of a friend than none.
    const byFloor = isFloor ? this.#fresh.first((post) => best === null || room.holds(post)) : null
    const natural = best ?? this.#leastCrowded(room)
    const post = byFloor ?? natural
    if (post === null) return null
    const isLifted = byFloor !== null && byFloor !== natural
    if (isLifted) return { post, move: 'fresh' }
    // Passed over for a while is no move when in the end nobody came before.
    const cap = this.#moves.get(post.id) ?? null
    return { post, move: cap !== null && this.#isOvertaken(post) ? cap : null }
  }

  /** The best post that the caps allow. */
  #best(room: Room): Candidate | null {
    const passed = this.#passed.find((post) => room.holds(post))
    if (passed !== undefined) return passed
    for (; this.#next < this.#posts.length; this.#next += 1) {
      const post = this.#posts[this.#next]
      if (post === undefined || this.#taken.has(post)) continue
      if (room.holds(post)) return post
      if (!this.#moves.has(post.id))
        this.#moves.set(post.id, room.isTooSponsored(post) ? 'sponsored-cap' : 'author-cap')
      this.#passed.push(post)
    }
    return null
  }

  /** By a post that ranks lower and was not lifted. */
  #isOvertaken(post: Candidate): boolean {
    return [...this.#before, ...this.#placed].some(
      (other) => other.move !== 'fresh' && byRank(post, other.post) < 0,
    )
  }

  #leastCrowded(room: Room): Candidate | null {
    let least: Candidate | null = null
    for (const post of this.#passed) {
      if (room.isTooSponsored(post)) continue
      if (least === null || room.countOf(post.author) < room.countOf(least.author)) least = post
    }
    return least
  }

  #take(placed: Placed): void {
    const { post } = placed
    this.#placed.push(placed)
    this.#above.push(post)
    this.#taken.add(post)
    this.#fresh.take(post)
    const index = this.#passed.indexOf(post)
    if (index !== -1) this.#passed.splice(index, 1)
  }

  #remaining(): Candidate[] {
    const unseen = this.#posts.slice(this.#next).filter((post) => !this.#taken.has(post))
    return [...this.#passed, ...unseen]
  }
}

/** What the caps allow at the next place. */
class Room {
  readonly #counts = new Map<PersonId, number>()
  readonly #hasSponsored: boolean
  readonly #keepsRoomFrom: (post: Candidate) => boolean

  constructor(above: readonly Candidate[], keepsRoomFrom: (post: Candidate) => boolean) {
    for (const { author } of last(above, AUTHOR_WINDOW - 1))
      this.#counts.set(author, (this.#counts.get(author) ?? 0) + 1)
    this.#hasSponsored = last(above, SPONSORED_WINDOW - 1).some(({ isSponsored }) => isSponsored)
    this.#keepsRoomFrom = keepsRoomFrom
  }

  countOf(author: PersonId): number {
    return this.#counts.get(author) ?? 0
  }

  isTooSponsored(post: Candidate): boolean {
    return post.isSponsored && this.#hasSponsored
  }

  /** An author's older posts leave room for a fresh one, or at a floor place the cap could keep it out for ever. */
  holds(post: Candidate): boolean {
    const cap = this.#keepsRoomFrom(post) ? AUTHOR_CAP - 1 : AUTHOR_CAP
    return this.countOf(post.author) < cap && !this.isTooSponsored(post)
  }
}

/** The fresh posts that still wait. Authors take turns; of one author the newest comes first. */
class FreshQueue {
  /** By author, oldest first: the newest is taken from the end. */
  readonly #waiting = new Map<PersonId, Candidate[]>()
  readonly #served = new Map<PersonId, number>()

  constructor(posts: readonly Candidate[], above: readonly Candidate[]) {
    for (const post of posts) {
      if (!post.isFresh) continue
      const own = this.#waiting.get(post.author) ?? []
      this.#waiting.set(post.author, own)
      own.push(post)
    }
    // Of one moment, the better one is at the end.
    for (const own of this.#waiting.values()) own.reverse().sort((a, b) => a.at - b.at)
    for (const post of above) this.#count(post)
  }

  keepsRoomFrom(post: Candidate): boolean {
    return !post.isFresh && this.#waiting.has(post.author)
  }

  /** Whose turn it is: of the authors served least the one who waits with the best post. */
  first(isAllowed: (post: Candidate) => boolean): Candidate | null {
    let first: Candidate | null = null
    for (const own of this.#waiting.values()) {
      const post = own.at(-1)
      if (post === undefined || !isAllowed(post)) continue
      if (first === null || this.#isBefore(post, first)) first = post
    }
    return first
  }

  take(post: Candidate): void {
    this.#count(post)
    const own = this.#waiting.get(post.author)
    const index = own?.indexOf(post) ?? -1
    if (own === undefined || index === -1) return
    own.splice(index, 1)
    if (own.length === 0) this.#waiting.delete(post.author)
  }

  #isBefore(a: Candidate, b: Candidate): boolean {
    const turns = (this.#served.get(a.author) ?? 0) - (this.#served.get(b.author) ?? 0)
    return (turns || byRank(a, b)) < 0
  }

  #count({ author, isFresh }: Candidate): void {
    if (isFresh) this.#served.set(author, (this.#served.get(author) ?? 0) + 1)
  }
}

function last<T>(items: readonly T[], count: number): readonly T[] {
  return items.slice(Math.max(0, items.length - count))
}
