/** `npm run sim -- attacks [--networks N] [--seed S]`: what farms and rings of accounts gain. */
import {
  changedByFarm,
  standingOf,
  withRing,
  type Conduct,
  type Edge,
  type Standing,
} from '../../src/simulation/attacks'
import type { Knowledge } from '../../src/attention/types'
import { honestSociety } from '../../src/simulation/society'

const SIZE = { people: 40, follows: 6, posts: 4, acts: 18 }
const FARMS = [1, 10, 100, 1_000, 10_000]
/** Every network meets a farm; the largest cost a second each, so fewer meet them. */
const FARM_EVERY = [1, 1, 10, 50, 200]
const MEMBERS = [1, 3, 10, 30, 100]
const EDGES: readonly Edge[] = ['none', 'follow', 'like', 'fan', 'fan of a member']
const CONDUCTS: readonly Conduct[] = ['follow', 'engage', 'aged']

export function attacks(networks: number, seed: number): void {
  const societies = Array.from({ length: networks }, (_, index) =>
    honestSociety(SIZE, seed * 1_000_003 + index),
  )
  console.log(`${networks} random networks of ${SIZE.people} people, seed ${seed}`)
  console.log('\nFarms that nobody within two hops attends: numbers of the viewer that changed')
  for (const [index, accounts] of FARMS.entries()) {
    const met = societies.filter((_, turn) => turn % (FARM_EVERY[index] ?? 1) === 0)
    const changes = met.reduce((sum, society) => sum + changedByFarm(society, accounts), 0)
    console.log(
      `${String(accounts).padStart(7)} accounts, ${String(met.length).padStart(5)} networks: ${changes}`,
    )
  }
  console.log(
    "\nRings with one outside edge, a friend of the viewer's: the leader's post of an hour ago, medians",
  )
  console.log(
    "what the friend does    ring's conduct  accounts     Reo   charge  current  place (0 first, 1 last or out)",
  )
  for (const edge of EDGES) for (const conduct of CONDUCTS) printRings(societies, edge, conduct)
}

function printRings(societies: readonly Knowledge[], edge: Edge, conduct: Conduct): void {
  // The smallest that can have the edge: the leader alone, or with the one member.
  const least = edge === 'fan of a member' ? 1 : 0
  const standings = (members: number): Standing[] =>
    societies.map((society) => standingOf(withRing(society, { members, edge, conduct })))
  const alone = standings(least)
  console.log(line(edge, conduct, least, alone))
  let greatest = 1
  for (const members of MEMBERS.filter((count) => count > least)) {
    const ring = standings(members)
    if (members === MEMBERS.at(-1)) console.log(line(edge, conduct, members, ring))
    for (const [index, { current }] of ring.entries())
      greatest = Math.max(greatest, gain(current, alone[index]?.current ?? 0))
  }
  console.log(`  greatest gain in current by more accounts, of all networks: × ${greatest.toFixed(6)}`)
}

/** 1 for none. */
function gain(current: number, alone: number): number {
  if (alone === 0) return current === 0 ? 1 : Infinity
  return current / alone
}

function line(edge: Edge, conduct: Conduct, members: number, standings: readonly Standing[]): string {
  const median = (of: (standing: Standing) => number): number => {
    const sorted = standings.map(of).sort((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? 0
  }
  const numbers = [
    median(({ reo }) => reo),
    median(({ charge }) => charge),
    median(({ current }) => current),
    median(({ depth }) => depth),
  ]
  const cells = numbers.map((value) => value.toFixed(4).padStart(8)).join(' ')
  return `${edge.padEnd(23)} ${conduct.padEnd(14)} ${String(members + 1).padStart(9)} ${cells}`
}
