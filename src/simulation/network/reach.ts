/**
 * How far a post comes, and what that costs: by impulse (src/peer/impulse.ts, as a page would decide), by flooding and by
 * gossipsub, over the same links. Hop by hop, each as long as any other; nothing is lost.
 *
 * What a page reckons is simplified: the share of a charge that reached it is the best product of τ along the way that
 * the post really came, or of an act's; MODEL.md also counts synapses without a link, which only adds to the reach.
 */
import { DEFAULT_PARAMS } from '../../attention/params'
import { Impulses, type Neighbour } from '../../peer/impulse'
import type { Crowd } from './crowd'

export interface Spread {
  readonly messages: number
  /** People who got it, its author not counted. */
  readonly reached: number
  /** Got once more by somebody who had it. */
  readonly duplicates: number
  /** Acts of people who liked it. */
  readonly likes: number
  /** Of those who attend its author, how many got it this way. */
  readonly attendersReached: number
}

export interface PostPlan {
  readonly author: number
  /** What is left of its charge: 1 when it is new. */
  readonly charge: number
  /** Chance that somebody whom it reaches shares it, and so carries it whole. */
  readonly engagement: number
}

const POST = 'post'
const NOW_MS = 0

interface Holder {
  readonly impulses: Impulses
  readonly neighbours: readonly Neighbour[]
  charge: number
  arrived: number
  hasActed: boolean
  /** Acts that are known here. */
  readonly known: Set<string>
  /** Those of oneself and of people attended, by their names, with what they added. */
  readonly acts: Map<string, number>
}

export function spreadByImpulse(crowd: Crowd, plan: PostPlan, random: () => number): Spread {
  const holders = new Map<number, Holder>()
  const open: { readonly to: number; readonly from: number; readonly acts: readonly string[] }[] = []
  const totals = { messages: 0, duplicates: 0, likes: 0 }
  const hold = (person: number, arrived: number): Holder => {
    const holder: Holder = {
      impulses: new Impulses(),
      neighbours: neighboursOf(crowd, person),
      ...{ charge: plan.charge, arrived, hasActed: false, known: new Set(), acts: new Map() },
    }
    holders.set(person, holder)
    return holder
  }
  const push = (person: number, holder: Holder): void => {
    const { impulses, neighbours, charge, arrived, hasActed, acts } = holder
    const strongest = [...acts].sort((a, b) => b[1] - a[1]).map(([act, gain]) => ({ act, gain }))
    const charged = { post: POST, charge, carried: hasActed ? 1 : arrived, acts: strongest }
    for (const impulse of impulses.step([charged], neighbours, NOW_MS)) {
      totals.messages += 1
      open.push({ to: Number(impulse.peerId), from: person, acts: impulse.acts })
    }
  }
  push(plan.author, hold(plan.author, 1))
  for (let at = 0; at < open.length; at += 1) {
    const arrival = open[at]
    if (arrival === undefined) break
    const { to, from, acts } = arrival
    const sender = holders.get(from)
    const arrived =
      (sender?.hasActed === true ? 1 : (sender?.arrived ?? 0)) * (crowd.attended[to]?.get(from) ?? 0)
    const former = holders.get(to)
    const holder = former ?? hold(to, arrived)
    if (former !== undefined && acts.every((act) => former.known.has(act))) totals.duplicates += 1
    holder.arrived = Math.max(holder.arrived, arrived)
    holder.impulses.heard(String(from), POST, acts)
    for (const act of acts) if (!holder.known.has(act)) noteAct(crowd, to, holder, act)
    if (former === undefined && to !== plan.author && random() < plan.engagement) {
      totals.likes += 1
      holder.hasActed = true
      noteAct(crowd, to, holder, String(to))
    }
    push(to, holder)
  }
  const attenders = [...(crowd.attenders[plan.author]?.keys() ?? [])]
  return {
    ...totals,
    reached: holders.size - 1,
    attendersReached: attenders.filter((person) => holders.has(person)).length,
  }
}

/** An act is named by whoever did it: a share. It recharges the post by γ·w·N (MODEL.md 6). */
function noteAct(crowd: Crowd, person: number, holder: Holder, act: string): void {
  const by = Number(act)
  const { rechargeGain, weights } = DEFAULT_PARAMS
  const charge = Math.min(1, holder.charge + rechargeGain * weights.share * nearness(crowd, person, by))
  const added = charge - holder.charge
  holder.charge = charge
  holder.known.add(act)
  // Who shares it carries it whole from now on.
  if (by === person) holder.acts.set(act, added + (1 - holder.arrived) * charge)
  else if (crowd.attended[person]?.has(by) === true) holder.acts.set(act, added)
}

/** N: the best of at most two synapses. */
function nearness({ attended }: Crowd, person: number, by: number): number {
  if (by === person) return 1
  const direct = attended[person]?.get(by) ?? 0
  let best = direct
  for (const [between, crossing] of attended[person] ?? [])
    best = Math.max(best, crossing * (attended[between]?.get(by) ?? 0))
  return best
}

/** Whoever has no synapse from us is never pushed anything. */
function neighboursOf({ links, attenders }: Crowd, person: number): Neighbour[] {
  return [...(links[person] ?? [])].flatMap((other) => {
    const transmission = attenders[person]?.get(other)
    return transmission === undefined ? [] : [{ peerId: String(other), person: String(other), transmission }]
  })
}

/** Everybody passes on what is new to all others. */
export function spreadByFlooding({ people, links, attenders }: Crowd, author: number): Spread {
  return eager(people, (person) => links[person] ?? new Set(), attenders[author] ?? new Map(), author)
}

export interface Gossip {
  readonly mesh: readonly ReadonlySet<number>[]
  /** Peers beyond the mesh that are told of a message, in each heartbeat. */
  readonly lazy: number
}

/** Of gossipsub's defaults: D 8, at least 6, at most 12; IHAVE to 6 peers beyond the mesh. */
export const GOSSIP = { degree: 8, low: 6, high: 12, lazy: 6, heartbeats: 3 } as const

/** The mesh: from its links each takes D, and none has more than D_high. */
export function gossipOf({ people, links }: Crowd, random: () => number): Gossip {
  const mesh = Array.from({ length: people }, () => new Set<number>())
  for (let person = 0; person < people; person += 1) {
    const own = mesh[person]
    const candidates = shuffled([...(links[person] ?? [])], random)
    for (const other of candidates) {
      const theirs = mesh[other]
      if (own === undefined || theirs === undefined || own.size >= GOSSIP.degree) break
      if (theirs.size >= GOSSIP.high) continue
      own.add(other)
      theirs.add(person)
    }
  }
  return { mesh, lazy: GOSSIP.lazy }
}

/** Pushed in the mesh at once; then, for some heartbeats, announced to some beyond it, who ask for what they lack. */
export function spreadByGossip(
  crowd: Crowd,
  { mesh, lazy }: Gossip,
  author: number,
  random: () => number,
): Spread {
  const attenders = crowd.attenders[author] ?? new Map<number, number>()
  const has = new Set([author])
  const pushed = eager(crowd.people, (person) => mesh[person] ?? new Set(), attenders, author, has)
  let { messages } = pushed
  for (let beat = 0; beat < GOSSIP.heartbeats; beat += 1)
    for (const person of [...has]) {
      const beyond = [...(crowd.links[person] ?? [])].filter((other) => mesh[person]?.has(other) !== true)
      for (const other of shuffled(beyond, random).slice(0, lazy)) {
        messages += 1 // IHAVE
        if (has.has(other)) continue
        messages += 2 // IWANT, and the message.
        has.add(other)
      }
    }
  const attendersReached = [...attenders.keys()].filter((person) => has.has(person)).length
  return { ...pushed, messages, reached: has.size - 1, attendersReached }
}

function eager(
  people: number,
  neighbours: (person: number) => ReadonlySet<number>,
  attenders: ReadonlyMap<number, number>,
  author: number,
  has = new Set([author]),
): Spread {
  const sources = new Int32Array(people).fill(-1)
  const open = [author]
  let messages = 0
  let duplicates = 0
  for (let at = 0; at < open.length; at += 1) {
    const person = open[at]
    if (person === undefined) break
    for (const other of neighbours(person)) {
      if (other === sources[person]) continue
      messages += 1
      if (has.has(other)) {
        duplicates += 1
        continue
      }
      has.add(other)
      sources[other] = person
      open.push(other)
    }
  }
  const attendersReached = [...attenders.keys()].filter((person) => has.has(person)).length
  return { messages, duplicates, likes: 0, reached: has.size - 1, attendersReached }
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const [one, two] = [items[index], items[other]]
    if (one !== undefined && two !== undefined) [items[index], items[other]] = [two, one]
  }
  return items
}
