/** Pages whose lines take as long as their bytes do: the real sync and intake, in simulated time. */
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { PersonId } from '../../src/identity/types'
import { Queue } from '../../src/lib/queue'
import { encodeMessage, type SyncMessage } from '../../src/peer/messages'
import { SyncService } from '../../src/peer/sync-service'
import type { LinkKeeper, LinksHost, SyncLink } from '../../src/peer/sync-wire'
import { headsOf } from '../../src/records/heads'
import type { VerifiedRecord } from '../../src/records/types'
import { Agenda } from '../../src/simulation/network/agenda'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { START_MS, testNetwork } from './author'

/** No bottleneck. */
export const FAST_BYTES_S = 5_000_000
const DELAY_MS = 40
const LATER_MS = 30 * 86_400_000

/** One side of a link. */
interface Side extends SyncLink {
  read: Promise<void>
}

export class Lines {
  readonly agenda: Agenda
  readonly pages = new Map<string, Page>()
  /** What was heard and is not through the intake. */
  underWay = 0

  constructor() {
    this.agenda = new Agenda(async () => {
      for (let turn = 0; turn < 6 || this.underWay > 0; turn += 1)
        await new Promise((resolve) => setImmediate(resolve))
    })
  }

  async page(name: string, init: PageInit): Promise<Page> {
    const page = new Page(this, name, init)
    this.pages.set(name, page)
    await page.begin(init.held ?? [])
    return page
  }
}

export interface PageInit {
  readonly wants: readonly PersonId[]
  readonly held?: readonly VerifiedRecord[]
  readonly upBytesS?: number
  readonly downBytesS?: number
}

export class Page {
  readonly name: string
  readonly store = new MemoryRecordStore()
  /** What others were blamed for, and who was cut off. */
  readonly faults: string[] = []
  /** Records in batches that came. */
  received = 0
  readonly #refusals = new Refusals()
  readonly #lines: Lines
  readonly #init: PageInit
  readonly #links = new Map<string, Side>()
  readonly #service: SyncService<Side>
  readonly #hosts: LinksHost<Side>[] = []
  #upUntilMs = 0
  #downUntilMs = 0

  constructor(lines: Lines, name: string, init: PageInit) {
    this.name = name
    this.#lines = lines
    this.#init = init
    const { agenda } = lines
    const wanted = new Map(init.wants.map((person) => [person, Infinity]))
    const ingest = new Ingest({
      ...{ store: this.store, network: testNetwork, queue: new Queue(), refusals: this.#refusals },
      now: () => this.#now(),
      ...{ breathe: () => Promise.resolve(), verify: () => Promise.resolve(true) },
      entriesWanted: (person) => wanted.get(person) ?? 0,
      changed: (change) => this.#service.grew(headsOf(change), change),
      early: ({ came }) => {
        for (const { header } of came) this.#service.shown(header, header.seq)
      },
      refused: () => undefined,
      exhausted: (from) => this.faults.push(`${from} is cut off`),
      storageFull: () => undefined,
      noPlace: (from, log) => this.#service.noPlace(from, log),
      excuse: (...record) => this.#service.excuse(...record),
    })
    this.#service = new SyncService<Side>(
      (host) => this.#keep(host),
      {
        store: this.store,
        presence: () => Promise.resolve(null),
        logBehind: () => Promise.resolve(null),
        wanted: () => wanted,
        receive: (from, records) => ingest.receive(from, records),
        receiveFresh: (from, records) => ingest.receiveFresh(from, records),
        misbehaved: (from, what) => this.faults.push(`${from}: ${what}`),
        linksChanged: () => undefined,
        spread: () => undefined,
        turnsOver: () => undefined,
        ended: () => undefined,
      },
      {
        now: () => agenda.nowMs,
        after: (ms, task) => {
          let isOff = false
          agenda.after(ms, () => {
            if (!isOff) task()
          })
          return () => (isOff = true)
        },
      },
    )
  }

  async begin(held: readonly VerifiedRecord[]): Promise<void> {
    if (held.length > 0) await this.store.append(held)
    await this.#service.start()
  }

  /** The share of its patience with somebody that is used up. */
  spentBy(name: string): number {
    return this.#refusals.spent(name, this.#now())
  }

  /** How many entries it has. */
  async held(): Promise<number> {
    return (await this.store.heads()).reduce((sum, { seq }) => sum + seq + 1, 0)
  }

  linkWith(other: Page): void {
    // At its time: what comes of it is on its way before time goes on.
    this.#lines.agenda.after(0, () => {
      const ends = [this.#end(other), other.#end(this)] as const
      this.#host.opened(ends[0])
      other.#host.opened(ends[1])
    })
  }

  #end(other: Page): Side {
    const since = this.#lines.agenda.nowMs
    const side: Side = { peerId: other.name, since, read: Promise.resolve() }
    this.#links.set(other.name, side)
    return side
  }

  #now(): number {
    return START_MS + LATER_MS + this.#lines.agenda.nowMs
  }

  get #host(): LinksHost<Side> {
    const [host] = this.#hosts
    if (host === undefined) throw new Error('the service keeps links')
    return host
  }

  #keep(host: LinksHost<Side>): LinkKeeper<Side> {
    this.#hosts.push(host)
    return {
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      get: (peerId) => this.#links.get(peerId),
      send: (link, message) => {
        this.#send(link, message)
        return Promise.resolve()
      },
      abort: ({ peerId }, why) => void this.faults.push(`${peerId.toString()} is hung up on: ${why}`),
    }
  }

  #send(link: Side, message: SyncMessage): void {
    const { agenda, pages } = this.#lines
    const bytes = encodeMessage(message).length
    this.#upUntilMs =
      Math.max(this.#upUntilMs, agenda.nowMs) + (1_000 * bytes) / (this.#init.upBytesS ?? FAST_BYTES_S)
    const other = pages.get(link.peerId.toString())
    if (other === undefined) return
    agenda.after(this.#upUntilMs - agenda.nowMs, () => other.#arrive(this.name, message, bytes))
  }

  #arrive(from: string, message: SyncMessage, bytes: number): void {
    const { agenda } = this.#lines
    const rate = this.#init.downBytesS ?? FAST_BYTES_S
    this.#downUntilMs = Math.max(this.#downUntilMs, agenda.nowMs) + (1_000 * bytes) / rate
    agenda.after(this.#downUntilMs + DELAY_MS - agenda.nowMs, () => {
      const side = this.#links.get(from)
      if (side === undefined) return
      if (message.type === 'records') this.received += message.records.length
      this.#lines.underWay += 1
      side.read = side.read
        .then(() => this.#host.heard(side, message))
        .finally(() => (this.#lines.underWay -= 1))
    })
  }
}
