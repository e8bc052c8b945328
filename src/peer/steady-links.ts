/** Notes with whom a link lasts, once for each day: at later starts these are anchors (anchors.ts). */
import type { PersonId } from '../identity/types'
import { dayOf } from '../lib/recent-days'
import type { Candidate } from './address-book'
import { STEADY_LINK_MS, STEADY_LOOK_MS } from './config'
import type { Clock } from './sync-wire'

export interface SteadyLinksHost {
  links(): readonly { readonly peerId: string; readonly person: PersonId | null; readonly since: number }[]
  /** To be remembered, with the day of this moment. */
  steady(candidate: Candidate, day: number): void
  now(): number
}

interface Met {
  readonly candidate: Candidate
  /** The day that was noted last. */
  readonly day: number | null
}

export class SteadyLinks {
  readonly #host: SteadyLinksHost
  readonly #clock: Clock
  /** By peer: of those linked now. */
  readonly #met = new Map<string, Met>()
  #stopTimer: (() => void) | undefined

  constructor(host: SteadyLinksHost, clock: Clock) {
    this.#host = host
    this.#clock = clock
  }

  start(): void {
    this.#stopTimer = this.#clock.after(STEADY_LOOK_MS, () => {
      this.#look()
      this.start()
    })
  }

  stop(): void {
    this.#stopTimer?.()
  }

  /** Somebody proved who they are, and said how they are reached. */
  met(candidate: Candidate): void {
    this.#met.set(candidate.peerId, { candidate, day: this.#met.get(candidate.peerId)?.day ?? null })
  }

  #look(): void {
    const [links, nowMs] = [this.#host.links(), this.#host.now()]
    const linked = new Set(links.map(({ peerId }) => peerId))
    for (const peerId of this.#met.keys()) if (!linked.has(peerId)) this.#met.delete(peerId)
    for (const { peerId, person, since } of links) {
      const met = this.#met.get(peerId)
      const day = dayOf(nowMs)
      if (met?.candidate.person !== person || met.day === day || nowMs - since < STEADY_LINK_MS) continue
      this.#met.set(peerId, { ...met, day })
      this.#host.steady({ ...met.candidate, seenAt: nowMs }, day)
    }
  }
}
