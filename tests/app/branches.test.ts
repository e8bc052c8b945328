import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Standing } from '../../src/app/branches'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { PersonId } from '../../src/identity/types'
import { newWords } from '../../src/identity/words'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import type { Sought } from '../../src/peer/branch-search'
import { cidOf, encodeCanonical } from '../../src/records/codec'
import { MAX_BESIDE_ENTRIES, MAX_HEADS_PER_LOG } from '../../src/records/limits'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, START_MS, testNetwork } from '../helpers/author'
import { blocksOf, forkedLog, LAPTOP, recordsOf } from '../helpers/forked-log'
import { testDevice } from '../helpers/test-person'

/** Bob's page, and those who answer what it looks for. */
function bobsPage(
  known: readonly VerifiedRecord[],
  { most = 8, standing }: { readonly most?: number; readonly standing?: (person: PersonId) => Standing } = {},
) {
  const store = new MemoryRecordStore()
  const exhausted: string[] = []
  const added: VerifiedRecord[] = []
  let sought: readonly Sought[] = []
  let timesTold = 0
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
    sought: (branches) => {
      sought = branches
      timesTold += 1
    },
    ...(standing === undefined ? {} : { standing }),
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
  const answerAll = async (only?: RecordCid): Promise<void> => {
    for (let round = 0; sought.length > 0 && round < 2 * known.length; round += 1)
      for (const { next } of sought.filter(({ head }) => only === undefined || head === only))
        await ingest.receiveFresh('peer', blocksOf(endingIn(next)))
  }
  return {
    ingest,
    store,
    refusals,
    exhausted,
    added,
    sought: () => sought,
    timesTold: () => timesTold,
    answerAll,
  }
}

function names(records: readonly VerifiedRecord[]): string[] {
  return records.map(({ cid }) => cid).sort()
}

/** What somebody writes who joins logs of made-up devices by ends that nobody has. */
async function madeUp(ends: number): Promise<VerifiedRecord[]> {
  const mallory = await Author.create()
  for (let named = 0; named < ends; named += 4) {
    const device = testDevice(
      `of mallory, ${mallory.person}, ${Math.floor(named / MAX_HEADS_PER_LOG)}`,
    ).device
    const heads = await Promise.all(
      [0, 1, 2, 3].map((index) => cidOf(encodeCanonical(['nothing', mallory.person, named + index]))),
    )
    await mallory.write({ kind: 'merge', body: { device, heads: heads as unknown as RecordCid[] } })
  }
  return recordsOf(mallory.store)
}

interface Joined {
  readonly branches: readonly (readonly VerifiedRecord[])[]
  readonly merges: readonly VerifiedRecord[]
}

/** Branches of the longest posts, by somebody who joins them, eight of each log. */
async function joinedBranches(count: number, posts: number): Promise<Joined> {
  const words = newWords().join(' ')
  const joining = await Author.create({ words })
  const branches: VerifiedRecord[][] = []
  for (let one = 0; one < count; one += 1) {
    const signer = testDevice(`${words}, ${Math.floor(one / MAX_HEADS_PER_LOG)}`)
    const author = await Author.create({ words, signer })
    for (let post = 0; post < posts; post += 1) await author.post(`${one} ${post} ${'語'.repeat(4_900)}`)
    const branch = await recordsOf(author.store)
    branches.push(branch)
    const heads = branch.slice(-1).map(({ cid }) => cid)
    await joining.write({ kind: 'merge', body: { device: signer.device, heads } })
  }
  return { branches, merges: await recordsOf(joining.store) }
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
        const page = bobsPage([...left, ...right], { most })
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

  it('[SY18] are asked for once for each answer, not once for each entry of it', async () => {
    const { left, right, merge } = await forkedLog({ common: 1, one: 1, other: 24 })
    const page = bobsPage([...left, ...right], { most: 8 })
    await page.ingest.receive('peer', blocksOf(left))
    await page.ingest.receive('peer', blocksOf(merge))
    const before = page.timesTold()
    await page.answerAll()
    expect(page.sought()).toEqual([])
    expect(page.timesTold() - before).toBeLessThanOrEqual(4)
    expect(page.refusals.counts()).toEqual([])
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

  it('[SY28] are looked for, her own and those of whom she attends, however many strangers name ends that nobody has', async () => {
    const crowd = await Promise.all(Array.from({ length: 12 }, () => madeUp(12)))
    const { left, right, merge, healed } = await forkedLog()
    for (const standing of ['own', 'attended'] as const) {
      const known = { standing: (person: PersonId) => (person === healed.person ? standing : 'other') }
      const page = bobsPage([...left, ...right], known)
      for (const records of crowd) await page.ingest.receive('mallory', blocksOf(records))
      expect(page.sought()).toHaveLength(16)
      await page.ingest.receive('peer', blocksOf([...left, ...merge]))
      expect(page.sought().map(({ head }) => head)).toContain(right.at(-1)?.cid)
      // And the same after a reload, in whichever order they lie on the disk.
      const again = bobsPage([...left, ...right], known)
      await again.ingest.joined([...crowd.flat(), ...merge].filter((record) => record.kind === 'merge'))
      expect(again.sought().map(({ head }) => head)).toContain(right.at(-1)?.cid)
      expect(again.sought().length).toBeLessThanOrEqual(18)
    }
  })

  it('[SY28] have their turn after one of each that had none, however many ends others name', async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, () => madeUp(64)))
    const { left, right, merge } = await forkedLog()
    const page = bobsPage([...left, ...right])
    for (const records of crowd) await page.ingest.receive('mallory', blocksOf(records))
    await page.ingest.receive('peer', blocksOf([...left, ...merge]))
    const end = right.at(-1)?.cid
    const turns = new Map<RecordCid, number>()
    let rounds = 0
    while (!page.sought().some(({ head }) => head === end)) {
      expect(page.sought()).toHaveLength(16)
      for (const { head } of page.sought()) turns.set(head, (turns.get(head) ?? 0) + 1)
      await page.ingest.turnsOver(page.sought().map(({ head }) => head))
      rounds += 1
    }
    // Of ten others two ends each: with the first turn eight of them have had theirs.
    expect(rounds).toBeLessThanOrEqual(2)
    expect(Math.max(...turns.values())).toBe(1)
    await page.answerAll(end)
    expect(await page.store.get(right.at(-1)?.cid as RecordCid)).not.toBeNull()
  })

  it('[SY28] had their turn, and have it again when all others had one', async () => {
    const { left, right, merge } = await forkedLog()
    const page = bobsPage([...left, ...right])
    await page.ingest.receive('peer', blocksOf([...left, ...merge]))
    const end = right.at(-1)?.cid as RecordCid
    for (let round = 0; round < 9; round += 1) await page.ingest.turnsOver([end])
    const crowd = await Promise.all(Array.from({ length: 20 }, () => madeUp(4)))
    for (const records of crowd) await page.ingest.receive('mallory', blocksOf(records))
    expect(page.sought().map(({ head }) => head)).not.toContain(end)
    for (let round = 0; round < 80 / 16 && !page.sought().some(({ head }) => head === end); round += 1)
      await page.ingest.turnsOver(page.sought().map(({ head }) => head))
    expect(page.sought()).toContainEqual({ head: end, next: end, rounds: 9 })
  })

  it('[SY28] are taken while they wait for a place, when somebody brings them', async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, () => madeUp(8)))
    const { left, right, merge } = await forkedLog()
    const page = bobsPage([])
    for (const records of crowd) await page.ingest.receive('mallory', blocksOf(records))
    await page.ingest.receive('peer', blocksOf([...left, ...merge]))
    for (const record of right.toReversed()) await page.ingest.receiveFresh('alice', blocksOf([record]))
    expect(await page.store.get(right.at(-1)?.cid as RecordCid)).not.toBeNull()
  })

  it('[SY19] stay, begun, beside shorter ones of others who fill all room that there is for what waits', async () => {
    const page = bobsPage([])
    const bring = async ({ branches, merges }: Joined): Promise<void> => {
      await page.ingest.receive('peer', blocksOf(merges))
      // Of each its beginning is missing, so that it waits.
      for (const record of branches.flatMap((branch) => branch.slice(2).toReversed()))
        await page.ingest.receiveFresh('peer', blocksOf([record]))
    }
    const alices = await joinedBranches(1, 24)
    await bring(alices)
    for (let count = 0; count < 2; count += 1) await bring(await joinedBranches(64, 6))
    const end = alices.branches[0]?.at(-1)?.cid
    const next = alices.branches[0]?.at(1)?.cid
    expect(page.sought().filter(({ head }) => head === end)).toMatchObject([{ next }])
  })

  it('[SY28] are not hidden by somebody who names their ends as those of an own log', async () => {
    const { left, right, merge } = await forkedLog({ other: 6 })
    const mallory = await Author.create()
    const heads = [right.at(-1)?.cid as RecordCid]
    await mallory.write({ kind: 'merge', body: { device: testDevice('of mallory').device, heads } })
    const lie = await recordsOf(mallory.store)
    for (const told of [
      [lie, merge],
      [merge, lie],
    ]) {
      const page = bobsPage([...left, ...right], { most: 2 })
      await page.ingest.receive('peer', blocksOf(left))
      for (const records of told) await page.ingest.receive('peer', blocksOf(records))
      expect(page.sought()).toHaveLength(1)
      await page.answerAll()
      expect(await page.store.get(right.at(-1)?.cid as RecordCid)).not.toBeNull()
      expect(page.sought()).toEqual([])
    }
  })
})
