/**
 * A small population by seed: who there is and how they behave. Every draw is of its own seed, by person, day and purpose,
 * so what one does never changes the luck of another, and two runs that differ in one behaviour can be compared.
 */
import type { Follow } from '../attention/types'
import { seededRandom } from '../lib/prng'

/**
 * Readers read much and engage; posters write every day; quiet ones read and hardly ever engage. The leader of a ring
 * writes, and the ring's members lift it and each other; a farm's accounts do so where no honest person follows them.
 * The advertiser writes, and pays for one post a day.
 */
export type Role = 'reader' | 'poster' | 'quiet' | 'leader' | 'ring' | 'farm' | 'advertiser'

export interface Person {
  readonly id: string
  readonly role: Role
  /** People like what is of their own topic more. */
  readonly topic: number
}

export interface PopulationPlan {
  /** Honest people, without the advertiser. */
  readonly people: number
  /** Members of the ring beside its leader. */
  readonly ring: number
  readonly farm: number
  readonly days: number
  readonly seed: number
}

export interface Population {
  readonly people: readonly Person[]
  readonly follows: readonly Follow[]
}

const TOPICS = 5
const READERS = 0.6
const POSTERS = 0.2
const FOLLOWS = 12
/** Of the honest, so many follow the leader of the ring: it is somebody whom some do like. */
const FOLLOWERS_OF_LEADER = 3
const FOLLOWERS_OF_ADVERTISER = 3

/** A stream of chance for one purpose. */
export function chance(seed: number, ...purpose: readonly number[]): () => number {
  return seededRandom(purpose.reduce((sum, part) => (sum * 31 + part + 7) % 2_147_483_647, seed))
}

export function isHonest({ role }: Person): boolean {
  return role === 'reader' || role === 'poster' || role === 'quiet'
}

export function populationOf({ people: count, ring, farm, seed }: PopulationPlan): Population {
  const honest = Array.from({ length: count }, (_, index): Person => {
    const random = chance(seed, 1, index)
    const share = (index + 0.5) / count
    const role = share < READERS ? 'reader' : share < READERS + POSTERS ? 'poster' : 'quiet'
    return { id: `${role} ${index}`, role, topic: Math.floor(random() * TOPICS) }
  })
  const others = (role: Role, length: number): Person[] =>
    Array.from({ length }, (_, index) => ({ id: `${role} ${index}`, role, topic: index % TOPICS }))
  const leaders = others('leader', 1)
  const rings = others('ring', ring)
  const farms = others('farm', farm)
  const advertisers = others('advertiser', 1)
  const follows = [
    ...honest.flatMap((person, index) => followsOf(person, honest, chance(seed, 2, index))),
    ...followersOf(leaders, honest, FOLLOWERS_OF_LEADER, chance(seed, 3)),
    ...followersOf(advertisers, honest, FOLLOWERS_OF_ADVERTISER, chance(seed, 4)),
    ...advertisers.flatMap((person) => followsOf(person, honest, chance(seed, 5))),
    // Cheats follow each other, and everybody honest, which costs them nothing.
    ...among([...leaders, ...rings]),
    ...among(farms),
    ...[...rings, ...farms].flatMap(({ id: from }) => honest.map(({ id: to }) => ({ from, to }))),
  ]
  return { people: [...honest, ...leaders, ...rings, ...farms, ...advertisers], follows }
}

/** People follow mostly those of their own topic who write, and some follow whoever comes along. */
function followsOf(person: Person, honest: readonly Person[], random: () => number): Follow[] {
  const writers = honest.filter(({ role, id }) => role === 'poster' && id !== person.id)
  const near = writers.filter(({ topic }) => topic === person.topic)
  const followed = new Set<string>()
  for (let tries = 0; tries < FOLLOWS * 4 && followed.size < FOLLOWS; tries += 1) {
    const group = random() < 0.5 ? near : random() < 0.6 ? writers : honest
    const other = group[Math.floor(random() ** 1.5 * group.length)]
    if (other !== undefined && other.id !== person.id) followed.add(other.id)
  }
  return [...followed].map((to) => ({ from: person.id, to }))
}

function followersOf(
  people: readonly Person[],
  honest: readonly Person[],
  count: number,
  random: () => number,
): Follow[] {
  return people.flatMap(({ id: to }) => {
    const from = new Set<string>()
    while (from.size < Math.min(count, honest.length))
      from.add(honest[Math.floor(random() * honest.length)]?.id ?? '')
    return [...from].map((follower) => ({ from: follower, to }))
  })
}

function among(people: readonly Person[]): Follow[] {
  return people.flatMap(({ id: from }) =>
    people.filter(({ id }) => id !== from).map(({ id: to }) => ({ from, to })),
  )
}
