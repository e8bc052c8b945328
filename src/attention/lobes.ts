/**
 * Lobes: the communities that the synapses form, found by Louvain's method. The same neighbourhood gives the same lobes,
 * in whatever order its records came; a lobe that has changed a little keeps its name, so that nothing on screen jumps.
 */
import { UndirectedGraph } from 'graphology'
import louvain from 'graphology-communities-louvain'
import { seededRandom } from '../lib/prng'
import type { Neighbourhood } from './neighbourhood'
import type { Lobe } from './types'

/** Fewer than so many are no community, only somebody and a friend. */
export const LEAST_MEMBERS = 3
/** The method takes people in a random order; which one is no matter, as long as it is the same. */
const SEED = 1

/**
 * Largest first, then by name.
 * @param former lobes of before, whose names go on
 */
export function lobesOf({ people, bonds }: Neighbourhood, former: readonly Lobe[]): Lobe[] {
  const graph = new UndirectedGraph()
  for (const person of people) graph.addNode(person)
  for (const { from, to, weight } of bonds) graph.addUndirectedEdge(from, to, { weight })
  if (graph.size === 0) return []
  const lobeOf = louvain(graph, { getEdgeWeight: 'weight', rng: seededRandom(SEED) })
  const strength = strengthWithin(bonds, lobeOf)
  const groups = new Map<number | undefined, string[]>()
  for (const person of people) {
    const group = groups.get(lobeOf[person])
    if (group === undefined) groups.set(lobeOf[person], [person])
    else group.push(person)
  }
  const found = [...groups.values()]
    .filter((members) => members.length >= LEAST_MEMBERS)
    .map((members) => members.sort((a, b) => (strength.get(b) ?? 0) - (strength.get(a) ?? 0) || order(a, b)))
    .sort((a, b) => b.length - a.length || order(a[0] ?? '', b[0] ?? ''))
  return named(found, former)
}

/** By person: the weight of the bonds to others of the same lobe. */
function strengthWithin(
  bonds: Neighbourhood['bonds'],
  lobeOf: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const strength = new Map<string, number>()
  for (const { from, to, weight } of bonds) {
    if (lobeOf[from] !== lobeOf[to]) continue
    for (const person of [from, to]) strength.set(person, (strength.get(person) ?? 0) + weight)
  }
  return strength
}

/**
 * A lobe is named after its strongest member. One of before gives its name to the lobe that most of its members are in
 * now, if they are more than half of the smaller of the two.
 */
function named(found: readonly (readonly string[])[], former: readonly Lobe[]): Lobe[] {
  const names = new Map<readonly string[], string>()
  const taken = new Set<string>()
  const overlaps = found.flatMap((members) => {
    const now = new Set(members)
    return former.map((lobe) => ({
      members,
      name: lobe.name,
      shared: lobe.people.filter((person) => now.has(person)).length,
      least: Math.min(members.length, lobe.people.length) / 2,
    }))
  })
  overlaps.sort((a, b) => b.shared - a.shared || order(a.name, b.name))
  for (const { members, name, shared, least } of overlaps) {
    if (shared <= least || names.has(members) || taken.has(name)) continue
    names.set(members, name)
    taken.add(name)
  }
  return found.map((members) => {
    const name = names.get(members) ?? members.find((person) => !taken.has(person)) ?? ''
    taken.add(name)
    return { name, people: members }
  })
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
