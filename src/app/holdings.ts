/** What the leading tab does with all it holds at once: takes a file in, lets go of others' records, has it pinned. */
import { err, type Result } from '../lib/result'
import type { Queue } from '../lib/queue'
import type { Peer } from '../peer/peer'
import type { IdbBlockStore } from '../storage/block-store'
import type { Database } from '../storage/open'
import type { IdbRecordStore } from '../storage/record-store'
import type { Acts } from './acts'
import type { ImportError, ImportReport } from './archive-import'
import type { Progress } from './api'
import type { Ingest } from './ingest'
import { keptPeople } from './interest'
import type { Known } from './known'
import { BROWSER_MARKS } from './marks'
import type { NetworkConfig } from './network-config'
import type { OpenedSelf } from './ownership'
import type { Pictures } from './pictures'
import type { Pin, PinError, PinService } from './pinning'

/** As a pinning service lists it. */
const PIN_NAME = 'Synereo'
/** The Pinning Service API allows twenty. */
const MAX_ORIGINS = 20
const REACH_TIMEOUT_MS = 20_000

export interface HoldingsInit {
  readonly config: NetworkConfig
  readonly db: Database
  readonly records: IdbRecordStore
  readonly blocks: IdbBlockStore
  readonly pictures: Pictures
  readonly known: Known
  readonly ingest: Ingest
  /** All that writes waits in it. */
  readonly queue: Queue
  readonly self: () => OpenedSelf | null
  readonly peer: () => Peer | null
  readonly importing: (progress: Progress) => void
  /** Records were removed from the disk. */
  readonly letGo: () => void
}

export class Holdings implements Pick<Acts, 'importArchive' | 'letGo' | 'pin'> {
  readonly #init: HoldingsInit

  constructor(init: HoldingsInit) {
    this.#init = init
  }

  /** What the network ships. Needs no peer, and nothing waits for it: without it the page only has less to show. */
  async takeStarter(): Promise<void> {
    const { config, known, records } = this.#init
    // Who keeps only what they follow takes in nothing else.
    if (config.starter === null || known.keepsOnlyFollowed) return
    const { takeStarter } = await import('./starter')
    await takeStarter(config.starter, {
      network: config.id,
      marks: BROWSER_MARKS,
      fetch: (file) => fetch(file),
      heads: () => records.heads(),
      take: (file) => this.importArchive(file),
    })
  }

  async importArchive(file: Blob): Promise<Result<ImportReport, ImportError>> {
    const { config, records, pictures, ingest, importing } = this.#init
    const { importArchive } = await import('./archive-import')
    return importArchive(file, {
      network: config.id,
      store: records,
      addImage: (bytes) => pictures.takeIn(bytes),
      takeIn: (blocks) => ingest.takeIn(blocks),
      takeInBranches: (blocks) => ingest.takeInBranches(blocks),
      progress: (done, of) => importing({ done, of }),
    })
  }

  /** Nothing is written meanwhile: all that writes waits in the same queue. */
  letGo(): Promise<void> {
    const { config, db, known, pictures, queue } = this.#init
    return queue.run(async () => {
      const self = this.#init.self()
      if (self === null || !known.keepsOnlyFollowed) return
      const { letGo } = await import('./keep-only')
      const kept = keptPeople(self.person, known.society, known)
      await pictures.whileStill(() => letGo({ db, network: config.id, kept, added: pictures.added }))
      this.#init.letGo()
    })
  }

  /** Asks a service to keep what the owner has written up to now. */
  async pin(service: PinService): Promise<Result<Pin, PinError>> {
    const { config, records, blocks } = this.#init
    const [peer, self] = [this.#init.peer(), this.#init.self()]
    if (peer === null || self === null) return err('unreachable')
    const [{ addPin }, { keepHistoryIfRoom }] = await Promise.all([import('./pinning'), import('./history')])
    const heads = (await records.heads()).filter(({ person }) => person === self.person)
    const kept = { store: records, blockstore: blocks, network: config.id }
    const root = await keepHistoryIfRoom(kept, heads)
    if (!root.ok) return root
    const origins = peer.addresses().slice(0, MAX_ORIGINS)
    const pin = await addPin(fetch, service, { cid: root.value, name: PIN_NAME, origins })
    if (pin.ok) await peer.reach(pin.value.delegates, AbortSignal.timeout(REACH_TIMEOUT_MS))
    return pin
  }
}
