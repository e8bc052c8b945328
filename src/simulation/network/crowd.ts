/**
 * Many people and the links between their pages, by number instead of name: who attends whom in circles of friends with
 * ties beyond them, how strong each synapse is (MODEL.md 3), and the links that src/peer/topology.ts chooses for that.
 */
import { DEFAULT_PARAMS } from '../../attention/params'
import { nextMove, type Acquirable, type OpenLink, type Tie } from '../../peer/topology'

export interface Crowd {
  readonly people: number
  /** By author: τ of the synapse to each attender. */
  readonly attenders: readonly ReadonlyMap<number, number>[]
  /** By attender: τ of the synapse from each author. */
  readonly attended: readonly ReadonlyMap<number, number>[]
  /** By person: those at the other end of a direct link. */
  readonly links: readonly ReadonlySet<number>[]
}

export interface CrowdPlan {
  readonly people: number
  /** Whom each attends. */
  readonly attends: number
  /** How many people a circle has … */
  readonly circle: number
  /** … and the share of those attended that is in it. */
  readonly inCircle: number
  /** Each link is chosen as a page would; else only the strongest are taken, which is faster. */
  readonly isTopologyReal: boolean
}

/** Engagement of one attender with one author: most have little, some much (mean, exponential). */
const MEAN_ENGAGEMENT = 6
const ROUNDS = 40
/** Presences of attenders and strangers that a page has heard of. */
const HEARD_ATTENDERS = 24
const HEARD_STRANGERS = 12
const COARSE_LINKS = 24

export function crowdOf(plan: CrowdPlan, random: () => number): Crowd {
  const { people, attends, circle, inCircle } = plan
  const attenders = Array.from({ length: people }, () => new Map<number, number>())
  const attended = Array.from({ length: people }, () => new Map<number, number>())
  const whole = (below: number): number => Math.floor(random() * below)
  for (let person = 0; person < people; person += 1) {
    const first = Math.floor(person / circle) * circle
    const size = Math.min(circle, people - first)
    for (let tries = 0; tries < attends * 4 && (attended[person]?.size ?? 0) < attends; tries += 1) {
      const author = random() < inCircle ? first + whole(size) : whole(people)
      if (author === person) continue
      const transmission = transmissionOf(-Math.log(1 - random()) * MEAN_ENGAGEMENT)
      attended[person]?.set(author, transmission)
      attenders[author]?.set(person, transmission)
    }
  }
  const bare = { people, attenders, attended }
  return { ...bare, links: plan.isTopologyReal ? chosenLinks(bare, random) : strongestLinks(bare) }
}

function transmissionOf(engagement: number): number {
  const { baseTransmission, transmissionGain, saturationPoint } = DEFAULT_PARAMS
  return baseTransmission + (transmissionGain * engagement) / (engagement + saturationPoint)
}

type Bare = Omit<Crowd, 'links'>

interface Known extends Acquirable {
  readonly person: number
}

/** Nobody was linked with anybody before. */
const UNMET = { steadyDays: 0 } as const

/** Everybody looks again and again, in turn, until nobody moves. */
function chosenLinks(crowd: Bare, random: () => number): Set<number>[] {
  const links = Array.from({ length: crowd.people }, () => new Map<number, OpenLink>())
  const given = new Set<string>()
  const tieOf = (of: number, to: number): Tie => ({
    strength: crowd.attended[of]?.get(to) ?? 0,
    attendsUs: crowd.attenders[of]?.has(to) === true,
  })
  const heard = Array.from({ length: crowd.people }, (_, person) => heardBy(crowd, person, random))
  let isMoving = true
  for (let round = 0; round < ROUNDS && isMoving; round += 1) {
    isMoving = false
    for (let person = 0; person < crowd.people; person += 1) {
      const own = links[person]
      if (own === undefined) continue
      const acquirable = (heard[person] ?? [])
        .filter((other) => !own.has(other) && !given.has(`${person} ${other}`))
        .map((other): Known => {
          const isFriendOfFriend = [...(links[other]?.keys() ?? [])].some((third) => own.has(third))
          const tie = tieOf(person, other)
          const met = { ...UNMET, peerId: String(other), seenAtMs: 0, failures: 0 }
          return { ...met, person: other, tie, isFriendOfFriend }
        })
      const move = nextMove({
        links: [...own.values()],
        acquirable,
        extraLinks: 0,
        connectionsMade: 0,
        nowMs: round,
        random,
      })
      if (move === null) continue
      isMoving = true
      if (move.type === 'drop') {
        const other = Number(move.peerId)
        own.delete(other)
        links[other]?.delete(person)
        // Whoever gave somebody up, or was, looks elsewhere.
        given.add(`${person} ${other}`).add(`${other} ${person}`)
      } else {
        const other = move.whom.person
        own.set(other, { ...UNMET, peerId: String(other), sinceMs: round, tie: tieOf(person, other) })
        links[other]?.set(person, {
          ...UNMET,
          ...{ peerId: String(person), sinceMs: round, tie: tieOf(other, person) },
        })
      }
    }
  }
  return links.map((own) => new Set(own.keys()))
}

function heardBy({ people, attended, attenders }: Bare, person: number, random: () => number): number[] {
  const strangers = Array.from({ length: HEARD_STRANGERS }, () => Math.floor(random() * people))
  const heard = new Set([
    ...(attended[person]?.keys() ?? []),
    ...[...(attenders[person]?.keys() ?? [])].slice(0, HEARD_ATTENDERS),
    ...strangers,
  ])
  heard.delete(person)
  return [...heard]
}

/** The coarse model: both ends have a place for it, the strongest synapses first. */
function strongestLinks({ people, attended }: Bare): Set<number>[] {
  const all = attended.flatMap((authors, person) =>
    [...authors].map(([author, transmission]) => ({ person, author, transmission })),
  )
  all.sort((a, b) => b.transmission - a.transmission)
  const links = Array.from({ length: people }, () => new Set<number>())
  for (const { person, author } of all) {
    const [one, other] = [links[person], links[author]]
    if (one === undefined || other === undefined) continue
    if (one.size >= COARSE_LINKS || other.size >= COARSE_LINKS) continue
    one.add(author)
    other.add(person)
  }
  return links
}
