/**
 * A network that comes and goes: of all pages 30 in a hundred end in each minute, some with their machine, and are back
 * within a minute; for two minutes one half hears nothing of the other. Everybody writes all the while.
 */
import { FINE, World, type WorldOptions } from './world'

export interface ChurnPlan extends WorldOptions {
  readonly people: number
}

export interface ChurnReport {
  readonly people: number
  readonly written: number
  readonly kept: number
  readonly ends: number
  readonly powerFailures: number
  readonly messages: number
  /** After the last came back, until everybody had everything. */
  readonly healedMs: number
  /** What was wrong, or null. */
  readonly violation: string | null
}

const SHARE_PER_MINUTE = 0.3
const FOLLOWED = 6
const MINUTE_MS = 60_000
const STORM_MS = 5 * MINUTE_MS
const PARTITION = { fromMs: MINUTE_MS, toMs: 3 * MINUTE_MS } as const
const STEP_MS = 1_000
/** Each writes this often in the mean. */
const WRITE_MS = 30_000
const MAX_HEALING_MS = 4 * MINUTE_MS

export async function runChurn(plan: ChurnPlan): Promise<ChurnReport> {
  const world = new World(plan)
  const { random, invariants } = world
  for (let index = 0; index < plan.people; index += 1) await world.addPeer(`peer ${index}`)
  world.followAtRandom(FOLLOWED / plan.people)
  for (const peer of world.peers.values()) await world.start(peer)
  world.weather = { ...FINE, powerLossShare: 0.4 }
  const half = new Set([...world.peers.keys()].slice(0, plan.people / 2))
  const backAt = new Map<string, number>()
  let posts = 0
  for (let nowMs = 0; nowMs < STORM_MS; nowMs += STEP_MS) {
    if (nowMs === PARTITION.fromMs) {
      world.areApart = (one, other) => half.has(one) !== half.has(other)
      world.lines.noteParts()
    }
    if (nowMs === PARTITION.toMs) world.areApart = () => false
    for (const peer of world.peers.values()) {
      if (!peer.isRunning) {
        if ((backAt.get(peer.name) ?? 0) <= nowMs) await world.start(peer)
      } else if (random() < (SHARE_PER_MINUTE * STEP_MS) / MINUTE_MS) {
        peer.stop()
        backAt.set(peer.name, nowMs + random() * MINUTE_MS)
      } else if (random() < STEP_MS / WRITE_MS) {
        posts += 1
        world.write(peer, `post ${posts} of ${peer.name}`)
      }
    }
    await world.pass(STEP_MS)
  }
  for (const peer of world.peers.values()) if (!peer.isRunning) await world.start(peer)
  let healedMs = 0
  const isOver = (): boolean => invariants.violation !== null || world.isComplete()
  for (; healedMs < MAX_HEALING_MS && !isOver(); healedMs += STEP_MS) await world.pass(STEP_MS)
  world.checkAtRest()
  return {
    people: plan.people,
    written: world.written(),
    kept: invariants.kept,
    ends: world.crashes + world.powerFailures,
    powerFailures: world.powerFailures,
    messages: world.lines.messages,
    healedMs,
    violation: invariants.violation,
  }
}
