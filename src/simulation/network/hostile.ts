/**
 * Peers that do harm: each promises, forges, floods, trickles, falls silent or speaks with two tongues, over the same lines
 * as everybody. What they send is made of what honest peers sent them: nearly true, or true and old; or of a log of their
 * own that they sign twice.
 */
import type { PersonId } from '../../identity/types'
import { equalBytes, utf8 } from '../../lib/bytes'
import { CERTIFICATE_BYTES, MAX_FRESH_RECORDS, SYNC_BATCH_RECORDS } from '../../peer/config'
import { decodeMessage, encodeMessage, type Position, type SyncMessage } from '../../peer/messages'
import { decodeCanonical, encodeCanonical } from '../../records/codec'
import type { RecordBlocks, RecordCid } from '../../records/types'
import { encodeImpulse } from '../../peer/impulse-message'
import type { Agenda } from './agenda'
import type { Branch, ForkedLog } from './forked-log'
import type { End, Lines, Port } from './lines'
import { asImpulse } from './protocols'

/** What one of them does when it is asked for something. */
export const HOSTILE_KINDS = ['silent', 'forger', 'garbage', 'trickler', 'ender'] as const
/** Who signs a log of their own twice is somebody, whom people may attend. */
export type HostileKind = (typeof HOSTILE_KINDS)[number] | 'equivocator'

const PROMISED = 1_000_000
const AGAIN_MS = 6_000
const TRICKLE_MS = 1_500
/** The first records that any of them heard, to be sent again. */
const MAX_REMEMBERED = 20
/** The last that one of them heard, of which others may not have heard yet. */
const NEWEST = 4
/** How often it shows somebody the other branch than usual: who is told the same for long keeps much of it. */
const SWITCHES_SHARE = 0.02

export interface HostileWorld {
  readonly agenda: Agenda
  readonly lines: Lines
  random(): number
  /** They are all of one mind. */
  readonly remembered: RecordBlocks[]
  /** Whom it promises the logs of. */
  logs(): readonly Omit<Position, 'next'>[]
  people(): readonly PersonId[]
  /** Posts that others wrote. */
  posts(): readonly RecordCid[]
}

export class HostilePeer implements Port {
  readonly name: string
  readonly kind: HostileKind
  readonly #world: HostileWorld
  /** Only of who has one. */
  readonly #log: ForkedLog | null
  #newest: readonly RecordBlocks[] = []

  constructor(name: string, kind: HostileKind, world: HostileWorld, log: ForkedLog | null = null) {
    this.name = name
    this.kind = kind
    this.#world = world
    this.#log = log
    world.lines.plugIn(name, this)
  }

  opened(end: End): void {
    // It may say it is somebody, and is at nobody's peer id but its own.
    this.#say(end, { type: 'hello', presence: utf8(this.name) })
    this.#say(end, {
      type: 'want',
      wants: this.#world.people().map((person) => ({ person, next: new Map() })),
    })
    this.#go(end)
  }

  closed(): void {}

  arrived(end: End, bytes: Uint8Array): void {
    const message = decodeMessage(bytes)
    if (!message.ok) return
    const { value } = message
    if (value.type === 'fresh' || value.type === 'records') {
      this.#remember(value.records)
      if (value.type === 'records' && this.#world.random() < 0.5)
        this.#say(end, { type: 'ack', id: value.id })
    }
    if (value.type === 'have')
      this.#say(end, {
        type: 'get',
        id: Math.floor(this.#world.random() * 9),
        from: this.#pick(value.positions),
      })
    if (value.type === 'branch' && this.#log !== null) {
      const records = this.#log.endingIn(value.end, MAX_FRESH_RECORDS)
      if (records.length > 0) this.#say(end, { type: 'fresh', records })
    }
    if (value.type !== 'get') return
    if (this.#log === null) this.#answer(end, value.id)
    else this.#answerDouble(end, this.#log, value)
  }

  /** Promises everything, now and again and again. */
  #go(end: End): void {
    if (!end.isOpen) return
    if (this.#log !== null) return this.#goDouble(end, this.#log)
    this.#say(end, {
      type: 'have',
      positions: this.#world.logs().map((log) => ({ ...log, next: PROMISED })),
    })
    if (this.kind === 'garbage') {
      const bytes = Uint8Array.from({ length: 40 }, () => Math.floor(this.#world.random() * 256))
      const chance = this.#world.random()
      if (chance < 0.3) void this.#world.lines.send(end, bytes)
      else if (chance < 0.5) void this.#world.lines.send(end, asImpulse(bytes))
      else this.#say(end, { type: 'fresh', records: this.#forged(3) })
    }
    if (this.kind === 'forger') {
      this.#say(end, { type: 'fresh', records: this.#forged(4) })
      this.#push(end, this.#forged(4))
    }
    this.#world.agenda.after(AGAIN_MS * (0.5 + this.#world.random()), () => this.#go(end))
  }

  #answer(end: End, id: number): void {
    if (!end.isOpen || this.kind === 'silent') return
    if (this.kind === 'ender') return this.#say(end, { type: 'end', id })
    if (this.kind === 'trickler') {
      this.#say(end, { type: 'records', id: 1, records: this.#world.remembered.slice(0, 1) })
      this.#world.agenda.after(TRICKLE_MS, () => this.#answer(end, id))
      return
    }
    this.#say(end, { type: 'records', id: 1, records: this.#forged(4) })
  }

  /** Writes on at both branches, and says to each that it has the one that is meant for them. */
  #goDouble(end: End, log: ForkedLog): void {
    void log.grow(this.#world.posts()).then(() => {
      if (!end.isOpen) return
      const branch = this.#branchFor(end)
      const positions = log.positions(branch)
      this.#say(end, { type: 'have', positions })
      const [own] = positions
      if (own === undefined || own.next === 0) return
      if (this.#world.random() < 0.5)
        this.#say(end, { type: 'fresh', records: log.from(branch, { ...own, next: own.next - 1 }, 1) })
      else void this.#world.lines.send(end, asImpulse(encodeImpulse(log.carried(branch, 1))))
    })
    this.#world.agenda.after(AGAIN_MS * (0.5 + this.#world.random()), () => this.#go(end))
  }

  #answerDouble(end: End, log: ForkedLog, { id, from }: Extract<SyncMessage, { type: 'get' }>): void {
    if (!end.isOpen) return
    const records = log.from(this.#branchFor(end), from, SYNC_BATCH_RECORDS)
    if (records.length > 0) this.#say(end, { type: 'records', id, records })
    this.#say(end, { type: 'end', id })
  }

  /** To each the same, nearly always. */
  #branchFor({ peerId }: End): Branch {
    const usual = utf8(peerId).reduce((sum, byte) => sum + byte, 0) % 2
    return (this.#world.random() < SWITCHES_SHARE ? 1 - usual : usual) as Branch
  }

  #push(end: End, records: readonly RecordBlocks[]): void {
    const certificate = Uint8Array.from({ length: CERTIFICATE_BYTES }, () => this.#world.random() * 256)
    const carried = records.flatMap(({ entry, body }) =>
      body === null ? [] : [{ entry, body, certificate }],
    )
    if (carried.length > 0) void this.#world.lines.send(end, asImpulse(encodeImpulse(carried)))
  }

  /** Records that are nearly true: well-formed with another date, or a byte is another, or the body. */
  #forged(count: number): RecordBlocks[] {
    return [...this.#newest.map(redated), ...this.#damaged(count)].slice(0, MAX_FRESH_RECORDS)
  }

  #damaged(count: number): RecordBlocks[] {
    return Array.from({ length: Math.min(count, this.#world.remembered.length) }, () => {
      const { entry, body } = this.#pick(this.#world.remembered)
      const other = this.#pick(this.#world.remembered)
      // Never by chance a true one: that would help.
      if (this.#world.random() < 0.3 && !equalBytes(other.entry, entry)) return { entry, body: other.body }
      const changed = Uint8Array.from(entry)
      const at = Math.floor(this.#world.random() * changed.length)
      changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(this.#world.random() * 8))
      return { entry: changed, body }
    })
  }

  #remember(records: readonly RecordBlocks[]): void {
    this.#newest = [...this.#newest, ...records].slice(-NEWEST)
    const { remembered } = this.#world
    // What is new is kept from others, not passed on.
    remembered.push(...records.slice(0, MAX_REMEMBERED - remembered.length))
  }

  #say(end: End, message: SyncMessage): void {
    void this.#world.lines.send(end, encodeMessage(message))
  }

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.#world.random() * from.length)]
    if (found === undefined) throw new Error('expected something to pick from')
    return found
  }
}

/** The entry as its author would have signed it a moment later: nothing is wrong with it but the signature. */
function redated({ entry, body }: RecordBlocks): RecordBlocks {
  const decoded = decodeCanonical(entry)
  if (!decoded.ok) return { entry, body: null }
  const map = decoded.value as { readonly time: number }
  return { entry: encodeCanonical({ ...map, time: map.time + 1 }), body }
}
