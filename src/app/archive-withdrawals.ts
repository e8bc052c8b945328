/**
 * What a file itself shows of the words that are missing in it (rule SY20): the withdrawals stand further on in the same
 * logs, or in those of other devices of the same person, or in blocks of their own (rule AR7), which are made here too.
 */
import { CID } from 'multiformats/cid'
import { readRecord } from '../records/admit'
import { cidOf, decodeCanonical } from '../records/codec'
import { readEntry, type Entry } from '../records/entry'
import type { LogHead, RecordStore } from '../records/store'
import type { NetworkId, RecordBlocks, Withdrawal } from '../records/types'
import { writeWithdrawals } from '../records/withdrawal-block'
import type { CarBlock } from '../storage/car'

/** Entries read at a time. */
const ENTRIES_PER_READ = 200
/** Of blocks of their own; they wait in memory until the file is read, some 600 bytes each. */
const MAX_SHOWN_BESIDE = 100_000

/** What shows that posts of these logs, and of what stands beside them, are withdrawn. */
export async function* withdrawalBlocks(
  store: RecordStore,
  heads: readonly LogHead[],
  perBlock: number,
): AsyncGenerator<CarBlock> {
  let shown: Withdrawal[] = []
  for (const head of heads)
    for await (const withdrawal of withdrawnIn(store, head)) {
      shown.push(withdrawal)
      if (shown.length < perBlock) continue
      yield await blockOf(shown)
      shown = []
    }
  if (shown.length > 0) yield await blockOf(shown)
}

async function blockOf(shown: readonly Withdrawal[]): Promise<CarBlock> {
  const bytes = writeWithdrawals(shown)
  return { cid: CID.parse(await cidOf(bytes)), bytes }
}

async function* withdrawnIn(store: RecordStore, head: LogHead): AsyncGenerator<Withdrawal> {
  for (let seq = 0; seq <= head.seq;) {
    const blocks = await store.range(head, seq, ENTRIES_PER_READ)
    if (blocks.length === 0) break
    for (const { withdrawal } of blocks) if (withdrawal !== undefined) yield withdrawal
    seq += blocks.length
  }
  for (const { cid, header, bodyBlock } of await store.beside(head)) {
    const withdrawal = bodyBlock === null ? await store.withdrawal(cid, header.person) : null
    if (withdrawal !== null) yield withdrawal
  }
}

export class ArchiveWithdrawals {
  readonly #network: NetworkId
  /** By person and device. */
  readonly #certificates = new Map<string, Uint8Array>()
  /** By target and person: the `retract`, and whose log it is in. */
  readonly #retractions = new Map<string, { readonly log: string; readonly blocks: RecordBlocks }>()
  /** By target and person: what blocks of their own show. */
  readonly #beside = new Map<string, Withdrawal>()
  /** What blocks of their own showed, the same or nothing of worth included: each is hashed. */
  #tried = 0

  constructor(network: NetworkId) {
    this.#network = network
  }

  /** Nothing is believed yet: the intake checks what is shown as if a peer had sent it. */
  async note(blocks: readonly RecordBlocks[]): Promise<void> {
    for (const item of blocks) {
      const entry = entryIn(item)
      if (entry === null || (entry.kind !== 'device' && entry.kind !== 'retract')) continue
      const read = await readRecord(item, this.#network, entry.header.time)
      if (!read.ok) continue
      const { kind, body, header } = read.value
      const log = `${header.person}/${header.device}`
      if (kind === 'device' && body !== null) this.#certificates.set(log, body.certificate)
      if (kind === 'retract' && body !== null)
        this.#retractions.set(`${body.entry}/${header.person}`, { log, blocks: item })
    }
  }

  /** What a block of its own shows; it is not believed either. */
  async noteShown(shown: readonly Withdrawal[]): Promise<void> {
    for (const withdrawal of shown) {
      if (this.#tried >= MAX_SHOWN_BESIDE) return
      this.#tried += 1
      const time = entryIn(withdrawal)?.header.time
      if (time === undefined) continue
      const read = await readRecord(withdrawal, this.#network, time)
      if (!read.ok || read.value.kind !== 'retract' || read.value.body === null) continue
      this.#beside.set(`${read.value.body.entry}/${read.value.header.person}`, withdrawal)
    }
  }

  /** The same, with what the file shows of those that lack their body. */
  withShown(blocks: readonly RecordBlocks[]): Promise<RecordBlocks[]> {
    return Promise.all(
      blocks.map(async (item) => {
        const withdrawal = item.body === null ? await this.#of(item) : null
        return withdrawal === null ? item : { ...item, withdrawal }
      }),
    )
  }

  async #of(item: RecordBlocks): Promise<Withdrawal | null> {
    const person = entryIn(item)?.header.person
    if (person === undefined) return null
    const name = `${await cidOf(item.entry)}/${person}`
    const found = this.#retractions.get(name)
    const certificate = found === undefined ? undefined : this.#certificates.get(found.log)
    if (found === undefined || found.blocks.body === null || certificate === undefined)
      return this.#beside.get(name) ?? null
    return { entry: found.blocks.entry, body: found.blocks.body, certificate }
  }
}

function entryIn({ entry }: Pick<RecordBlocks, 'entry'>): Entry | null {
  const decoded = decodeCanonical(entry)
  return (decoded.ok ? readEntry(decoded.value) : undefined) ?? null
}
