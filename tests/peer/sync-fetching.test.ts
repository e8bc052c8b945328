/** Two pure halves played against each other: what bob asks for, and what several holders send. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { LEASE_MS, MAX_ASKS_PER_LINK, SYNC_WINDOW_BATCHES } from '../../src/peer/config'
import { FetchPlan } from '../../src/peer/fetch-plan'
import { logKey, SyncSession, type DueBatch } from '../../src/peer/sync-session'
import type { LogId } from '../../src/records/store'

const LINKS = ['charlie', 'dora', 'erik', 'mallory'] as const
const PEOPLE = ['alice', 'fay', 'gus'] as const
const BATCH = 5
const laptop = 'laptop' as DeviceId

type LinkName = (typeof LINKS)[number]

type Event =
  | {
      readonly kind: 'open' | 'close' | 'stall' | 'wake' | 'work' | 'repeat' | 'drop'
      readonly link: LinkName
    }
  | { readonly kind: 'lie'; readonly link: LinkName; readonly person: string }
  | { readonly kind: 'write'; readonly person: string }
  | { readonly kind: 'wait'; readonly ms: number }

const anyLink = fc.constantFrom(...LINKS)
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('work' as const), link: anyLink }), weight: 6 },
  fc.record({
    kind: fc.constantFrom('open', 'close', 'stall', 'wake', 'repeat', 'drop'),
    link: anyLink,
  }),
  fc.record({ kind: fc.constant('lie' as const), link: anyLink, person: fc.constantFrom(...PEOPLE) }),
  fc.record({ kind: fc.constant('write' as const), person: fc.constantFrom(...PEOPLE) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 900, LEASE_MS) }),
)

function logOf(person: string): LogId {
  return { person: person as PersonId, device: laptop }
}

interface Sent extends DueBatch {
  readonly entries: number
  readonly id: number
}

interface Holder {
  readonly session: SyncSession
  /** On their way to bob, in order. */
  wire: (Sent | { readonly end: number })[]
  isStalled: boolean
}

/** Bob and whoever is linked with him; every holder holds all that was ever written. */
class World {
  nowMs = 0
  twice = 0
  readonly held = new Map<string, number>()
  readonly written = new Map<string, number>(PEOPLE.map((person) => [person, 23]))
  readonly holders = new Map<LinkName, Holder>()
  readonly plan = new FetchPlan(({ person }) => this.held.get(person) ?? 0)
  /** Who is asked for which log now, as the messages say. */
  readonly asked = new Map<string, Set<string>>()

  constructor() {
    this.plan.wants(new Map(PEOPLE.map((person) => [person as PersonId, Infinity])))
  }

  do(event: Event): void {
    if (event.kind === 'wait') this.nowMs += event.ms
    else if (event.kind === 'write') {
      this.written.set(event.person, (this.written.get(event.person) ?? 0) + 1)
      for (const link of this.holders.keys()) this.#offer(link)
    } else this.#at(event.link, event)
    this.step()
  }

  #at(link: LinkName, event: Event): void {
    const holder = this.holders.get(link)
    if (event.kind === 'open' && holder === undefined) {
      this.holders.set(link, { session: new SyncSession(), wire: [], isStalled: false })
      this.plan.opened(link)
      this.#offer(link)
    }
    if (holder === undefined) return
    if (event.kind === 'close') {
      this.holders.delete(link)
      this.plan.closed(link)
      for (const links of this.asked.values()) links.delete(link)
    }
    if (event.kind === 'stall') holder.isStalled = true
    if (event.kind === 'wake') holder.isStalled = false
    if (event.kind === 'work') this.work(link, holder)
    if (event.kind === 'repeat') holder.wire.unshift(...holder.wire.slice(0, 1))
    if (event.kind === 'drop') holder.wire = holder.wire.filter((item) => 'end' in item)
    if (event.kind === 'lie') this.plan.offered(link, [{ ...logOf(event.person), next: 1_000_000 }])
  }

  #offer(link: LinkName): void {
    this.plan.offered(
      link,
      PEOPLE.map((person) => ({ ...logOf(person), next: this.written.get(person) ?? 0 })),
    )
  }

  /** The holder sends what it may, and the first thing on the wire arrives. */
  work(link: LinkName, holder: Holder): void {
    const { session } = holder
    if (holder.isStalled) return
    for (let due = session.nextBatch(); due !== null; due = session.nextBatch()) {
      const end = this.written.get(due.log.person) ?? 0
      const entries = Math.max(0, Math.min(BATCH, end - due.fromSeq))
      if (entries > 0) holder.wire.push({ ...due, entries, id: session.sent(due, due.fromSeq + entries) })
      if (due.fromSeq + entries < end) continue
      session.stop(due.ask)
      holder.wire.push({ end: due.ask })
    }
    const underWay = holder.wire.filter((item) => 'id' in item)
    expect(new Set(underWay.map((item) => item.id)).size).toBeLessThanOrEqual(SYNC_WINDOW_BATCHES)
    const item = holder.wire.shift()
    if (item === undefined) return
    if ('end' in item) {
      this.plan.ended(link, item.end, this.nowMs)
      this.#forget(link, item.end)
      return
    }
    const { person } = item.log
    const held = this.held.get(person) ?? 0
    const end = item.fromSeq + item.entries
    this.twice += Math.max(0, Math.min(held, end) - item.fromSeq)
    // What leaves a gap is not kept.
    if (item.fromSeq <= held && end > held) {
      this.held.set(person, end)
      this.plan.kept(item.log, end - held)
    }
    session.acknowledged(item.id)
  }

  readonly #askIds = new Map<string, string>()

  #forget(link: string, id: number): void {
    const key = this.#askIds.get(`${link} ${id}`)
    if (key !== undefined) this.asked.get(key)?.delete(link)
  }

  step(): void {
    const { gets, stops } = this.plan.step(this.nowMs, () => false)
    for (const { link, id } of stops) {
      this.holders.get(link as LinkName)?.session.stop(id)
      this.#forget(link, id)
    }
    for (const { link, id, log, next } of gets) {
      const key = logKey(log)
      const links = this.asked.get(key) ?? new Set()
      this.asked.set(key, links.add(link))
      this.#askIds.set(`${link} ${id}`, key)
      expect(this.holders.get(link as LinkName)?.session.get(id, log, next)).toBe(true)
    }
    for (const links of this.asked.values()) expect(links.size).toBeLessThanOrEqual(1)
    const perLink = [...this.asked.values()].flatMap((links) => [...links])
    for (const link of LINKS)
      expect(perLink.filter((one) => one === link).length).toBeLessThanOrEqual(MAX_ASKS_PER_LINK)
  }

  get isComplete(): boolean {
    return PEOPLE.every((person) => this.held.get(person) === this.written.get(person))
  }
}

describe('fetching from several holders', () => {
  it('[SY12] has everything in the end, asks nobody for what another is asked for, and keeps to the window', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 120 }), anyLink, (events, honest) => {
        const world = new World()
        for (const event of events) world.do(event)
        // From now on one is honest, and the others say nothing any more or never were there.
        for (const link of LINKS) world.do({ kind: link === honest ? 'close' : 'stall', link })
        world.do({ kind: 'open', link: honest })
        for (let turn = 0; turn < 400 && !world.isComplete; turn += 1) {
          world.do({ kind: 'work', link: honest })
          world.do({ kind: 'wait', ms: 100 })
        }
        expect(world.isComplete).toBe(true)
      }),
      { seed: 20261127, numRuns: 1_000 },
    )
  })

  it('[SY11] nothing comes twice when nobody stalls or leaves, however many hold it', () => {
    const world = new World()
    for (const link of LINKS) world.do({ kind: 'open', link })
    for (let turn = 0; turn < 100 && !world.isComplete; turn += 1)
      for (const link of LINKS) world.do({ kind: 'work', link })
    expect(world.isComplete).toBe(true)
    expect(world.twice).toBe(0)
  })

  it('[SY11] an interruption costs no more than a window', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 15 }), { minLength: 5, maxLength: 5 }), (turns) => {
        const world = new World()
        for (const person of PEOPLE) world.written.set(person, 200)
        for (const until of turns) {
          world.do({ kind: 'open', link: 'charlie' })
          world.do({ kind: 'open', link: 'dora' })
          for (let turn = 0; turn < until; turn += 1) {
            world.do({ kind: 'work', link: 'charlie' })
            world.do({ kind: 'work', link: 'dora' })
          }
          world.do({ kind: 'close', link: 'dora' })
        }
        for (let turn = 0; turn < 400 && !world.isComplete; turn += 1)
          world.do({ kind: 'work', link: 'charlie' })
        expect(world.isComplete).toBe(true)
        // What was under way is lost with the link; what arrived was kept.
        expect(world.twice).toBeLessThanOrEqual(turns.length * SYNC_WINDOW_BATCHES * BATCH)
      }),
      { seed: 20261127, numRuns: 300 },
    )
  })
})
