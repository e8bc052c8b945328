/** The same records in any order, in pieces of any size and more than once, on random small histories. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordChange } from '../../src/records/store'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { withoutBody } from '../../src/storage/record-store'
import { Author } from '../helpers/author'
import { allParts } from '../helpers/parts'
import { anyHistory, asList, at, knowledgeOf, Listener, written, type Step } from '../helpers/histories'

const VISITING: readonly string[] = ['post', 'like', 'share', 'comment', 'profile']
const RUNS = { numRuns: 80, seed: 5 }
/** What arrives: shuffled, some of it twice, in changes of any size. */
function delivered(history: readonly Step[], records: readonly VerifiedRecord[]): RecordChange[] {
  const copies = history.flatMap(({ rank, again, isBare, endsChange }, index) => {
    const record = at(records, index)
    const copy = { record, rank, endsChange }
    if (again === null) return [copy]
    return [copy, { record: isBare ? bare(record) : record, rank: again, endsChange }]
  })
  copies.sort((a, b) => a.rank - b.rank)
  const changes: VerifiedRecord[][] = [[]]
  for (const { record, endsChange } of copies) {
    changes.at(-1)?.push(record)
    if (endsChange) changes.push([])
  }
  return changes.map(changeOf)
}

/** As a peer sends what it was asked to forget; other kinds always come whole. */
function bare(record: VerifiedRecord): VerifiedRecord {
  if (record.kind !== 'post' && record.kind !== 'comment') return record
  const stored = withoutBody(record)
  return record.header.seq % 2 === 0 ? stored : Object.freeze({ ...stored, body: null })
}

/** Everything that is delivered, in the order of writing. */
function inOneChange(changes: readonly RecordChange[], records: readonly VerifiedRecord[]): RecordChange {
  const order = new Map(records.map(({ cid }, index) => [cid, index]))
  const place = ({ cid }: VerifiedRecord): number => order.get(cid) ?? 0
  return changeOf(changes.flatMap(({ added }) => added).sort((a, b) => place(a) - place(b)))
}

/** The same places in time, but each log's records stand on its own places in the order of the log. */
function inLogOrder(changes: readonly RecordChange[]): RecordChange[] {
  const waiting = new Map<string, VerifiedRecord[]>()
  for (const record of changes.flatMap(({ added }) => added)) {
    const log = waiting.get(record.header.device) ?? []
    waiting.set(
      record.header.device,
      [...log, record].sort((a, b) => a.header.seq - b.header.seq),
    )
  }
  return changes.map(({ added }) =>
    changeOf(added.flatMap(({ header }) => waiting.get(header.device)?.shift() ?? [])),
  )
}

function changeOf(added: readonly VerifiedRecord[]): RecordChange {
  return { added, forgotten: [], source: 'peer' }
}

/** Everything that a view can ask, and what the model is given; lists without an order are sorted. */
function everythingOf(society: Society, records: readonly VerifiedRecord[]) {
  const people = [...new Set(records.map(({ header }) => header.person))]
  const cids = records.map(({ cid }) => cid)
  return {
    posts: [...society.posts()],
    people: people.map((person) => ({
      profile: society.person(person),
      posts: society.postsBy(person),
      following: society.following(person),
      followers: society.followers(person),
      joined: society.joined(person),
      lenses: society.lensesBy(person),
      labels: society.labelsBy(person),
      labelled: society.labelsOn(person, []),
      news: society.newsFor(person),
      lifted: asList(society.liftedBy(person)),
      follows: people.filter((other) => society.follows(person, other)),
      likes: cids.map((cid) => society.likeOf(person, cid)),
    })),
    entries: cids.map((cid) => aboutOne(society, cid)),
    ...knowledgeOf(society),
  }
}

function aboutOne(society: Society, cid: RecordCid) {
  return {
    post: society.post(cid),
    isRetracted: society.isRetracted(cid),
    comments: society.comments(cid),
    lens: society.lens(cid),
    labels: society.labelsOn(cid, []),
    place: society.placeOf(cid),
  }
}

/** All properties see the same histories; signing them once is enough. */
const signed = new Map<string, Promise<VerifiedRecord[]>>()

function recordsOf(history: readonly Step[]): Promise<VerifiedRecord[]> {
  const key = JSON.stringify(history)
  const records = signed.get(key) ?? written(history)
  signed.set(key, records)
  return records
}

async function holds(check: (records: VerifiedRecord[], changes: RecordChange[]) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const records = await recordsOf(history)
      check(records, delivered(history, records))
    }),
    RUNS,
  )
}

function fold(changes: readonly RecordChange[]): Society {
  const society = new Society()
  for (const change of changes) society.apply(change)
  return society
}

describe('the society, for any history', () => {
  it('[SO1] is the same in whatever order the records come, however often and in pieces of any size', async () => {
    await holds((records, changes) => {
      const expected = everythingOf(fold([inOneChange(changes, records)]), records)
      expect(everythingOf(fold(changes), records)).toEqual(expected)
    })
  })

  it('[SO1] is the same when each log comes in order and the logs are mixed, as peers send them', async () => {
    await holds((records, changes) => {
      const expected = everythingOf(fold([inOneChange(changes, records)]), records)
      expect(everythingOf(fold(inLogOrder(changes)), records)).toEqual(expected)
    })
  })

  it('[SO1] is the same for a view that looks after every change', async () => {
    await holds((records, changes) => {
      const society = new Society()
      for (const change of changes) {
        society.apply(change)
        everythingOf(society, records)
      }
      const expected = everythingOf(fold([inOneChange(changes, records)]), records)
      expect(everythingOf(society, records)).toEqual(expected)
    })
  })

  it('[SO1] tells the model by changes what it would tell it from scratch, after every change', async () => {
    await holds((_, changes) => {
      const society = new Society()
      const listener = new Listener()
      for (const change of changes) {
        listener.hear(society.apply(change))
        expect(listener.knowledge()).toEqual(knowledgeOf(society))
      }
    })
  })

  it('[SO13] is, and has told the model, what it would have without visitors when they have left', async () => {
    let visitors = 0
    await holds((records, changes) => {
      const kept = changes.slice(0, Math.ceil(changes.length / 2))
      const isKept = new Set(kept.flatMap(({ added }) => added.map(({ cid }) => cid)))
      const visiting = records.filter(({ cid, kind }) => !isKept.has(cid) && VISITING.includes(kind))
      visitors += visiting.length
      const [society, listener] = [new Society(), new Listener()]
      for (const change of kept) listener.hear(society.apply(change))
      listener.hear(society.visit(visiting))
      expect(listener.knowledge()).toEqual(knowledgeOf(society))
      everythingOf(society, records)
      listener.hear(society.dismiss(visiting))
      expect(listener.knowledge()).toEqual(knowledgeOf(society))
      expect(everythingOf(society, records)).toEqual(everythingOf(fold(kept), records))
    })
    expect(visitors).toBeGreaterThan(100)
  })

  it('[SO13] knows of nobody who only visited when they were last here, once they have left', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    bob.nowMs += 60_000
    const [logged, first, second] = [await alice.post('mine'), await bob.post('one'), await bob.post('two')]
    const society = new Society()
    society.apply({ added: [logged], forgotten: [], source: 'peer' })
    society.visit([first, second])
    society.dismiss([second])
    expect([...society.posts()].map(({ text }) => text)).toEqual(['one', 'mine'])
    expect(society.lastSeen(bob.person)).toBe(second.header.time)
    society.dismiss([first])
    expect([...society.posts()].map(({ text }) => text)).toEqual(['mine'])
    expect(society.lastSeen(bob.person)).toBeNull()
    expect(society.lastSeen(alice.person)).toBe(logged.header.time)
  })

  it('[SO13] has of visitors whose log came what the log says', async () => {
    await holds((records, changes) => {
      const society = new Society()
      society.visit(records.filter(({ kind }) => VISITING.includes(kind)))
      for (const change of changes) society.apply(change)
      expect(everythingOf(society, records)).toEqual(everythingOf(fold(changes), records))
    })
  })

  it('[SO1] tells the model nothing when everything comes once more', async () => {
    const nothing = { added: [], removed: [] }
    await holds((_, changes) => {
      const society = fold(changes)
      for (const change of changes) {
        expect(society.apply(change)).toEqual({ follows: nothing, posts: nothing, acts: nothing })
      }
    })
  })

  it('[SO1] histories hold what the rules are about', async () => {
    const seen = new Set<string>()
    await holds((records) => {
      const society = fold([changeOf(records)])
      for (const { cid } of records) {
        if (society.isRetracted(cid)) seen.add('a withdrawn post')
        if (society.comments(cid).some(({ text }) => text === null)) seen.add('a withdrawn comment')
        if (wasTakenBack(cid, records, society)) seen.add('a like that was taken back')
        if ((society.post(cid)?.likedBy.length ?? 0) > 1) seen.add('a post that several like')
      }
      const times = new Set(records.map(({ header }) => header.time))
      if (times.size < records.length) seen.add('two records at one time')
      const acts = asList(allParts(society).acts)
      if (new Set(acts).size < acts.length) seen.add('two acts that are the same to the model')
      if (records.some((record) => isLie(record, records))) seen.add('a withdrawal by somebody else')
    })
    expect([...seen].sort()).toEqual([
      'a like that was taken back',
      'a post that several like',
      'a withdrawal by somebody else',
      'a withdrawn comment',
      'a withdrawn post',
      'two acts that are the same to the model',
      'two records at one time',
    ])
  })
})

function isLie(record: VerifiedRecord, records: readonly VerifiedRecord[]): boolean {
  if ((record.kind !== 'undo' && record.kind !== 'retract') || record.body === null) return false
  const { entry } = record.body
  const target = records.find(({ cid }) => cid === entry)
  return target !== undefined && target.header.person !== record.header.person
}

function wasTakenBack(cid: RecordCid, records: readonly VerifiedRecord[], society: Society): boolean {
  const like = records.find((record) => record.cid === cid)
  if (like?.kind !== 'like' || like.body === null) return false
  return society.likeOf(like.header.person, like.body.post) === null
}
