import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import type { Sought } from '../../src/peer/branch-search'
import { MAX_BESIDE_ENTRIES, MAX_HEADS_PER_LOG } from '../../src/records/limits'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, START_MS, testNetwork } from '../helpers/author'
import { blocksOf, forkedLog, LAPTOP, recordsOf } from '../helpers/forked-log'

/** Bob's page, and those who answer what it looks for. */
function bobsPage(known: readonly VerifiedRecord[], most = 8) {
  const store = new MemoryRecordStore()
  const exhausted: string[] = []
  const added: VerifiedRecord[] = []
  let sought: readonly Sought[] = []
  const refusals = new Refusals()
  const ingest = new Ingest({
    ...{ store, network: testNetwork, queue: new Queue(), breathe: nextTask, refusals },
    now: () => START_MS + 86_400_000,
    entriesWanted: () => Infinity,
    changed: (change) => added.push(...change.added),
    early: () => undefined,
    refused: () => undefined,
    exhausted: (from) => exhausted.push(from),
    storageFull: () => undefined,
    sought: (branches) => (sought = branches),
  })
  const byCid = new Map(known.map((record) => [record.cid, record]))
  /** As sync-service.ts answers: the last first. */
  const endingIn = (end: RecordCid): VerifiedRecord[] => {
    const found: VerifiedRecord[] = []
    for (let next: RecordCid | null = end; next !== null && found.length < most;) {
      const record: VerifiedRecord | undefined = byCid.get(next)
      if (record === undefined) break
      found.push(record)
      next = record.header.prev
    }
    return found
  }
  const answerAll = async (): Promise<void> => {
    for (let round = 0; sought.length > 0 && round < 2 * known.length; round += 1)
      for (const { next } of sought) await ingest.receiveFresh('peer', blocksOf(endingIn(next)))
  }
  return { ingest, store, refusals, exhausted, added, sought: () => sought, answerAll }
}

function names(records: readonly VerifiedRecord[]): string[] {
  return records.map(({ cid }) => cid).sort()
}

describe('the branches of a log that its author joined', () => {
  it('[SY18] are all held in the end, whichever of them came first and whatever the lengths', async () => {
    const length = fc.integer({ min: 0, max: 5 })
    const story = fc.record({
      ...{ common: fc.integer({ min: 0, max: 3 }), one: length, other: length },
      most: fc.integer({ min: 1, max: 8 }),
      holds: fc.constantFrom('left' as const, 'right' as const, 'nothing' as const),
      mergeFirst: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(story, async ({ most, holds, mergeFirst, ...lengths }) => {
        const { left, right, merge } = await forkedLog(lengths)
        const page = bobsPage([...left, ...right], most)
        const held = holds === 'nothing' ? [] : holds === 'left' ? left : right
        for (const batch of mergeFirst ? [merge, held] : [held, merge])
          await page.ingest.receive('peer', blocksOf(batch))
        await page.answerAll()
        // Who held nothing is offered a log after all, and it takes its place.
        if (holds === 'nothing') await page.ingest.receive('peer', blocksOf(left))
        expect(names(await recordsOf(page.store))).toEqual([...new Set(names([...left, ...right, ...merge]))])
        expect(new Set(names(page.added))).toEqual(new Set(names(await recordsOf(page.store))))
        expect(page.exhausted).toEqual([])
      }),
      { seed: 18, numRuns: 30 },
    )
  })

  it('[SY18] move no end of the log, which goes on where it stood', async () => {
    const { left, right, merge, healed } = await forkedLog()
    const page = bobsPage([...left, ...right])
    await page.ingest.receive('peer', blocksOf([...left.slice(0, -1), ...merge]))
    await page.answerAll()
    const log = { person: healed.person, device: LAPTOP.device }
    expect(await page.store.countBeside(log)).toBeGreaterThan(0)
    await page.ingest.receive('peer', blocksOf(left.slice(-1)))
    expect((await page.store.head(log))?.cid).toBe(left.at(-1)?.cid)
    expect(await page.store.range(log, 0, 100)).toEqual(blocksOf(left))
  })

  it('[SY19] nobody is to blame for a branch, and nobody brings what the author did not name', async () => {
    const { left, right, merge, healed } = await forkedLog()
    const page = bobsPage([])
    await page.ingest.receive('peer', blocksOf([...left, ...merge]))
    const mallory = await Author.create()
    const lie = await mallory.post('also hers')
    for (let count = 0; count < 300; count += 1) await page.ingest.receive('carrier', blocksOf(right))
    await page.ingest.receiveFresh('mallory', blocksOf([lie]))
    expect(page.exhausted).toEqual([])
    expect((await page.store.forks()).length).toBeGreaterThan(0)
    expect(await page.store.countBeside({ person: healed.person, device: LAPTOP.device })).toBe(0)
  })

  it('[SY19] so many ends of a log are looked for, and no more', async () => {
    const { left, healed } = await forkedLog()
    const page = bobsPage([])
    for (let count = 0; count < MAX_HEADS_PER_LOG; count += 1) {
      const { cid: one } = await healed.post(`no entry of the laptop, ${count}`)
      const { cid: other } = await healed.post(`nor this, ${count}`)
      await healed.write({ kind: 'merge', body: { device: LAPTOP.device, heads: [one, other] } })
    }
    await page.ingest.receive('peer', blocksOf([...left, ...(await recordsOf(healed.store))]))
    expect(page.sought().length).toBeLessThanOrEqual(MAX_HEADS_PER_LOG)
  })

  it('[SY19] of a branch longer than may stand beside a log nothing is kept', async () => {
    const { left, right, merge, healed } = await forkedLog({ other: MAX_BESIDE_ENTRIES + 1 })
    const page = bobsPage(right)
    await page.ingest.receive('peer', blocksOf([...left, ...merge]))
    await page.answerAll()
    expect(page.sought()).toEqual([])
    expect(await page.store.countBeside({ person: healed.person, device: LAPTOP.device })).toBe(0)
  })
})
