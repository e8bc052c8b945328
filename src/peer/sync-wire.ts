/**
 * What the sync needs of the world: streams to direct peers, and time. The page's are in sync-links.ts and below; a
 * simulated network brings its own.
 */
import type { SyncMessage } from './messages'

export interface SyncLink {
  readonly peerId: { toString(): string }
  readonly since: number
}

/** Hears what happens on links. */
export interface LinksHost<L extends SyncLink> {
  opened(link: L): void
  /** The next message is read when this resolves. */
  heard(link: L, message: SyncMessage): Promise<void>
  closed(link: L): void
  misbehaved(peerId: string, what: string): void
}

/** Keeps one link with each direct peer. */
export interface LinkKeeper<L extends SyncLink> {
  start(): Promise<void>
  stop(): Promise<void>
  get(peerId: string): L | undefined
  /** Resolves when it is written, or cannot be any more. */
  send(link: L, message: SyncMessage): Promise<void>
  abort(link: L, why: string): void
}

export interface Clock {
  /** Milliseconds since anything: it goes on steadily, however the clock on the wall is set. */
  now(): number
  /** Runs a task after a while; what it gives calls that off. */
  after(ms: number, task: () => void): () => void
}

export const PAGE_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}
