/**
 * One meeting without a server: our code is made, theirs is taken, the link comes up when both sides have done so, in
 * any order. A code is good for one link; who wants another starts again.
 */
import { err, ok, type Result } from '../lib/result'
import type { NetworkId } from '../records/types'
import type { Offer } from '../peer/offer'
import type { PairingError, PairingState } from './api'
import { CODE_LIFETIME_MS, decodePairing, encodePairing, type Card, type PairingCode } from './pairing-code'

/** Half of a link, as the peer makes it. */
interface OpenOffer {
  readonly offer: Offer
  accept(theirs: Offer, signal: AbortSignal): Promise<void>
  close(): void
}

export interface PairingHost {
  readonly network: NetworkId
  readonly now: () => number
  /** Null when there is no peer that could be linked. */
  open(): Promise<OpenOffer | null>
  /** Null before there is an owner. Rejects when the disk keeps nothing. */
  card(): Promise<Card | null>
  /** Their code is good: what it says of them is kept before the link is up. Rejects when the disk keeps nothing. */
  taken(code: PairingCode): Promise<void>
  changed(): void
}

/** Codes that were taken here lately, so that the second try is told what is wrong; each is text of some 600 letters. */
const MAX_USED = 50

/** Where both have pasted, a link takes seconds: after this their code, or what they pasted, may be one of an earlier try. */
export const LATE_MS = 30_000

export class Pairing {
  readonly #host: PairingHost
  readonly #used = new Set<string>()
  #state: PairingState = { status: 'none' }
  #own: OpenOffer | null = null
  #ended = new AbortController()
  #expiry: ReturnType<typeof setTimeout> | undefined
  #lateness: ReturnType<typeof setTimeout> | undefined

  constructor(host: PairingHost) {
    this.#host = host
  }

  get state(): PairingState {
    return this.#state
  }

  /** Makes our code, in the place of any earlier one. */
  async open(): Promise<Result<void, PairingError>> {
    this.close()
    const ended = this.#ended
    const card = await this.#host.card().catch(() => 'not-kept' as const)
    if (card === 'not-kept') return err(card)
    if (card === null) return err('no-identity')
    const own = await this.#host.open()
    if (own === null) return err('no-peer')
    if (ended.signal.aborted) {
      own.close() // Closed, or started again, while the browser looked for its addresses.
      return ok(undefined)
    }
    this.#own = own
    const expiresAt = this.#host.now() + CODE_LIFETIME_MS
    const code = encodePairing({ ...card, network: this.#host.network, expiresAt, offer: own.offer })
    this.#expiry = setTimeout(() => this.#fail('expired'), CODE_LIFETIME_MS)
    this.#become({ status: 'open', code, expiresAt })
    return ok(undefined)
  }

  async take(text: string): Promise<Result<void, PairingError>> {
    const read = decodePairing(text, this.#host.network, this.#host.now())
    if (!read.ok) return read
    const theirs = read.value
    if (theirs.offer.peerId === this.#own?.offer.peerId) return err('own-code')
    const key = theirs.offer.ufrag + theirs.offer.password
    if (this.#used.has(key)) return err('used')
    if (this.#state.status === 'connecting' || this.#state.status === 'linked') return err('answered')
    if (this.#state.status !== 'open' || this.#own === null) return err('no-code-yet')
    this.#note(key)
    this.#become({ status: 'connecting', code: this.#state.code, name: theirs.name, isLate: false })
    this.#lateness = setTimeout(() => this.#isLate(), LATE_MS)
    const own = this.#own
    // Of this try: whoever starts again meanwhile has another.
    const { signal } = this.#ended
    try {
      await this.#host.taken(theirs)
    } catch {
      this.#used.delete(key)
      if (!signal.aborted) this.#fail('not-kept')
      return ok(undefined)
    }
    if (!signal.aborted) void this.#connect(own, theirs, signal)
    return ok(undefined)
  }

  close(): void {
    clearTimeout(this.#expiry)
    clearTimeout(this.#lateness)
    this.#ended.abort()
    this.#ended = new AbortController()
    // A link that is up stays; only what waits is given up.
    if (this.#state.status === 'open' || this.#state.status === 'connecting') this.#own?.close()
    this.#own = null
    if (this.#state.status !== 'none') this.#become({ status: 'none' })
  }

  async #connect(own: OpenOffer, theirs: PairingCode, signal: AbortSignal): Promise<void> {
    try {
      await own.accept(theirs.offer, signal)
      if (signal.aborted) return
      clearTimeout(this.#expiry)
      clearTimeout(this.#lateness)
      this.#become({ status: 'linked', person: theirs.person, name: theirs.name })
    } catch {
      if (!signal.aborted) this.#fail('broken')
    }
  }

  /** They may still be on their way to paste it, so the link is waited for all the same. */
  #isLate(): void {
    if (this.#state.status === 'connecting') this.#become({ ...this.#state, isLate: true })
  }

  #fail(why: 'expired' | 'broken' | 'not-kept'): void {
    this.close()
    this.#become({ status: 'failed', why })
  }

  #note(key: string): void {
    this.#used.add(key)
    const oldest = this.#used.values().next()
    if (this.#used.size > MAX_USED && oldest.done === false) this.#used.delete(oldest.value)
  }

  #become(state: PairingState): void {
    this.#state = state
    this.#host.changed()
  }
}
