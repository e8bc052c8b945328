/**
 * What is between the viewer and one person: how strong the synapse was each way at the end of each of the last days, and how
 * many people attend this person (MODEL.md 1 to 3; rule U16).
 */
import { STEPS, timeOfStep } from './brain'
import type { AttentionFeed } from './feed'
import { KIND_BITS, KIND_MASK } from './kernel/post-table'

/** Since when each follows the other, Unix milliseconds; null when they do not, or nobody knows since when. */
export interface FollowTimes {
  readonly byViewer: number | null
  readonly byPerson: number | null
}

/** The ways of a synapse at one time: τ, 0 where there is none. */
export interface BondDay {
  readonly at: number
  /** The viewer attends the person: what of a charge comes from them. */
  readonly mine: number
  /** The person attends the viewer: what of a charge goes to them. */
  readonly theirs: number
}

export interface Bond {
  readonly person: string
  /** As many days as the Network view shows, oldest first; the last is now. */
  readonly days: readonly BondDay[]
  /** How many have turned any attention to the person, as far as is known here. */
  readonly attendedBy: number
}

/** Null for somebody who is not known. */
export function bondOf(feed: AttentionFeed, person: string, since: FollowTimes, now: number): Bond | null {
  const { kernel } = feed
  const number = feed.people.find(person)
  if (number === undefined) return null
  const mine = wayOf(feed, number, kernel.viewer, since.byViewer, now)
  const theirs = wayOf(feed, kernel.viewer, number, since.byPerson, now)
  const days = mine.map((share, step) => ({
    at: timeOfStep(step, now),
    mine: share,
    theirs: theirs[step] ?? 0,
  }))
  return { person, days, attendedBy: attendersOf(feed, number) }
}

/** τ(author → by) at the end of each step. */
function wayOf(feed: AttentionFeed, author: number, by: number, since: number | null, now: number): number[] {
  if (author === by) return new Array<number>(STEPS).fill(0)
  const { params, synapses } = feed.kernel
  const isFollowed = synapses.followers.find(author, by) !== -1
  const acts = actsBetween(feed, author, by)
  return Array.from({ length: STEPS }, (_, step) => {
    const at = timeOfStep(step, now)
    const engagement = acts
      .filter((act) => act.at <= at)
      .reduce((sum, act) => sum + act.weight * 2 ** (-(at - act.at) / params.engagementHalfLifeMs), 0)
    const isOn = engagement >= params.synapseThreshold || (isFollowed && (since ?? -Infinity) <= at)
    if (!isOn) return 0
    const saturation = engagement === 0 ? 0 : engagement / (engagement + params.saturationPoint)
    return params.baseTransmission + params.transmissionGain * saturation
  })
}

function actsBetween(
  { kernel }: AttentionFeed,
  author: number,
  by: number,
): { readonly at: number; readonly weight: number }[] {
  const { posts, params, viewer } = kernel
  const { like, comment, share, view } = params.weights
  const weights = [like, comment, share]
  const found: { readonly at: number; readonly weight: number }[] = []
  for (const post of posts.byAuthor.itemsOf(author)) {
    const { items, weights: times } = posts.acts
    const end = posts.acts.end(post)
    for (let index = posts.acts.from(post); index < end; index += 1) {
      const item = items[index] ?? 0
      if (item >> KIND_BITS === by)
        found.push({ at: times[index] ?? 0, weight: weights[item & KIND_MASK] ?? 0 })
    }
    const viewed = by === viewer ? posts.views.get(post) : undefined
    if (viewed !== undefined) found.push({ at: viewed, weight: view })
  }
  return found
}

/** Everybody with an act that counts on something of theirs; the viewer also by looking. */
function attendersOf({ kernel }: AttentionFeed, author: number): number {
  const { posts, viewer } = kernel
  const attenders = new Set<number>()
  for (const post of posts.byAuthor.itemsOf(author)) {
    for (const item of posts.acts.itemsOf(post)) attenders.add(item >> KIND_BITS)
    if (posts.views.has(post)) attenders.add(viewer)
  }
  attenders.delete(author)
  return attenders.size
}
