import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import {
  MAX_LOGS_SENT,
  MAX_OFFERS_PER_LINK,
  SENT_AGAIN_COSTS,
  SYNC_BATCH_BYTES,
  SYNC_WINDOW_BATCHES,
  UPLOAD_BURST_BYTES,
  UPLOAD_BYTES_PER_S,
} from '../../src/peer/config'
import { UploadBudget, type Way } from '../../src/peer/upload-budget'
import type { LogId } from '../../src/records/store'

const RECORD_BYTES = SYNC_BATCH_BYTES / 64
const logOf = (name: string): LogId => ({ person: name as PersonId, device: 'laptop' as DeviceId })
const alice = logOf('alice')

/** So many entries of a log, from a place on; how long to wait then. */
function send(budget: UploadBudget, fromSeq: number, entries = 64, way: Way = 'get', log = alice): number {
  const entry = new Uint8Array(RECORD_BYTES)
  const records = Array.from({ length: entries }, () => ({ entry, body: null }))
  budget.sent(way, log, fromSeq, records, 0)
  return budget.waitMs(0)
}

/** Batches that are sent until something has to wait, each from where the last ended, or from this place again. */
function batchesAtOnce(budget: UploadBudget, fromSeq?: number, way: Way = 'get'): number {
  let batches = 0
  while (budget.waitMs(0) === 0) {
    send(budget, fromSeq ?? batches * 64, 64, way)
    batches += 1
  }
  return batches
}

describe('how much a peer is sent of what it asks for', () => {
  it('[SY16] is a first catch-up at once, and after it what a good line carries', () => {
    const budget = new UploadBudget(0)
    for (let from = 0; from < 10_000; from += 64) expect(send(budget, from)).toBe(0)
    const other = new UploadBudget(0)
    const batches = batchesAtOnce(other)
    expect(batches).toBe(Math.floor(UPLOAD_BURST_BYTES / SYNC_BATCH_BYTES) + 1)
    for (let count = 0; count < 5; count += 1) send(other, (batches + count) * 64)
    const owed = (batches + 5) * SYNC_BATCH_BYTES - UPLOAD_BURST_BYTES
    expect(other.waitMs(0)).toBe(Math.ceil((owed / UPLOAD_BYTES_PER_S) * 1_000))
    expect(other.waitMs(other.waitMs(0))).toBe(0)
  })

  it('[SY16] is less of what it has been sent before, asked for or peeked at', () => {
    const afterFirst = (UPLOAD_BURST_BYTES - SYNC_BATCH_BYTES) / (SENT_AGAIN_COSTS * SYNC_BATCH_BYTES)
    for (const way of ['get', 'peek'] as const)
      expect(batchesAtOnce(new UploadBudget(0), 0, way)).toBe(2 + Math.floor(afterFirst))
  })

  it('[SY19] is as much less by a branch that is asked for by name as by what it had been sent before', () => {
    const budget = new UploadBudget(0)
    const records = Array.from({ length: 64 }, () => ({ entry: new Uint8Array(RECORD_BYTES), body: null }))
    let batches = 0
    for (; budget.waitMs(0) === 0; batches += 1) budget.sentBranch(records, 0)
    expect(batches).toBe(Math.floor(UPLOAD_BURST_BYTES / (SENT_AGAIN_COSTS * SYNC_BATCH_BYTES)) + 1)
  })

  it('[SY16] is not less because what was peeked at comes in its turn, or for a link that breaks', () => {
    const budget = new UploadBudget(0)
    send(budget, 1_000, 8, 'peek')
    let bytes = 8 * RECORD_BYTES
    for (let from = 0; from < 6_400; from += 64, bytes += SYNC_BATCH_BYTES) send(budget, from)
    // The link breaks: what was under way comes again.
    for (let batch = SYNC_WINDOW_BATCHES; batch > 0; batch -= 1) send(budget, 6_400 - batch * 64)
    bytes += SYNC_WINDOW_BATCHES * SYNC_BATCH_BYTES * SENT_AGAIN_COSTS
    const left = Math.floor((UPLOAD_BURST_BYTES - bytes) / RECORD_BYTES)
    expect(send(budget, 6_400, left)).toBe(0)
    expect(send(budget, 6_400 + left, 1)).toBeGreaterThan(0)
  })

  it('[SY16] remembers as many logs as a peer can be offered, each in both ways', () => {
    expect(MAX_LOGS_SENT).toBe(2 * MAX_OFFERS_PER_LINK)
    const budget = new UploadBudget(0)
    for (let count = 0; count < MAX_OFFERS_PER_LINK; count += 1)
      for (const way of ['get', 'peek'] as const) send(budget, 0, 1, way, logOf(`${count}`))
    const owed = MAX_LOGS_SENT * RECORD_BYTES
    for (let count = 0; count < 10; count += 1) send(budget, 0, 1, 'get', logOf(`${count}`))
    const all = owed + 10 * SENT_AGAIN_COSTS * RECORD_BYTES
    const left = Math.floor((UPLOAD_BURST_BYTES - all) / RECORD_BYTES)
    expect(send(budget, 1, left)).toBe(0)
    expect(send(budget, 1 + left, 1)).toBeGreaterThan(0)
  })

  it('[SY16] is also less by what it is told of logs', () => {
    const budget = new UploadBudget(0)
    let told = 0
    for (; budget.waitMs(0) === 0; told += 1_000) budget.told(1_000, 0)
    expect(told).toBeLessThan(UPLOAD_BURST_BYTES / 70)
  })
})
