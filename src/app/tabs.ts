/**
 * One running peer per browser. Tabs elect a leader by a Web Lock, which the browser frees when the tab goes; the
 * others follow: they read the same database, hear of changes over a BroadcastChannel, and ask the leader to act.
 * When the leader goes, a follower gets the lock and takes over.
 *
 * Not known here: what the calls mean, and what is in the messages.
 */

import type { NetworkId } from '../records/types'

/** How long a follower waits for an answer; publishing a large image takes a few seconds. */
const CALL_TIMEOUT_MS = 60_000

type Message =
  | { readonly type: 'tell'; readonly topic: string; readonly value: unknown }
  | { readonly type: 'call'; readonly id: string; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'answer'; readonly id: string; readonly value?: unknown; readonly fault?: string }

export type CallHandler = (method: string, args: readonly unknown[]) => Promise<unknown>

/** The leader did not answer: it is gone, or too busy. Nothing is known of what it did. */
export class LeaderAwayError extends Error {
  override readonly name = 'LeaderAwayError'
}

/** The leader tried, and something went wrong there; the message says what. */
export class LeaderFailedError extends Error {}

/** Of all tabs that share the database of a network. */
export function tabsName(network: NetworkId): string {
  return `synereo-${network}`
}

export class Tabs {
  readonly #channel: BroadcastChannel
  readonly #lockName: string
  readonly #release = new AbortController()
  readonly #waiting = new Map<string, (value: unknown, fault?: string) => void>()
  #answers: CallHandler | null = null

  /**
   * @param name the same for all tabs that share a database
   * @param heard what the leader tells
   */
  constructor(name: string, heard: (topic: string, value: unknown) => void) {
    this.#lockName = name
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === 'tell') heard(data.topic, data.value)
      if (data.type === 'answer') this.#waiting.get(data.id)?.(data.value, data.fault)
      if (data.type === 'call' && this.#answers !== null)
        void this.#answer(this.#answers, data.id, data.method, data.args)
    }
  }

  /**
   * Calls `lead` when this tab is the leader: at once when no other tab is, or later when the leader has gone.
   * @returns true when it leads at once
   */
  async elect(lead: () => void): Promise<boolean> {
    if (await this.#request(lead, { ifAvailable: true })) return true
    void this.#request(lead, { signal: this.#release.signal }).catch((error: unknown) => {
      if (!this.#release.signal.aborted) throw error
    })
    return false
  }

  /** Resolves once it is known whether the lock is ours; keeps it until close(). */
  #request(lead: () => void, options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const held = async (lock: Lock | null): Promise<void> => {
        resolve(lock !== null)
        if (lock === null || this.#release.signal.aborted) return
        lead()
        await new Promise<void>((release) => this.#release.signal.addEventListener('abort', () => release()))
      }
      navigator.locks.request(this.#lockName, options, held).catch(reject)
    })
  }

  /** The leader answers calls with this. */
  serve(handler: CallHandler): void {
    this.#answers = handler
  }

  tell(topic: string, value: unknown): void {
    this.#channel.postMessage({ type: 'tell', topic, value } satisfies Message)
  }

  /** Asks the leader; throws LeaderAwayError when there is no answer in time, LeaderFailedError when it could not do it. */
  async call(method: string, args: readonly unknown[]): Promise<unknown> {
    // A tab that was closed hears no answer, and its channel takes no question.
    if (this.#release.signal.aborted) throw new LeaderAwayError(method)
    const id = crypto.randomUUID()
    try {
      return await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new LeaderAwayError(method)), CALL_TIMEOUT_MS)
        this.#waiting.set(id, (value, fault) => {
          clearTimeout(timer)
          if (fault === undefined) resolve(value)
          else reject(new LeaderFailedError(fault))
        })
        this.#channel.postMessage({ type: 'call', id, method, args } satisfies Message)
      })
    } finally {
      this.#waiting.delete(id)
    }
  }

  close(): void {
    this.#release.abort()
    this.#channel.close()
  }

  async #answer(handler: CallHandler, id: string, method: string, args: readonly unknown[]): Promise<void> {
    try {
      const value = await handler(method, args)
      this.#channel.postMessage({ type: 'answer', id, value } satisfies Message)
    } catch (error) {
      reportError(error)
      this.#channel.postMessage({ type: 'answer', id, fault: String(error) } satisfies Message)
    }
  }
}
