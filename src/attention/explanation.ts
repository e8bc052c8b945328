/**
 * Every term of a post's current, down to the acts and follows it is made of, so that a reader can work out the number
 * shown (recompute.ts does, from these fields alone; rule A12). Plain data: it crosses from the worker as it is.
 */
import type { Params } from './params'
import type { Act, ActKind, Arrival, Follow, PostNumbers } from './types'

/** An act as it counts for a tie. */
export interface TieAct {
  readonly post: string
  readonly kind: ActKind
  readonly at: number
  /** w·2^(−age/H): what is left of it. */
  readonly strength: number
}

/** How one person attends another, and all that follows from it (MODEL.md 1 to 3). */
export interface Tie {
  /** Who is attended … */
  readonly author: string
  /** … by whom. */
  readonly by: string
  readonly isFollowed: boolean
  /** The strongest, strongest first. */
  readonly acts: readonly TieAct[]
  /** Acts that are not listed, added up. */
  readonly others: { readonly count: number; readonly strength: number }
  /** e(author, by): what the acts add up to. */
  readonly engagement: number
  /** Σ_x e(x, by): all that `by` attends. */
  readonly engagementOfAll: number
  /** A(author, by). */
  readonly attention: number
  /** σ(author, by). */
  readonly saturation: number
  /** τ(author→by); 0 where there is no synapse. */
  readonly transmission: number
}

export interface Recharge {
  readonly by: string
  readonly kind: ActKind | 'amplification'
  readonly at: number
  /** AMP; 0 for an act. */
  readonly amount: number
  /** From who acted to the viewer, over at most two ties; empty for an amplification. */
  readonly via: readonly string[]
  /** N(by): the product of τ along `via`. */
  readonly nearness: number
  /** Charge added at that moment: what the capacity left of it. */
  readonly added: number
}

export interface BundleMember {
  /** Attended by the viewer, and attending the author. */
  readonly person: string
  /** τ(person→viewer). */
  readonly transmission: number
  /** A(author, person). */
  readonly attentionToAuthor: number
  /** A(viewer, person). */
  readonly attentionToViewer: number
}

export interface Explanation {
  readonly post: string
  readonly author: string
  readonly viewer: string
  /** When the post was published, Unix milliseconds. */
  readonly at: number
  readonly now: number
  readonly params: Params
  readonly numbers: PostNumbers
  /** 1-based place by current; null when it is not among the posts that are ranked. */
  readonly rank: number | null
  /** How many posts are ranked. */
  readonly ranked: number
  readonly arrival: Arrival
  /** What the first person of the path did to the post, when not its author: that is how it came on its way. */
  readonly carriedBy: readonly { readonly kind: ActKind; readonly at: number }[]
  /** τ of each step of the path, first step first; their product is the transmission. */
  readonly steps: readonly number[]
  /** Oldest first. */
  readonly recharges: readonly Recharge[]
  readonly reo: number
  readonly bundle: readonly BundleMember[]
  /** σ(author, viewer). */
  readonly saturation: number
  /** Each tie that one of the terms rests on, once. */
  readonly ties: readonly Tie[]
  /** The viewer's multipliers: of the author, of the tags for which one is set, and what follows from both. */
  readonly dials: {
    readonly person: number
    readonly tags: readonly { readonly tag: string; readonly dial: number }[]
  }
  readonly dial: number
  /** `charge · transmission · (g0 + reo) · (1 + kA · saturation) · dial`. */
  readonly current: number
}

/** One record thought away. */
export type Removal = { readonly act: Act } | { readonly follow: Follow }

/** Where the post would stand without one record. */
export interface Counterfactual {
  readonly without: Removal
  /** Null when it would not be among the posts that are ranked. */
  readonly rank: number | null
  readonly current: number
}
