/**
 * What a file itself shows of the words that are missing in it (rule SY20): the withdrawals stand further on in the same
 * logs, or in those of other devices of the same person.
 */
import { readRecord } from '../records/admit'
import { cidOf, decodeCanonical } from '../records/codec'
import { readEntry, type Entry } from '../records/entry'
import type { NetworkId, RecordBlocks, Withdrawal } from '../records/types'

export class ArchiveWithdrawals {
  readonly #network: NetworkId
  /** By person and device. */
  readonly #certificates = new Map<string, Uint8Array>()
  /** By target and person: the `retract`, and whose log it is in. */
  readonly #retractions = new Map<string, { readonly log: string; readonly blocks: RecordBlocks }>()

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
    const found = this.#retractions.get(`${await cidOf(item.entry)}/${person}`)
    const certificate = found === undefined ? undefined : this.#certificates.get(found.log)
    if (found === undefined || found.blocks.body === null || certificate === undefined) return null
    return { entry: found.blocks.entry, body: found.blocks.body, certificate }
  }
}

function entryIn({ entry }: RecordBlocks): Entry | null {
  const decoded = decodeCanonical(entry)
  return (decoded.ok ? readEntry(decoded.value) : undefined) ?? null
}
