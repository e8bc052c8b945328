import { describe, expect, it } from 'vitest'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import type { PersonId } from '../../src/identity/types'
import { newWords } from '../../src/identity/words'
import { Queue } from '../../src/lib/queue'
import { MAX_DEVICES_PER_PERSON } from '../../src/peer/config'
import type { RecordBlocks, RecordCid } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, START_MS, testNetwork } from '../helpers/author'

/** What alice's page does with what bob sends. */
function intake(wanted: ReadonlyMap<PersonId, number>) {
  const store = new MemoryRecordStore()
  const refusals = new Refusals()
  const added: RecordCid[] = []
  const exhausted: string[] = []
  const ingest = new Ingest({
    store,
    network: testNetwork,
    queue: new Queue(),
    refusals,
    now: () => START_MS + 86_400_000,
    entriesWanted: (person) => wanted.get(person) ?? 0,
    changed: (change) => added.push(...change.added.map(({ cid }) => cid)),
    refused: () => undefined,
    exhausted: (from) => exhausted.push(from),
    storageFull: () => undefined,
  })
  return { ingest, store, refusals, added, exhausted }
}

async function blocksOf(author: Author): Promise<RecordBlocks[]> {
  const blocks: RecordBlocks[] = []
  for await (const { entryBlock, bodyBlock } of author.store.all())
    blocks.push({ entry: entryBlock, body: bodyBlock })
  return blocks
}

describe('the intake', () => {
  it('[SY7] takes in the records of people who were asked for, in one change a batch', async () => {
    const bob = await Author.create()
    await bob.post('hello')
    const { ingest, added, refusals } = intake(new Map([[bob.person, Infinity]]))
    expect(await ingest.receive('peer', await blocksOf(bob))).toEqual({ gaps: [] })
    expect(added).toHaveLength(2)
    expect(refusals.counts()).toEqual([])
  })

  it('[SY7] keeps nothing of people whom nobody asked for, and blames nobody', async () => {
    const mallory = await Author.create()
    for (let count = 0; count < 300; count += 1) await mallory.post(`spam ${count}`)
    const { ingest, added, exhausted, refusals, store } = intake(new Map())
    await ingest.receive('peer', await blocksOf(mallory))
    expect(added).toEqual([])
    expect(await store.heads()).toEqual([])
    expect(exhausted).toEqual([])
    expect(refusals.counts()).toEqual([{ reason: 'not-wanted', count: 301 }])
  })

  it('[SY7] takes so many entries of a stranger and no more', async () => {
    const charlie = await Author.create()
    for (let count = 0; count < 5; count += 1) await charlie.post(`post ${count}`)
    const { ingest, added } = intake(new Map([[charlie.person, 3]]))
    await ingest.receive('peer', await blocksOf(charlie))
    expect(added).toHaveLength(3)
  })

  it('[SY7] keeps the logs of so many devices of one person and no more, and those go on', async () => {
    const words = newWords().join(' ')
    const devices = await Promise.all(
      Array.from({ length: MAX_DEVICES_PER_PERSON + 1 }, () => Author.create({ words })),
    )
    const [first] = devices
    if (first === undefined) throw new Error('there is at least one')
    const { ingest, store } = intake(new Map([[first.person, Infinity]]))
    for (const device of devices) await ingest.receive('peer', await blocksOf(device))
    expect(await store.heads()).toHaveLength(MAX_DEVICES_PER_PERSON)
    await first.post('and on')
    await ingest.receive('peer', await blocksOf(first))
    const { person } = first
    expect(await store.head({ person, device: first.signer.device })).toMatchObject({ seq: 1 })
  })
})
