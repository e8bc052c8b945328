/**
 * THE way out. A draft gets its place in the own log, is signed, passes the same rules as a foreign record, is made
 * durable, and only then is it told to anybody.
 */
import type { Verify } from '../identity/keys'
import type { DeviceSigner, PersonId } from '../identity/types'
import type { Queue } from '../lib/queue'
import { err, ok, type Result } from '../lib/result'
import { admit } from '../records/admit'
import { signRecord } from '../records/sign'
import type { RecordChange, RecordStore } from '../records/store'
import type { Draft, NetworkId, RecordCid } from '../records/types'
import type { PublishError } from './api'

export interface PublishInit {
  readonly store: RecordStore
  readonly network: NetworkId
  readonly queue: Queue
  readonly now: () => number
  /** The page's is WebCrypto's. */
  readonly verify?: Verify
  readonly changed: (change: RecordChange) => void
}

export interface Author {
  readonly person: PersonId
  readonly signer: DeviceSigner
}

export class Publisher {
  readonly #init: PublishInit

  constructor(init: PublishInit) {
    this.#init = init
  }

  publish(author: Author, draft: Draft): Promise<Result<RecordCid, PublishError>> {
    // The owner waits for nobody's backlog.
    return this.#init.queue.run(() => this.#publish(author, draft), { isUrgent: true })
  }

  async #publish({ person, signer }: Author, draft: Draft): Promise<Result<RecordCid, PublishError>> {
    const { store, network, now, changed, verify } = this.#init
    const head = await store.head({ person, device: signer.device })
    const signed = await signRecord(draft, { network, person, head, nowMs: now() }, signer)
    if (!signed.ok) return err({ reason: 'not-valid', why: signed.error })
    const verdict = await admit(signed.value, store, verify)
    if (!verdict.ok) return err({ reason: 'not-valid', why: verdict.error })
    const kept = await store.append([verdict.value], 'strict')
    if (!kept.ok) {
      if (kept.error === 'full') return err({ reason: 'storage-full' })
      throw new Error('own log moved under the only writer: two tabs lead at once')
    }
    changed({ added: [verdict.value], forgotten: kept.value, source: 'self' })
    return ok(verdict.value.cid)
  }
}
