/** The synapses among the viewer and the people nearest to them, as a graph without directions. */
import type { AttentionFeed } from './feed'
import { FOLLOWED, thresholdAt } from './kernel/synapse-table'

/** Communities among more are found in no time that a worker should be busy for (the figures are in README.md) … */
export const MAX_NEIGHBOURS = 500
/** … and neither are they where everybody is tied to everybody: of each person so many of the strongest are looked at. */
export const MAX_BONDS = 32
/** Weights that differ by less are the same, added up in another order. */
const EQUAL = 1e-9

/** Two people between whom there is a synapse, either way. */
export interface Bond {
  readonly from: string
  readonly to: string
  /** Engagement, both ways added up. */
  readonly weight: number
}

export interface Neighbourhood {
  /** The viewer too, in order of their ids. */
  readonly people: readonly string[]
  /** Of each pair at most one, by their ids: `from` comes first. */
  readonly bonds: readonly Bond[]
}

/** A synapse weighs its engagement; the least that makes one where it is but a follow. Both ways are added up. */
export function neighbourhoodOf(feed: AttentionFeed): Neighbourhood {
  const { synapses, params, fade } = feed.kernel
  const viewer = feed.people.nameOf(feed.kernel.viewer)
  const people = [viewer, ...feed.nearest(MAX_NEIGHBOURS)].sort()
  const places = new Map(people.map((name, place) => [feed.people.find(name) ?? -1, place]))
  const threshold = thresholdAt(params, fade)
  const bonds = new Map<number, number>()
  const bind = (a: number, b: number | undefined, weight: number): void => {
    if (b === undefined || a === b) return
    const key = Math.min(a, b) * people.length + Math.max(a, b)
    bonds.set(key, (bonds.get(key) ?? 0) + Math.max(weight, params.synapseThreshold))
  }
  const { engaged, plain } = synapses
  for (const [by, place] of places) {
    const end = engaged.end(by)
    for (let index = engaged.from(by); index < end; index += 1) {
      const item = engaged.items[index] ?? 0
      const value = engaged.weights[index] ?? 0
      if ((item & FOLLOWED) !== 0 || value >= threshold) bind(place, places.get(item >> 1), value * fade)
    }
    for (const author of plain.itemsOf(by)) bind(place, places.get(author), 0)
  }
  const strongest = [...bonds].map(([key, weight]) => ({ key, weight: Math.round(weight / EQUAL) * EQUAL }))
  strongest.sort((a, b) => b.weight - a.weight || a.key - b.key)
  const taken = new Int32Array(people.length)
  const kept = strongest.filter(({ key }) => {
    const ends = [Math.floor(key / people.length), key % people.length]
    // Of somebody whom very many are tied to, each of these may need the bond.
    if (ends.every((end) => (taken[end] ?? 0) >= MAX_BONDS)) return false
    for (const end of ends) taken[end] = (taken[end] ?? 0) + 1
    return true
  })
  return {
    people,
    bonds: kept
      .sort((a, b) => a.key - b.key)
      .map(({ key, weight }) => ({
        from: people[Math.floor(key / people.length)] ?? '',
        to: people[key % people.length] ?? '',
        weight,
      })),
  }
}
