/** A person with a device who writes a log: real keys, real records. */
import { generateDeviceKey, deviceSigner } from '../../src/identity/keys'
import type { DeviceSigner, PersonId } from '../../src/identity/types'
import { newWords, rootFromWords } from '../../src/identity/words'
import { admit } from '../../src/records/admit'
import { networkIdOf } from '../../src/records/network-id'
import { signRecord } from '../../src/records/sign'
import type { LogHead, LogId, RecordStore } from '../../src/records/store'
import type { Draft, NetworkId, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

export const TEST_MANIFEST = { v: 1, name: 'test' }
export const testNetwork: NetworkId = await networkIdOf(TEST_MANIFEST)
/** 2026-01-01: all test records are dated from here. */
export const START_MS = Date.UTC(2026, 0, 1)

export class Author {
  readonly person: PersonId
  readonly signer: DeviceSigner
  readonly certificate: Uint8Array
  readonly store: RecordStore
  readonly network: NetworkId
  nowMs = START_MS

  private constructor(
    person: PersonId,
    signer: DeviceSigner,
    certificate: Uint8Array,
    store: RecordStore,
    network: NetworkId,
  ) {
    this.person = person
    this.signer = signer
    this.certificate = certificate
    this.store = store
    this.network = network
  }

  /**
   * An author whose log begins with the device entry; `words` make a further device of the same person, `signer` one
   * whose key is the same in every run.
   */
  static async create(
    options: { words?: string; signer?: DeviceSigner; store?: RecordStore; network?: NetworkId } = {},
  ): Promise<Author> {
    const root = await rootFromWords(options.words ?? newWords().join(' '))
    if (!root.ok) throw new Error('the words of the test are wrong')
    const signer = options.signer ?? (await deviceSigner(await generateDeviceKey()))
    const network = options.network ?? testNetwork
    const certificate = await root.value.certify(network, signer.device)
    const author = new Author(
      root.value.person,
      signer,
      certificate,
      options.store ?? new MemoryRecordStore(),
      network,
    )
    await author.write({ kind: 'device', body: { certificate, label: 'Test' } })
    return author
  }

  /** The same device writing elsewhere, as a second tab without a lock would. */
  static twin(author: Author, store: RecordStore = author.store): Author {
    const { person, signer, certificate, network } = author
    const twin = new Author(person, signer, certificate, store, network)
    twin.nowMs = author.nowMs
    return twin
  }

  logId(): LogId {
    return { person: this.person, device: this.signer.device }
  }

  /** Signs the next entry and keeps it; time goes on by a second. */
  async write(draft: Draft): Promise<VerifiedRecord> {
    this.nowMs += 1_000
    const signed = await signRecord(draft, await this.place(), this.signer)
    if (!signed.ok) throw new Error(`the draft was refused: ${signed.error}`)
    const verdict = await admit(signed.value, this.store)
    if (!verdict.ok) throw new Error(`the record was refused: ${verdict.error}`)
    const kept = await this.store.append([verdict.value])
    if (!kept.ok) throw new Error(kept.error)
    return verdict.value
  }

  post(text: string): Promise<VerifiedRecord> {
    return this.write({ kind: 'post', body: { text, tags: [], images: [] } })
  }

  async place(): Promise<{ network: NetworkId; person: PersonId; head: LogHead | null; nowMs: number }> {
    const head = await this.store.head({ person: this.person, device: this.signer.device })
    return { network: this.network, person: this.person, head, nowMs: this.nowMs }
  }
}
