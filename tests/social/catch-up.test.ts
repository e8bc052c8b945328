import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordStore } from '../../src/records/store'
import type { VerifiedRecord } from '../../src/records/types'
import { CatchUp } from '../../src/social/catch-up'
import { LogEnds } from '../../src/social/log-ends'
import { Society } from '../../src/social/society'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author } from '../helpers/author'
import { anyHistory, historians, knowledgeOf, Listener, written } from '../helpers/histories'

/** Everything that is kept, read in a few turns. */
async function caughtUp(society: Society, catchUp: CatchUp, store: RecordStore, perTurn: number) {
  let turn: VerifiedRecord[] = []
  for await (const record of store.all()) {
    turn.push(record)
    if (turn.length < perTurn) continue
    catchUp.add(turn)
    turn = []
  }
  catchUp.add(turn)
  return catchUp.later.map((record) => society.apply({ added: [record], forgotten: [], source: 'disk' }))
}

async function kept(store: RecordStore, records: readonly VerifiedRecord[]): Promise<void> {
  for (const record of records) expect((await store.append([record])).ok).toBe(true)
}

/** The entry with which the log begins. */
async function firstOf(author: Author): Promise<VerifiedRecord> {
  const cid = await author.store.cidAt(author.logId(), 0)
  const record = cid === null ? null : await author.store.get(cid)
  if (record === null) throw new Error('the log is empty')
  return record
}

function folded(records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  society.apply({ added: records, forgotten: [], source: 'peer' })
  return society
}

/** What a tab that has seen these records come would say. */
function seen(records: readonly VerifiedRecord[]) {
  const society = new Society()
  const ends = new LogEnds()
  const listener = new Listener()
  for (const record of records) {
    ends.note(record)
    listener.hear(society.apply({ added: [record], forgotten: [], source: 'peer' }))
  }
  return { listener, position: ends.value() ?? [] }
}

describe('a start from a position', () => {
  it('[SO9] tells what came after it as changes of what was known there, unless something was withdrawn since', async () => {
    let exact = 0
    let withdrawn = 0
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        async (history, cut, perTurn) => {
          const authors = await historians()
          const first = await Promise.all(authors.map(firstOf))
          const records = [...first, ...(await written(history, authors))]
          const before = records.slice(0, cut % (records.length + 1))
          const after = records.slice(before.length)
          const { listener, position } = seen(before)

          const store = new MemoryRecordStore()
          await kept(store, records)
          const society = new Society()
          const catchUp = new CatchUp(society, position)
          const changes = await caughtUp(society, catchUp, store, perTurn)
          // Whatever it can tell, it knows everything itself.
          expect(knowledgeOf(society)).toEqual(knowledgeOf(folded(records)))
          expect(catchUp.isExact).toBe(!after.some(({ kind }) => kind === 'retract'))
          if (!catchUp.isExact) {
            withdrawn += 1
            return
          }
          exact += 1
          for (const change of changes) listener.hear(change)
          expect(listener.knowledge()).toEqual(knowledgeOf(society))
        },
      ),
      { numRuns: 80, seed: 6 },
    )
    expect(Math.min(exact, withdrawn)).toBeGreaterThan(10)
  })

  it('[SO9] of other logs than those kept is not taken for one of these', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const post = await alice.post('one')
    const { position } = seen([await firstOf(alice), post])
    const other = new MemoryRecordStore()
    await kept(other, [await firstOf(bob)])
    const society = new Society()
    const catchUp = new CatchUp(society, position)
    await caughtUp(society, catchUp, other, 2)
    expect(catchUp.isExact).toBe(false)
    const same = new CatchUp(society, position)
    expect(await caughtUp(society, same, alice.store, 2)).toEqual([])
    expect(same.isExact).toBe(true)
  })

  it('[SO9] there is none where an entry came without the one before it', async () => {
    const alice = await Author.create()
    const first = await firstOf(alice)
    const [one, two] = [await alice.post('one'), await alice.post('two')]
    const ends = new LogEnds()
    for (const record of [first, one, first]) ends.note(record)
    expect(ends.value()?.map(({ seq }) => seq)).toEqual([1])
    const torn = new LogEnds()
    for (const record of [first, two]) torn.note(record)
    expect(torn.value()).toBeNull()
  })
})
