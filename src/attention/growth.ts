/**
 * Growth and atrophy: the synapses near the viewer, as strong as they were on each of the last days (MODEL.md 1 and 3 at each
 * time, from the acts known; rule A28). Whoever was near at the best of their times is in it, so that what is lost can be
 * seen to go.
 */
import { DAYS_SHOWN, FIRST_FOLLOWS, SECOND_FOLLOWS, STEPS, timeOfStep, type Growth } from './brain'
import { compare } from './countable'
import type { AttentionFeed } from './feed'
import { KIND_BITS, KIND_MASK, UNKNOWN } from './kernel/post-table'
import { lobesOf } from './lobes'
import { MaxHeap } from './max-heap'
import { MAX_BONDS } from './neighbourhood'
import type { Lobe } from './types'

/** Of more a picture shows nothing that a person could see. */
export const MAX_NEURONS = 5_000
/** As many lines as a graphics card without a card draws while the picture is moved (docs/BENCHMARKS.md). */
export const MAX_TIES = 20_000
/** Weights that differ by less are the same, added up in another order. */
const EQUAL = 1e-6

/** One direction: `by` attends. */
interface Synapse {
  readonly author: number
  readonly by: number
  /** No less than the engagement was at its best in these weeks. */
  atMost: number
  isFollowed: boolean
}

/** An act that counts, and how far its weight goes. */
type Each = (by: number, author: number, weight: number, at: number) => void

/** @param former lobes of before, whose names go on */
export function growthOf(feed: AttentionFeed, former: readonly Lobe[], now: number): Growth {
  const { params } = feed.kernel
  const rows = synapsesSince(feed, now)
  const numbers = nearest(feed, rows)
  const places = new Map(numbers.map((number, place) => [number, place]))
  const people = numbers.map((number) => feed.people.nameOf(number))
  const ties = strongest(rows, places, params.synapseThreshold)
  const ends = new Int32Array(ties.length * 2)
  const follows = new Uint8Array(ties.length)
  const tieOf = new Map<number, number>()
  for (const [tie, { key, isOn }] of ties.entries()) {
    ends.set([Math.floor(key / people.length), key % people.length], tie * 2)
    follows[tie] = isOn
    tieOf.set(key, tie)
  }
  const engagement = engagementBySteps(feed, now, ties.length * 2, (by, author) => {
    const [attender, attended] = [places.get(by), places.get(author)]
    if (attender === undefined || attended === undefined) return -1
    const [first, second] = [Math.min(attender, attended), Math.max(attender, attended)]
    const tie = tieOf.get(first * people.length + second)
    return tie === undefined ? -1 : tie * 2 + Number(attender === second)
  })
  const { saturationPoint, synapseThreshold } = params
  const found = { now, people, ends, follows, engagement, saturationPoint, synapseThreshold }
  return {
    ...found,
    reo: Float64Array.from(people, (name) => feed.reo(name)),
    lobes: lobesOf(neighbourhoodNow(found), former),
  }
}

/**
 * e at the end of each step, for each place that an act may go to: between two steps it fades, and what was done meanwhile is
 * added as it has faded by then.
 * @param placeOf -1 for an act that goes nowhere
 */
function engagementBySteps(
  feed: AttentionFeed,
  now: number,
  places: number,
  placeOf: (by: number, author: number) => number,
): Float32Array<ArrayBuffer> {
  const { engagementHalfLifeMs } = feed.kernel.params
  const engagement = new Float32Array(places * STEPS)
  const times = Array.from({ length: STEPS }, (_, step) => timeOfStep(step, now))
  const faded = (ageMs: number): number => 2 ** (-ageMs / engagementHalfLifeMs)
  eachCounted(feed, (by, author, weight, at) => {
    const place = placeOf(by, author)
    if (place === -1) return
    const step = Math.max(0, STEPS - 1 - Math.floor((now - at) / ((now - (times[0] ?? 0)) / DAYS_SHOWN)))
    const index = place * STEPS + step
    engagement[index] = (engagement[index] ?? 0) + weight * faded((times[step] ?? now) - at)
  })
  const fade = faded((now - (times[0] ?? 0)) / DAYS_SHOWN)
  for (let place = 0; place < places; place += 1) {
    for (let index = place * STEPS + 1; index < (place + 1) * STEPS; index += 1)
      engagement[index] = (engagement[index] ?? 0) + (engagement[index - 1] ?? 0) * fade
  }
  return engagement
}

/** By attender: the synapses to them that there were at any time since the first step. */
function synapsesSince(feed: AttentionFeed, now: number): Map<number, Map<number, Synapse>> {
  const { params, synapses, people } = feed.kernel
  const rows = new Map<number, Map<number, Synapse>>()
  const synapse = (author: number, by: number): Synapse => {
    let row = rows.get(by)
    if (row === undefined) rows.set(by, (row = new Map<number, Synapse>()))
    let found = row.get(author)
    if (found === undefined) row.set(author, (found = { author, by, atMost: 0, isFollowed: false }))
    return found
  }
  const start = timeOfStep(0, now)
  eachCounted(feed, (by, author, weight, at) => {
    // What was done in these weeks was at its best when it was done.
    const fade = at >= start ? 1 : 2 ** (-(start - at) / params.engagementHalfLifeMs)
    synapse(author, by).atMost += weight * fade
  })
  for (let author = 0; author < people; author += 1) {
    for (const by of synapses.followers.itemsOf(author)) synapse(author, by).isFollowed = true
  }
  for (const row of rows.values()) {
    for (const [author, { atMost, isFollowed }] of row)
      if (!isFollowed && atMost < params.synapseThreshold - EQUAL) row.delete(author)
  }
  return rows
}

/** The viewer, and those from whom most of a charge would have arrived if all synapses had been at their best. */
function nearest(feed: AttentionFeed, rows: Map<number, Map<number, Synapse>>): number[] {
  const { params, viewer, taste } = feed.kernel
  const reached = new Map<number, number>()
  const heap = new MaxHeap<number>()
  heap.push(1, viewer)
  for (let next = heap.pop(); next !== null; next = heap.pop()) {
    if (reached.has(next.value)) continue
    reached.set(next.value, next.key)
    for (const { author, atMost } of rows.get(next.value)?.values() ?? []) {
      if (reached.has(author) || taste.muted[author] === 1) continue
      const saturation = atMost / (atMost + params.saturationPoint)
      const arriving = next.key * (params.baseTransmission + params.transmissionGain * saturation)
      if (arriving >= params.stopCharge) heap.push(arriving, author)
    }
  }
  const ranked = [...reached].map(([number, arriving]) => ({
    number,
    name: feed.people.nameOf(number),
    nearness: Math.round(arriving / EQUAL),
  }))
  ranked.sort(
    (a, b) =>
      Number(b.number === viewer) - Number(a.number === viewer) ||
      b.nearness - a.nearness ||
      compare(a.name, b.name),
  )
  return ranked.slice(0, MAX_NEURONS + 1).map(({ number }) => number)
}

interface Tie {
  /** `first · people + second`, by places; the first is the lower. */
  readonly key: number
  weight: number
  isOn: number
}

/** Of each person the strongest, no more than {@link MAX_TIES} in all. */
function strongest(
  rows: Map<number, Map<number, Synapse>>,
  places: ReadonlyMap<number, number>,
  least: number,
): Tie[] {
  const ties = new Map<number, Tie>()
  for (const [number, attender] of places) {
    for (const { author, atMost, isFollowed } of rows.get(number)?.values() ?? []) {
      const attended = places.get(author)
      if (attended === undefined || attended === attender) continue
      const [first, second] = [Math.min(attender, attended), Math.max(attender, attended)]
      const key = first * places.size + second
      const tie = ties.get(key) ?? { key, weight: 0, isOn: 0 }
      ties.set(key, tie)
      tie.weight += Math.max(atMost, least)
      if (isFollowed) tie.isOn |= attender === first ? FIRST_FOLLOWS : SECOND_FOLLOWS
    }
  }
  const ranked = [...ties.values()]
    .map((tie) => ({ ...tie, rank: Math.round(tie.weight / EQUAL) }))
    .sort((a, b) => b.rank - a.rank || a.key - b.key)
  const taken = new Int32Array(places.size)
  const kept = new Set<Tie>()
  const keep = (each: number): void => {
    for (const tie of ranked) {
      const ends = [Math.floor(tie.key / places.size), tie.key % places.size]
      if (kept.size === MAX_TIES) return
      if (kept.has(tie) || ends.every((end) => (taken[end] ?? 0) >= each)) continue
      kept.add(tie)
      for (const end of ends) taken[end] = (taken[end] ?? 0) + 1
    }
  }
  // First a fair share for everybody, then whatever there is room for.
  keep(Math.min(MAX_BONDS, Math.max(1, Math.floor(MAX_TIES / places.size))))
  keep(MAX_BONDS)
  return [...kept].sort((a, b) => a.key - b.key)
}

/** The ties that there are now, as lobes are found from. */
function neighbourhoodNow({
  people,
  ends,
  follows,
  engagement,
  synapseThreshold,
}: Omit<Growth, 'reo' | 'lobes'>): Parameters<typeof lobesOf>[0] {
  const bonds = [...follows.keys()].flatMap((tie) => {
    const last = (side: number): number => engagement[(tie * 2 + side + 1) * STEPS - 1] ?? 0
    const isOn = follows[tie] ?? 0
    const weights = [last(0), last(1)].map((value, side) =>
      value >= synapseThreshold || (isOn & (side + 1)) !== 0 ? Math.max(value, synapseThreshold) : 0,
    )
    const weight = Math.round(weights.reduce((sum, value) => sum + value, 0) / EQUAL) * EQUAL
    const [from = '', to = ''] = [people[ends[tie * 2] ?? 0], people[ends[tie * 2 + 1] ?? 0]].sort()
    return weight === 0 ? [] : [{ from, to, weight }]
  })
  bonds.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to))
  return { people: [...people].sort(), bonds }
}

function eachCounted(feed: AttentionFeed, each: Each): void {
  const { posts, params, viewer } = feed.kernel
  const { like, comment, share, view } = params.weights
  const weights = [like, comment, share]
  const { acts, author: authors } = posts
  const { items, weights: times } = acts
  for (let post = 0; post < posts.count; post += 1) {
    const author = authors[post] ?? UNKNOWN
    if (author === UNKNOWN) continue
    const end = acts.end(post)
    for (let index = acts.from(post); index < end; index += 1) {
      const item = items[index] ?? 0
      each(item >> KIND_BITS, author, weights[item & KIND_MASK] ?? 0, times[index] ?? 0)
    }
  }
  for (const [post, at] of posts.views) {
    const author = authors[post] ?? UNKNOWN
    if (author !== UNKNOWN && author !== viewer) each(viewer, author, view, at)
  }
}
