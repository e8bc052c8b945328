/**
 * Of 25 pages 20 are hostile. All of bob's links but one are with them; they promise him everything, forge, flood,
 * trickle and fall silent, and half of them come back again and again under other names. Alice, whom he attends,
 * writes; he hears of it through charlie alone, who is besieged as well.
 *
 * In a crowd they are sixty more, were there first, and come again the moment they are sent away; bob and charlie attend
 * each other, which is what keeps them places.
 *
 * In an eclipse not even charlie can be linked with bob. Nothing of her comes then; but her presence does, through a
 * relay, and his page knows what it lacks.
 *
 * Surrounded, bob is shown nobody honest: all relays and presences are the crowd's. He and charlie are strangers, whom
 * nothing but the days ties on which they were linked before.
 */
import { World, type WorldOptions } from './world'

export interface SiegeReport {
  /** From her writing until it was kept at bob's; null for not in time. */
  readonly arrivedMs: number | null
  /** From her writing until bob's page said that something of hers is missing; null for not in time. */
  readonly knownMs: number | null
  readonly hostileLinks: number
  readonly violation: string | null
}

export interface SiegePlan extends WorldOptions {
  readonly isCrowd?: boolean
  /** Bob has no honest link at all; what he hears of the honest is their presences, through a relay. */
  readonly isEclipse?: boolean
  /** Bob is surrounded by the crowd; he and charlie, who do not attend each other, were linked on so many days before. */
  readonly surroundedAfterDays?: number
}

const HOSTILE = 20
const CROWD = 60
const AGAIN_MS = 200
const HONEST = ['alice', 'bob', 'charlie', 'dora', 'emil'] as const
/** Until everybody is linked, and the hostile have said what they promise. */
const BEFORE_MS = 20_000
const MOST_MS = 30_000
/** He has to know it after a minute, and as long as it lasts. */
const MOST_ECLIPSED_MS = 100_000
const FRESH = 'a fresh post'
const OLD_POSTS = 6
const STEP_MS = 250
const NEW_NAME_MS = 12_000

export async function runSiege(options: SiegePlan): Promise<SiegeReport> {
  const world = new World(options)
  const { random, lines } = world
  for (const name of HONEST) await world.addPeer(name)
  for (const name of ['bob', 'charlie', 'dora']) world.follow(name, 'alice')
  const daysBefore = options.surroundedAfterDays ?? null
  for (const name of ['alice', 'charlie', 'dora', 'emil'])
    if (daysBefore === null || name !== 'charlie') world.follow('bob', name)
  const honest: ReadonlySet<string> = new Set(HONEST)
  // Between bob and anybody honest but charlie there is no way.
  const way = options.isEclipse === true ? 'nobody' : 'charlie'
  world.areApart = (one, other) =>
    honest.has(one) && honest.has(other) && [one, other].includes('bob') && ![one, other].includes(way)
  if (options.isEclipse === true) world.isHeard = () => true
  if (daysBefore !== null) {
    for (const [one, other] of [
      ['bob', 'charlie'],
      ['charlie', 'bob'],
    ] as const)
      world.remember(one, other, daysBefore)
    world.isShown = (one, other) => !(honest.has(one) && honest.has(other) && [one, other].includes('bob'))
  }
  const besieged = ['bob', 'charlie', 'bob', 'alice', 'dora']
  const lay = (name: string): void => {
    const hostile = world.addHostile(name)
    for (const target of new Set(besieged)) lines.link(hostile.name, target)
  }
  const change = (name: string, times: number): void => {
    world.agenda.after(NEW_NAME_MS * (0.5 + random()), () => {
      lines.unplug(name)
      const next = `${name.split(' as ')[0] ?? name} as ${times}`
      lay(next)
      change(next, times + 1)
    })
  }
  for (const peer of world.peers.values()) await world.start(peer)
  if (options.isCrowd === true) {
    world.follow('charlie', 'bob')
    crowd(world)
  }
  if (daysBefore !== null) crowd(world)
  for (const peer of world.peers.values())
    for (let count = 0; count < OLD_POSTS; count += 1) world.write(peer, `old post ${count} of ${peer.name}`)
  for (let index = 0; index < HOSTILE; index += 1) {
    const name = `mallory ${index}`
    world.agenda.after(random() * BEFORE_MS * 0.5, () => {
      lay(name)
      if (index % 2 === 0) change(name, 1)
    })
  }
  await world.pass(BEFORE_MS + random() * 5_000)
  const alice = world.peers.get('alice')
  if (alice === undefined) throw new Error('expected alice')
  const arrival: { ms: number | null } = { ms: null }
  const writtenMs = world.agenda.nowMs
  world.onChange = (peer, { added, source }) => {
    const isIt = added.some(({ kind, body }) => kind === 'post' && body?.text === FRESH)
    if (peer.name === 'bob' && source === 'peer' && isIt) arrival.ms ??= world.agenda.nowMs - writtenMs
  }
  world.write(alice, FRESH)
  let knownMs: number | null = null
  const mostMs = options.isEclipse === true ? MOST_ECLIPSED_MS : MOST_MS
  for (let passedMs = 0; passedMs < mostMs && arrival.ms === null; passedMs += STEP_MS) {
    await world.pass(STEP_MS)
    if (world.peers.get('bob')?.knowsBehind(alice.owner.person) === true)
      knownMs ??= world.agenda.nowMs - writtenMs
  }
  const hostileLinks = lines.linked('bob').filter((name) => !honest.has(name)).length
  return { arrivedMs: arrival.ms, knownMs, hostileLinks, violation: world.invariants.violation }
}

/** They are at charlie and bob before these two could find each other, and always come back. */
function crowd(world: World): void {
  for (let index = 0; index < CROWD; index += 1) {
    const { name } = world.addHostile(`crowd ${index}`)
    const press = (): void => {
      for (const target of ['bob', 'charlie']) world.lines.link(name, target)
      world.agenda.after(AGAIN_MS * (0.5 + world.random()), press)
    }
    press()
  }
}
