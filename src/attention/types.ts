/**
 * What goes into the attention model and what comes out, in the words of ../shared/model/MODEL.md. People and
 * posts are plain strings here: this room knows nothing of keys or CIDs. All times are Unix milliseconds.
 */

import type { Bond, FollowTimes } from './bond'
import type { Growth } from './brain'
import type { Counterfactual, Explanation } from './explanation'
import type { Journey } from './journey'
import type { Params } from './params'
import type { Report, Wanted } from './reading'
import type { Result } from '../lib/result'
import type { SnapshotFault } from './snapshot'

export type { Bond, BondDay, FollowTimes } from './bond'
export type * from './explanation'
export type { Journey, JourneyStop } from './journey'
export type { Crossing, Reached } from './way'

export type ActKind = 'view' | 'like' | 'comment' | 'share'

export interface Follow {
  readonly from: string
  readonly to: string
}

export interface ModelPost {
  readonly id: string
  readonly author: string
  readonly at: number
  readonly tags?: readonly string[]
}

export interface Act {
  readonly by: string
  readonly post: string
  readonly kind: ActKind
  readonly at: number
  readonly quiet?: boolean
}

export interface Amplification {
  readonly post: string
  readonly by: string
  /** AMP, decimal, not base units. */
  readonly amount: number
  readonly at: number
  readonly addressed: readonly string[]
}

export interface Dials {
  /** 0 … 4 by person; default 1; 0 mutes. */
  readonly people?: Readonly<Record<string, number>>
  readonly tags?: Readonly<Record<string, number>>
}

export interface Campaign {
  readonly chair: string
  /** Base units (10⁻⁶ AMP). */
  readonly budget: number
}

/** One viewer's whole knowledge; the shape of `input` in ../shared/model/vectors, without `params`. */
export interface Knowledge {
  readonly viewer: string
  readonly follows: readonly Follow[]
  readonly posts: readonly ModelPost[]
  readonly acts: readonly Act[]
  readonly amplifications?: readonly Amplification[]
  readonly dials?: Dials
  /** Tags that the viewer joined. */
  readonly tags?: readonly string[]
  readonly campaign?: Campaign
}

/** The numbers of one post as the viewer sees it (MODEL.md 6 to 8). */
export interface PostNumbers {
  readonly id: string
  readonly charge: number
  readonly capacity: number
  /** D of MODEL.md 7. */
  readonly transmission: number
  readonly arriving: number
  readonly current: number
}

/** The result of one evaluation of the plain model: everything. What crosses from the worker is in report.ts. */
export interface Evaluation {
  readonly now: number
  readonly posts: readonly PostNumbers[]
  /** Post ids, best first (MODEL.md 9). */
  readonly stream: readonly string[]
  /** Reo(a, viewer) by person a. */
  readonly reo: Readonly<Record<string, number>>
  /** T_v(k) by person k, those above the cut. */
  readonly transmission: Readonly<Record<string, number>>
  /** Σ_b A(a,b): the attention each person a receives from everyone known. */
  readonly attentionReceived: Readonly<Record<string, number>>
}

/** How the charge of a post came to the viewer. */
export type Arrival =
  | { readonly by: 'own' }
  | { readonly by: 'addressed' }
  | { readonly by: 'tag'; readonly tag: string }
  /** The author's own synapses carried it: people from the author to the viewer, both included. */
  | { readonly by: 'author'; readonly path: readonly string[] }
  /** Someone who engaged carried it: people from the engager to the viewer, both included. */
  | { readonly by: 'engager'; readonly path: readonly string[] }
  | { readonly by: 'nothing' }

/** A change of knowledge since the last one; removed things are named as they were added. */
export interface KnowledgeChange {
  readonly follows?: { readonly added?: readonly Follow[]; readonly removed?: readonly Follow[] }
  readonly posts?: { readonly added?: readonly ModelPost[]; readonly removed?: readonly string[] }
  readonly acts?: { readonly added?: readonly Act[]; readonly removed?: readonly Act[] }
  readonly amplifications?: {
    readonly added?: readonly Amplification[]
    readonly removed?: readonly Amplification[]
  }
  readonly dials?: Dials
  readonly tags?: readonly string[]
  readonly params?: Params
}

/** One viewer's settings: what is small, and is replaced as a whole. */
export type Settings = Pick<Knowledge, 'viewer' | 'amplifications' | 'dials' | 'tags'> & {
  /** The network's when none are given. */
  readonly params?: Params
}

/** Records by the thousand, so that neither side of the worker is busy for long with one message. */
export type KnowledgePart = Pick<Knowledge, 'follows' | 'posts' | 'acts'>

/** A person from whose place the network is seen. */
export interface Chair {
  readonly person: string
  /** Tags that they joined. */
  readonly tags: readonly string[]
  /** How many people are wanted at most; a few when it is not said. Of several chairs the first says it. */
  readonly most?: number
  /** Whose Reo is wanted, also where it is not among the first. Of several chairs the first says it. */
  readonly about?: string
}

/** How somebody else sees people and posts, from what is known here. */
export interface ChairView {
  /** Whom this person gives the most standing, most first. */
  readonly people: readonly { readonly person: string; readonly reo: number }[]
  /** The posts that would stand first in this person's Stream, best first. */
  readonly posts: readonly string[]
  /** Reo of the one who was asked about, 0 also of somebody who is not known; null when nobody was. */
  readonly about: number | null
}

/** How the members of a community see people and posts, together. */
export interface CommunityView extends ChairView {
  /** Members whose chairs were taken, most heard first; the shares add up to 1. */
  readonly heard: readonly { readonly person: string; readonly share: number }[]
  /** How many other members there are. */
  readonly unheard: number
}

/** What the engine answers. Calls are served in the order they were made. */
/** Somebody whom the viewer may want to attend. */
export interface Suggestion {
  readonly person: string
  readonly reo: number
  /** Whom the viewer attends and who attend them, those first through whom most of the standing comes. */
  readonly friends: readonly {
    readonly person: string
    /** A(person, friend): the share of the friend's attention that the person has. */
    readonly share: number
    /** τ(friend→viewer). */
    readonly transmission: number
  }[]
  /** How many such friends there are besides. */
  readonly more: number
}

/** A community of the viewer's neighbourhood. */
export interface Lobe {
  /** A person's id, that of the strongest member when it was first found; it stays as the lobe changes. */
  readonly name: string
  /** Those first who are tied most to the others. */
  readonly people: readonly string[]
}

export interface AttentionApi {
  /** Forgets everything and starts anew for this viewer. */
  begin(settings: Settings): void
  /**
   * What a snapshot kept, instead of the parts that it was made of; only directly after `begin`. One that is refused
   * leaves the engine as it was begun.
   */
  restore(snapshot: ArrayBuffer): Result<void, SnapshotFault>
  /** Everything known but what is the viewer's own (settings, views), in the form of snapshot.ts; null before the first evaluation. */
  snapshot(): ArrayBuffer | null
  /** More of what is known; only before the first evaluation. What has changed meanwhile is taken in after it. */
  fill(part: KnowledgePart): void
  change(change: KnowledgeChange): void
  evaluate(now: number, wanted: Wanted): Report
  /** Null for a post that is not known. */
  explain(post: string, now: number): Explanation | null
  /** How it came to the viewer; null for a post that is not known. */
  journey(post: string, now: number): Journey | null
  /**
   * The one record without which the post would fall furthest; null when none holds it up. Of an explanation that this
   * gave: what it rests on is still known.
   */
  counterfactual(why: Explanation, now: number): Counterfactual | null
  /**
   * The network as this person sees it, by the constants of the network and without anybody's dials; null for somebody
   * who is not known.
   */
  chair(chair: Chair, now: number): ChairView | null
  /**
   * The network as these people see it together, by the constants of the network; one of them is heard with each step.
   * The knowledge is that of the first.
   */
  community(members: readonly Chair[], now: number): Generator<undefined, CommunityView>
  /** What is between the viewer and somebody; null for somebody who is not known. */
  bond(person: string, since: FollowTimes, now: number): Bond | null
  /** @param passed whom the viewer does not want to be shown */
  suggestions(passed: readonly string[], now: number): Suggestion[]
  /** @param former what this gave the last time; empty for the first */
  lobes(former: readonly Lobe[], now: number): Promise<Lobe[]>
  /** Who is near, how they are tied, and how that was on each of the last days; `former` as for `lobes`. */
  growth(former: readonly Lobe[], now: number): Promise<Growth>
}

/** What workers/attention.worker.ts answers over comlink. */
export interface AttentionWorkerApi extends Omit<AttentionApi, 'restore' | 'snapshot' | 'community'> {
  /** `community`, answering others between its steps. */
  hearCommunity(members: readonly Chair[], now: number): Promise<CommunityView>
  /** `restore` from a blob; false when it is refused. What is sent before the answer is not part of it. */
  resume(snapshot: Blob): Promise<boolean>
  /** `snapshot` as a blob: the page holds a name of it and never its bytes. */
  keep(): Blob | null
  /** Holds the lock until the worker ends, however it ends: a dead worker says nothing, but it lets go. */
  hold(lock: string): Promise<void>
}
