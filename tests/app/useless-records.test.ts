import { describe, expect, it } from 'vitest'
import { Ingest } from '../../src/app/ingest'
import { Refusals, USELESS_COST } from '../../src/app/refusals'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import { SYNC_BATCH_RECORDS } from '../../src/peer/config'
import { FetchPlan } from '../../src/peer/fetch-plan'
import { MAX_EXCUSED_RECORDS } from '../../src/peer/leases'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, START_MS, testNetwork } from '../helpers/author'

/** A peer has 200 refusals of patience, so many of these. */
const PATIENCE_RECORDS = 200 / USELESS_COST
/** No end of the attack is near. */
const MAX_ROUNDS = 1_000

describe('a peer that offers more of a log than there is', () => {
  it('[SY29] [V9] is cut off when it sends what is here whenever it is asked, though it ends and offers again, on one stream or on many', async () => {
    for (const isStreamAnew of [false, true]) {
      const alice = await Author.create()
      for (let count = 1; count < SYNC_BATCH_RECORDS; count += 1) await alice.post('x')
      const held = []
      for await (const record of alice.store.all()) held.push(record)
      const store = new MemoryRecordStore()
      await store.append(held)
      const plan = new FetchPlan(() => held.length)
      plan.wants(new Map([[alice.person, Infinity]]))
      plan.opened('mallory')
      let isCutOff = false
      const ingest = new Ingest({
        ...{ store, network: testNetwork, queue: new Queue(), breathe: nextTask, refusals: new Refusals() },
        now: () => START_MS + 86_400_000,
        entriesWanted: () => Infinity,
        changed: () => undefined,
        early: () => undefined,
        refused: () => undefined,
        exhausted: () => (isCutOff = true),
        storageFull: () => undefined,
        noPlace: (from, log) => void plan.noPlace(from, log, 0),
        excuse: (...record) => plan.excuse(...record),
      })
      const batch = held.map(({ entryBlock, bodyBlock }) => ({ entry: entryBlock, body: bodyBlock }))
      const log = { person: alice.person, device: alice.signer.device }
      let sent = 0
      for (let round = 0; round < MAX_ROUNDS && !isCutOff; round += 1) {
        plan.offered('mallory', [{ ...log, next: 10_000 }])
        const [asked] = plan.step(0, () => false).gets
        if (asked === undefined) throw new Error('expected mallory to be asked')
        await ingest.receive('mallory', batch)
        sent += batch.length
        plan.ended('mallory', asked.id, 0)
        if (!isStreamAnew) continue
        plan.closed('mallory')
        plan.opened('mallory')
      }
      expect(isCutOff).toBe(true)
      expect(sent).toBeLessThanOrEqual(MAX_EXCUSED_RECORDS + PATIENCE_RECORDS + batch.length)
    }
  })
})
