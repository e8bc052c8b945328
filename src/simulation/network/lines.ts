/**
 * Direct links between simulated peers: each has two ends and carries bytes. As on a real stream what is sent arrives
 * once and in order, or the link ends and loses what was under way; in worse weather than any real one, messages are
 * lost, repeated and reordered as well.
 */
import type { SyncLink } from '../../peer/sync-wire'
import type { Agenda } from './agenda'

/** What happens to links and messages now. */
export interface LineWeather {
  delayMs(): number
  isLost(): boolean
  isRepeated(): boolean
  isReordered(): boolean
  /** Of two that are apart nothing goes through. */
  areApart(one: string, other: string): boolean
}

/** Who is at an end of a link. */
export interface Port {
  opened(end: End): void
  arrived(end: End, bytes: Uint8Array): void
  closed(end: End): void
}

export interface End extends SyncLink {
  readonly own: string
  /** Who is at the other end. */
  readonly peerId: string
  readonly isOpen: boolean
}

interface Half extends End {
  isOpen: boolean
  readonly port: Port
  other: Half | null
  /** Nothing overtakes what was sent before it. */
  lastArrivalMs: number
}

export class Lines {
  readonly #agenda: Agenda
  readonly #weather: LineWeather
  readonly #ports = new Map<string, Port>()
  /** By name: the open ends of the links. */
  readonly #ends = new Map<string, Map<string, Half>>()
  messages = 0

  constructor(agenda: Agenda, weather: LineWeather) {
    this.#agenda = agenda
    this.#weather = weather
  }

  plugIn(name: string, port: Port): void {
    this.#ports.set(name, port)
  }

  /** The page is gone: the others see its links end. */
  unplug(name: string): void {
    this.#ports.delete(name)
    for (const end of [...(this.#ends.get(name)?.values() ?? [])]) this.#end(end, false)
  }

  isReachable(from: string, to: string): boolean {
    return this.#ports.has(from) && this.#ports.has(to) && !this.#weather.areApart(from, to)
  }

  linked(name: string): string[] {
    return [...(this.#ends.get(name)?.keys() ?? [])]
  }

  /** @returns false when there is no way, or a link already */
  link(from: string, to: string): boolean {
    const [dialler, dialled] = [this.#ports.get(from), this.#ports.get(to)]
    if (dialler === undefined || dialled === undefined || from === to) return false
    if (this.#weather.areApart(from, to) || this.#ends.get(from)?.has(to) === true) return false
    const one = this.#half(from, to, dialler)
    const other = this.#half(to, from, dialled)
    one.other = other
    other.other = one
    dialled.opened(other)
    dialler.opened(one)
    return true
  }

  #half(own: string, peerId: string, port: Port): Half {
    const half = { own, peerId, port, since: this.#agenda.nowMs, isOpen: true, other: null, lastArrivalMs: 0 }
    const ends = this.#ends.get(own) ?? new Map<string, Half>()
    this.#ends.set(own, ends.set(peerId, half))
    return half
  }

  unlink(one: string, other: string): void {
    const end = this.#ends.get(one)?.get(other)
    if (end !== undefined) this.#end(end, true)
  }

  /** Ends all links between those who are apart now; each side notices in its own time. */
  noteParts(): void {
    for (const ends of this.#ends.values())
      for (const end of ends.values())
        if (this.#weather.areApart(end.own, end.peerId))
          this.#agenda.after(this.#weather.delayMs() * 20, () => this.#end(end, true))
  }

  #end(end: Half, isHeard: boolean): void {
    if (!end.isOpen) return
    end.isOpen = false
    const ends = this.#ends.get(end.own)
    if (ends?.get(end.peerId) === end) ends.delete(end.peerId)
    const { other } = end
    if (isHeard) end.port.closed(end)
    if (other !== null) this.#agenda.after(this.#weather.delayMs(), () => this.#end(other, true))
  }

  /** Resolves when it has arrived, or never will. */
  send(from: End, bytes: Uint8Array): Promise<void> {
    const half = this.#ends.get(from.own)?.get(from.peerId)
    const other = half?.other
    if (half !== from || other == null) return Promise.resolve()
    this.messages += 1
    if (this.#weather.isLost()) return this.#agenda.wait(this.#weather.delayMs())
    if (this.#weather.isRepeated()) this.#carry(other, bytes, () => undefined)
    return new Promise((resolve) => this.#carry(other, bytes, resolve))
  }

  #carry(to: Half, bytes: Uint8Array, done: () => void): void {
    const plannedMs = this.#agenda.nowMs + this.#weather.delayMs()
    const arrivalMs = this.#weather.isReordered() ? plannedMs : Math.max(plannedMs, to.lastArrivalMs)
    to.lastArrivalMs = Math.max(to.lastArrivalMs, arrivalMs)
    this.#agenda.after(arrivalMs - this.#agenda.nowMs, () => {
      if (to.isOpen && !this.#weather.areApart(to.own, to.peerId)) to.port.arrived(to, bytes)
      done()
    })
  }
}
