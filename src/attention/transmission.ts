/** How much of a charge reaches the viewer from each person, and by which people (MODEL.md 4; rule A5). */
import { MaxHeap } from './max-heap'
import type { Params } from './params'
import type { Synapses } from './synapses'

export interface Reach {
  /** T_v(k); the viewer has 1. */
  readonly transmission: ReadonlyMap<string, number>
  /** By person: the next one on the best path to the viewer. */
  readonly next: ReadonlyMap<string, string>
}

/**
 * T_v: the greatest product of τ over the paths to the viewer. Every τ is below one, so taking the best person first
 * (Dijkstra's order) settles each at once. Paths below the stop charge are not followed; the muted carry nothing.
 */
export function reachOf(
  viewer: string,
  synapses: Synapses,
  isMuted: (person: string) => boolean,
  params: Params,
): Reach {
  const transmission = new Map<string, number>()
  const next = new Map<string, string>()
  const best = new Map<string, number>([[viewer, 1]])
  const open = new MaxHeap<string>()
  open.push(1, viewer)
  for (let item = open.pop(); item !== null; item = open.pop()) {
    const person = item.value
    if (transmission.has(person)) continue
    transmission.set(person, item.key)
    for (const source of synapses.sources(person)) {
      const product = item.key * synapses.transmission(source, person)
      if (product < params.stopCharge || product <= (best.get(source) ?? 0) || isMuted(source)) continue
      best.set(source, product)
      next.set(source, person)
      open.push(product, source)
    }
  }
  return { transmission, next }
}

/** N_v: the same over at most two hops, not cut. */
export function nearReach(
  viewer: string,
  synapses: Synapses,
  isMuted: (person: string) => boolean,
): Map<string, number> {
  const near = new Map<string, number>([[viewer, 1]])
  const rise = (person: string, product: number): void => {
    if (product > (near.get(person) ?? 0)) near.set(person, product)
  }
  for (const friend of synapses.sources(viewer)) {
    if (isMuted(friend)) continue
    const crossing = synapses.transmission(friend, viewer)
    rise(friend, crossing)
    for (const source of synapses.sources(friend)) {
      if (!isMuted(source)) rise(source, crossing * synapses.transmission(source, friend))
    }
  }
  return near
}

/** The people on the best path of at most two hops, both ends included; only for somebody who has N above 0. */
export function nearPathFrom(
  person: string,
  viewer: string,
  synapses: Synapses,
  isMuted: (person: string) => boolean,
): string[] {
  if (person === viewer) return [viewer]
  let best = synapses.has(person, viewer) ? synapses.transmission(person, viewer) : 0
  let between: string | null = null
  for (const friend of synapses.sources(viewer)) {
    if (friend === person || isMuted(friend) || !synapses.has(person, friend)) continue
    const product = synapses.transmission(friend, viewer) * synapses.transmission(person, friend)
    if (product <= best) continue
    best = product
    between = friend
  }
  return between === null ? [person, viewer] : [person, between, viewer]
}

/** The people from `person` to the viewer, both included. */
export function pathFrom(person: string, reach: Reach): string[] {
  const path = [person]
  for (let step = reach.next.get(person); step !== undefined; step = reach.next.get(step)) path.push(step)
  return path
}
