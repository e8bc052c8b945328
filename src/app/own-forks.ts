/**
 * What another copy of this browser signed (rule SY17). The key of a device lies in one browser; where its profile was copied
 * or put back from a backup, two write one log, and neither can know. Whoever finds it out goes on as a further device, so
 * that it cannot happen again, and joins both branches in the log of that one.
 */
import { verify, type Verify } from '../identity/keys'
import type { DeviceId } from '../identity/types'
import type { Result } from '../lib/result'
import { isSigned } from '../records/admit'
import { MAX_HEADS_PER_LOG, MAX_MERGE_HEADS } from '../records/limits'
import type { RecordChange, RecordStore } from '../records/store'
import type { Draft, RecordCid, RecordOf, SignedRecord } from '../records/types'
import type { Unmerged } from '../storage/schema'
import type { PublishError } from './api'
import { firstDrafts, type OpenedSelf } from './ownership'

/** The rest of a branch comes in the batches after the first entry of it. */
export const SETTLE_MS = 5_000
/** Only their ends are named; of more than this the rest is found in the next round, and nobody has more signatures checked. */
const MAX_STRAYS = 1_000

export interface OwnForksInit {
  readonly self: () => OpenedSelf | null
  readonly store: Pick<RecordStore, 'head' | 'get'>
  readonly verify?: Verify
  /** What a device here calls itself. */
  readonly label: () => string
  readonly merges: () => readonly RecordOf<'merge'>[]
  readonly publish: (draft: Draft) => Promise<Result<RecordCid, PublishError>>
  /** Makes this browser a further device, which finds at its start what it has to join. */
  readonly moveOn: (former: Unmerged) => Promise<void>
  /** Everything was joined that the former device had left. */
  readonly joined: () => Promise<void>
  readonly after: (ms: number, task: () => void) => () => void
}

export class OwnForks {
  readonly #init: OwnForksInit
  /** By device: entries that it signed and that its log here has not. */
  readonly #strays = new Map<DeviceId, Map<RecordCid, SignedRecord>>()
  /** Looked at since it was settled last, also those that were nobody's. */
  #checked = 0
  #timer: (() => void) | null = null

  constructor(init: OwnForksInit) {
    this.#init = init
  }

  /** Begins the log of the device that this browser goes on as, and joins what it is there for. */
  async open(): Promise<void> {
    const self = this.#init.self()
    if (self === null) return
    const { person, signer, certificate, unmerged } = self
    if (this.#isLeft(this.#init.merges(), self)) return this.#moveOn(self)
    if ((await this.#init.store.head({ person, device: signer.device })) === null)
      for (const draft of firstDrafts(certificate, this.#init.label(), null)) await this.#init.publish(draft)
    for (const { device, heads } of unmerged) await this.#join(device, heads)
    if (unmerged.length > 0) await this.#init.joined()
  }

  stop(): void {
    this.#timer?.()
  }

  /** Somebody brought an entry for which there is no place here: it may be one that the owner signed elsewhere. */
  async stray(record: SignedRecord): Promise<void> {
    const { person, device } = record.header
    if (person !== this.#init.self()?.person || this.#checked >= MAX_STRAYS) return
    this.#checked += 1
    this.#timer ??= this.#init.after(SETTLE_MS, () => {
      this.#timer = null
      void this.#settle()
    })
    if (!(await isSigned(record, this.#init.verify ?? verify))) return
    const strays = this.#strays.get(device) ?? new Map<RecordCid, SignedRecord>()
    this.#strays.set(device, strays.set(record.cid, record))
  }

  /** Another copy of this browser may have joined the log that this one still writes. */
  async changed({ added }: RecordChange): Promise<void> {
    const self = this.#init.self()
    if (self === null) return
    const merges = added.filter((record) => record.kind === 'merge')
    if (this.#isLeft(merges, self)) await this.#moveOn(self)
  }

  #isLeft(merges: readonly RecordOf<'merge'>[], { person, signer }: OpenedSelf): boolean {
    return merges.some(({ header, body }) => header.person === person && body?.device === signer.device)
  }

  #moveOn({ signer }: OpenedSelf): Promise<void> {
    return this.#init.moveOn({ device: signer.device, heads: [] })
  }

  async #settle(): Promise<void> {
    const self = this.#init.self()
    const found = [...this.#strays]
    this.#strays.clear()
    this.#checked = 0
    for (const [device, strays] of found) {
      const heads = await this.#news(device, endsOf([...strays.values()]))
      if (self === null || heads.length === 0) continue
      if (device === self.signer.device) return this.#init.moveOn({ device, heads })
      await this.#join(device, heads)
    }
  }

  /** Ends that are neither here nor named already. */
  async #news(device: DeviceId, ends: readonly RecordCid[]): Promise<RecordCid[]> {
    const bodies = this.#init.merges().flatMap(({ body }) => (body?.device === device ? [body] : []))
    const named = new Set(bodies.flatMap(({ heads }) => heads))
    if (named.size >= MAX_HEADS_PER_LOG) return []
    const news: RecordCid[] = []
    for (const end of ends) if (!named.has(end) && (await this.#init.store.get(end)) === null) news.push(end)
    return news
  }

  /** The end that is held here is named as well: others may hold another branch. */
  async #join(device: DeviceId, ends: readonly RecordCid[]): Promise<void> {
    const person = this.#init.self()?.person
    if (person === undefined) return
    const held = await this.#init.store.head({ person, device })
    const heads = [...new Set([...(held === null ? [] : [held.cid]), ...ends])].slice(0, MAX_MERGE_HEADS)
    if (heads.length > 0) await this.#init.publish({ kind: 'merge', body: { device, heads } })
  }
}

/** Entries behind which none came; the latest first. */
export function endsOf(records: readonly SignedRecord[]): RecordCid[] {
  const followed = new Set(records.map(({ header }) => header.prev))
  return records
    .filter(({ cid }) => !followed.has(cid))
    .sort((a, b) => b.header.seq - a.header.seq)
    .map(({ cid }) => cid)
}
