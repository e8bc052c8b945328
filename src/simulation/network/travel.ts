/**
 * How far a post comes between real pages: they stand in a ring, each is linked with the two next on either side and
 * attends them, and nobody asks for the logs of others. What is further away has it by impulse or not at all.
 */
import type { RecordCid, VerifiedRecord } from '../../records/types'
import type { SimulatedPeer } from './peer'
import { personNamed } from './people'
import { Pusher } from './pusher'
import { World, type WorldOptions } from './world'

export interface TravelPlan extends WorldOptions {
  readonly people: number
  /** How old the post is: half of its charge is gone each day. */
  readonly ageMs: number
  /** Chance that whoever sees it likes it. */
  readonly engagement: number
  /** Peers that push what nobody asked for, each to every fourth page. */
  readonly pushers: number
  /** Its author takes it back in the end. */
  readonly isTakenBack?: boolean
}

export interface TravelReport {
  /** Pages that show the post, its author's not counted. */
  readonly reached: number
  /** Those of them that have it as a visitor. */
  readonly visited: number
  readonly likes: number
  /** Links that pushers have left. */
  readonly pushersLinks: number
  readonly pushed: number
  readonly messages: number
  readonly violation: string | null
}

/** Of the next on either side so many are in reach, and attended. */
const NEAR = 2
/** Until everybody is linked and has the logs asked for. */
const BEFORE_MS = 40_000
const AFTER_MS = 60_000
/** Who had a slow clock refused what others wrote, and gets it when it is offered once more (SY12). */
const CLOCK_MS = 130_000
/** Somebody reads before they like. */
const READ_MS = 1_000

export async function runTravel(plan: TravelPlan): Promise<TravelReport> {
  const world = new World(plan)
  const names = Array.from({ length: plan.people }, (_, index) => `peer ${index}`)
  const places = new Map(names.map((name, index) => [name, index]))
  const apart = (one: string, other: string): number => {
    const [from, to] = [places.get(one), places.get(other)]
    if (from === undefined || to === undefined) return 0
    const steps = Math.abs(from - to)
    return Math.min(steps, plan.people - steps)
  }
  world.areApart = (one, other) => apart(one, other) > NEAR
  for (const name of names) await world.addPeer(name)
  for (const name of names)
    for (const other of names) if (name !== other && apart(name, other) <= NEAR) world.follow(name, other)
  const [author] = world.peers.values()
  if (author === undefined) throw new Error('expected somebody')
  world.skews.set(author.name, -plan.ageMs)
  for (const peer of world.peers.values()) await world.start(peer)

  let post: RecordCid | null = null
  let likes = 0
  const seen = new Set<string>()
  const see = (peer: SimulatedPeer, records: readonly VerifiedRecord[]): void => {
    const found = records.find(({ kind }) => kind === 'post')
    if (found === undefined || peer === author || seen.has(peer.name)) return
    seen.add(peer.name)
    if (!world.chance(plan.engagement)) return
    likes += 1
    const body = { post: found.cid, author: found.header.person }
    world.agenda.after(READ_MS, () => void peer.publish({ kind: 'like', body }))
  }
  world.onChange = (peer, { added }) => see(peer, added)
  world.onVisit = (peer, { came }) => see(peer, came)
  await world.pass(BEFORE_MS)
  const pushers: Pusher[] = []
  for (let index = 0; index < plan.pushers; index += 1) {
    const owner = await personNamed(`mallory ${index}`)
    const pusher = await Pusher.create(owner, world, author.nowMs + plan.ageMs)
    pushers.push(pusher)
    for (const [name, place] of places) if (place % 4 === index % 4) world.lines.link(pusher.name, name)
  }
  void author.publish({ kind: 'post', body: { text: 'how far?', tags: [], images: [] } }).then((cid) => {
    post = cid
  })
  await world.pass(READ_MS)
  world.skews.clear()
  await world.pass(plan.ageMs > 0 ? CLOCK_MS : AFTER_MS)
  if (plan.isTakenBack === true && post !== null) {
    void author.publish({ kind: 'retract', body: { entry: post } })
    await world.pass(AFTER_MS)
  }
  world.checkAtRest()
  const others = [...world.peers.values()].filter((peer) => peer !== author)
  return {
    reached: others.filter((peer) => post !== null && peer.shows(post)).length,
    visited: others.filter((peer) => peer.visitors().some(({ cid }) => cid === post)).length,
    likes,
    pushersLinks: pushers.reduce((sum, { name }) => sum + world.lines.linked(name).length, 0),
    pushed: pushers.reduce((sum, pusher) => sum + pusher.pushed, 0),
    messages: world.lines.messages,
    violation: world.invariants.violation,
  }
}
