/** Writes a log as the app does: sign, admit, keep. */
import type { DeviceSigner } from '../../src/identity/types'
import { admit } from '../../src/records/admit'
import { signRecord } from '../../src/records/sign'
import type { Draft, NetworkId, RecordBlocks, RejectReason, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import type { TestPerson } from './test-person'

/** 1 January 2025, 00:00 UTC. */
export const TEST_EPOCH_MS = 1_735_689_600_000
const STEP_MS = 1_000

export class TestLog {
  readonly blocks: RecordBlocks[] = []
  readonly store: MemoryRecordStore
  readonly author: TestPerson
  readonly signer: DeviceSigner
  readonly network: NetworkId
  #nowMs: number

  private constructor(
    network: NetworkId,
    author: TestPerson,
    signer: DeviceSigner,
    store: MemoryRecordStore,
    nowMs: number,
  ) {
    this.network = network
    this.author = author
    this.signer = signer
    this.store = store
    this.#nowMs = nowMs
  }

  /** A log with its first entry. Logs that share a store know of each other. */
  static async begin(
    network: NetworkId,
    author: TestPerson,
    signer: DeviceSigner,
    store = new MemoryRecordStore(),
    nowMs = TEST_EPOCH_MS,
  ): Promise<TestLog> {
    const log = new TestLog(network, author, signer, store, nowMs)
    const certificate = await author.root.certify(network, signer.device)
    await log.add({ kind: 'device', body: { certificate, label: 'test browser' } })
    return log
  }

  async add(draft: Draft): Promise<VerifiedRecord> {
    const record = await this.tryToAdd(draft)
    if (typeof record === 'string') throw new Error(`${draft.kind} was refused: ${record}`)
    return record
  }

  async tryToAdd(draft: Draft): Promise<VerifiedRecord | RejectReason> {
    const head = await this.store.head({ person: this.author.id, device: this.signer.device })
    this.#nowMs += STEP_MS
    const place = { network: this.network, person: this.author.id, head, nowMs: this.#nowMs }
    const signed = await signRecord(draft, place, this.signer)
    if (!signed.ok) return signed.error
    const verdict = await admit(signed.value, this.store)
    if (!verdict.ok) return verdict.error
    const kept = await this.store.append([verdict.value])
    if (!kept.ok) throw new Error(`the store refused: ${kept.error}`)
    this.blocks.push({ entry: verdict.value.entryBlock, body: verdict.value.bodyBlock })
    return verdict.value
  }
}
