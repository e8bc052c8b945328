/**
 * Which posts to push to whom now, as PROTOCOL.md says: pure bookkeeping, no clock and no streams. A post goes along a
 * synapse of ours to whoever is at its end while so much of its charge would arrive there that it counts; the charge
 * ends the way of a post, not a number of hops. With it go the acts that carry and recharge it, and acts that come
 * later go after it, until each link has had its share of the minute.
 *
 * All that is reckoned here is what we believe. Whoever gets it reckons anew, from records alone.
 */
import { Allowance } from './allowance'
import {
  IMPULSE_BURST,
  IMPULSES_PER_S,
  MAX_ACTS_PER_IMPULSE,
  MAX_IMPULSE_FANOUT,
  MAX_LINKS,
  MAX_TOLD_POSTS,
  STOP_CHARGE,
} from './config'

/** A post as its pusher reckons it. */
export interface Charged {
  readonly post: string
  readonly charge: number
  /** The share of it that we pass on: what reached us (D), or all of it when we wrote, liked, commented or shared it. */
  readonly carried: number
  /**
   * Likes, comments and shares of ourselves and of people whom we attend, which are those that may count two synapses
   * from who did them (MODEL.md's N); the strongest first.
   */
  readonly acts: readonly Act[]
}

export interface Act {
  readonly act: string
  /** What it added to the charge here, or to the share of it that we pass on; 0 for one of a post that was full. */
  readonly gain: number
}

/** Who is at the other end of a direct link, and τ of the synapse from us to them; 0 for none. */
export interface Neighbour {
  readonly peerId: string
  readonly person: string
  readonly transmission: number
}

/** To be sent to one peer: acts that it has not had, and the post itself if it has not. */
export interface Impulse {
  readonly peerId: string
  readonly post: string
  readonly isPostTold: boolean
  readonly acts: readonly string[]
}

/** By post: the acts that the other side has had of us, or we of it. */
type Told = Map<string, Set<string>>

export class Impulses {
  readonly #told = new Map<string, Told>()
  /** By post: the people who were pushed it. It outlives their links: whoever comes again takes no further place. */
  readonly #pushed = new Map<string, Set<string>>()
  readonly #allowance = new Allowance({
    burst: IMPULSE_BURST,
    perSecond: IMPULSES_PER_S,
    maxPeers: 2 * MAX_LINKS,
  })

  /** Those of whom it is remembered what they have been told, or told us. */
  peers(): string[] {
    return [...this.#told.keys()]
  }

  closed(peerId: string): void {
    this.#told.delete(peerId)
  }

  /** The other side has this post, and these acts on it: it sent them, or said so. */
  heard(peerId: string, post: string, acts: readonly string[]): void {
    const told = this.#toldTo(peerId, post)
    for (const act of acts) told.add(act)
  }

  /** Takes from the share of this link, for something that is no impulse of a charge. */
  mayTell(peerId: string, nowMs: number): boolean {
    return this.#allowance.take(peerId, nowMs)
  }

  /** Peers that have had the post of us or we of them, or this act on it. */
  whoHas(post: string, act: string | null): string[] {
    return [...this.#told].flatMap(([peerId, posts]) => {
      const acts = posts.get(post)
      return acts !== undefined && (act === null || acts.has(act)) ? [peerId] : []
    })
  }

  /**
   * What to send now of posts that are new or newly recharged, most charge first. What a link may not have any more in
   * this minute is not noted as told: it goes when it is named again.
   */
  step(posts: readonly Charged[], neighbours: readonly Neighbour[], nowMs: number): Impulse[] {
    const due = posts
      .flatMap((charged) =>
        neighbours.map((neighbour) => ({
          ...{ charged, neighbour },
          arriving: charged.charge * charged.carried * neighbour.transmission,
        })),
      )
      .filter(({ arriving }) => arriving >= STOP_CHARGE)
      .sort((a, b) => b.arriving - a.arriving)
    return due.flatMap(({ charged, neighbour }) => this.#push(charged, neighbour, nowMs) ?? [])
  }

  #push({ post, acts }: Charged, { peerId, person, transmission }: Neighbour, nowMs: number): Impulse | null {
    const former = this.#told.get(peerId)?.get(post)
    const news = acts.filter(({ act }) => former?.has(act) !== true).slice(0, MAX_ACTS_PER_IMPULSE)
    const gain = news.reduce((sum, act) => sum + act.gain, 0)
    // Acts that change nothing there worth telling are left to the sync.
    if (former !== undefined && gain * transmission < STOP_CHARGE) return null
    const pushed = this.#pushed.get(post) ?? new Set<string>()
    if (former === undefined && !pushed.has(person) && pushed.size >= MAX_IMPULSE_FANOUT) return null
    if (!this.#allowance.take(peerId, nowMs)) return null
    if (former === undefined) this.#notePushed(post, pushed.add(person))
    const told = this.#toldTo(peerId, post)
    for (const { act } of news) told.add(act)
    return { peerId, post, isPostTold: former !== undefined, acts: news.map(({ act }) => act) }
  }

  #notePushed(post: string, people: Set<string>): void {
    this.#pushed.delete(post)
    this.#pushed.set(post, people)
    forgetOldest(this.#pushed)
  }

  #toldTo(peerId: string, post: string): Set<string> {
    const ofPeer: Told = this.#told.get(peerId) ?? new Map<string, Set<string>>()
    this.#told.set(peerId, ofPeer)
    const acts = ofPeer.get(post) ?? new Set<string>()
    // What was spoken of last is remembered longest.
    ofPeer.delete(post)
    ofPeer.set(post, acts)
    forgetOldest(ofPeer)
    return acts
  }
}

function forgetOldest(posts: Map<string, unknown>): void {
  const oldest = posts.keys().next()
  if (posts.size > MAX_TOLD_POSTS && oldest.done === false) posts.delete(oldest.value)
}
