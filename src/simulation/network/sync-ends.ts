/** The ends of simulated links as the sync takes them: messages instead of bytes, read one after the other. */
import { MAX_UNREAD_BYTES } from '../../peer/config'
import { MessageBudget } from '../../peer/message-budget'
import type { SyncMessage } from '../../peer/messages'
import { bytesOf, messageIn } from './said-once'
import type { Clock, LinkKeeper, LinksHost } from '../../peer/sync-wire'
import type { End, Lines, Port } from './lines'

interface Reading {
  readonly inbox: Uint8Array[]
  readonly budget: MessageBudget
  isReading: boolean
  unreadBytes: number
}

export class SyncEnds implements LinkKeeper<End>, Port {
  readonly #lines: Lines
  readonly #host: LinksHost<End>
  readonly #clock: Clock
  readonly #ends = new Map<string, End>()
  readonly #readings = new Map<End, Reading>()
  readonly #said: (end: End, message: SyncMessage) => void

  /** @param said sees what is sent, to check it */
  constructor(
    lines: Lines,
    host: LinksHost<End>,
    clock: Clock,
    said: (end: End, message: SyncMessage) => void,
  ) {
    this.#lines = lines
    this.#host = host
    this.#clock = clock
    this.#said = said
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  get(peerId: string): End | undefined {
    return this.#ends.get(peerId)
  }

  async send(end: End, message: SyncMessage): Promise<void> {
    const reading = this.#readings.get(end)
    // A page that has ended says nothing more.
    if (reading === undefined || !end.isOpen) return
    const bytes = bytesOf(message)
    this.#said(end, message)
    reading.unreadBytes += bytes.byteLength
    if (reading.unreadBytes > MAX_UNREAD_BYTES) return this.abort(end)
    await this.#lines.send(end, bytes)
    reading.unreadBytes -= bytes.byteLength
  }

  abort(end: End): void {
    this.#lines.unlink(end.own, end.peerId)
  }

  opened(end: End): void {
    const former = this.#ends.get(end.peerId)
    if (former !== undefined) this.closed(former)
    this.#ends.set(end.peerId, end)
    const budget = new MessageBudget(this.#clock.now())
    this.#readings.set(end, { inbox: [], budget, isReading: false, unreadBytes: 0 })
    this.#host.opened(end)
  }

  closed(end: End): void {
    if (!this.#readings.delete(end)) return
    if (this.#ends.get(end.peerId) === end) this.#ends.delete(end.peerId)
    this.#host.closed(end)
  }

  arrived(end: End, bytes: Uint8Array): void {
    const reading = this.#readings.get(end)
    if (reading === undefined) return
    reading.inbox.push(bytes)
    if (!reading.isReading) void this.#read(end, reading)
  }

  async #read(end: End, reading: Reading): Promise<void> {
    reading.isReading = true
    for (let bytes = reading.inbox.shift(); bytes !== undefined; bytes = reading.inbox.shift()) {
      const message = messageIn(bytes)
      if (!message.ok) {
        this.#host.misbehaved(end.peerId, message.error)
        this.abort(end)
        return
      }
      const waitMs = reading.budget.waitMs(message.value, this.#clock.now())
      if (waitMs > 0) await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve))
      if (!this.#readings.has(end)) return
      await this.#host.heard(end, message.value)
    }
    reading.isReading = false
  }
}
