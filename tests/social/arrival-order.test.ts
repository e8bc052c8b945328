/** The same records in any order, in pieces of any size and more than once, on random small histories. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnowledgeChange } from '../../src/attention/types'
import type { RecordChange } from '../../src/records/store'
import type { Draft, RecordCid, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { withoutBody } from '../../src/storage/record-store'
import { Author } from '../helpers/author'
import { testDevice, testPerson } from '../helpers/test-person'
import { allParts } from '../helpers/parts'

const RUNS = { numRuns: 80, seed: 5 }
const KINDS = [
  'profile',
  'follow',
  'unfollow',
  'post',
  'like',
  'share',
  'comment',
  'undo',
  'retract',
] as const
const DEVICES = [
  { words: (await testPerson('alice')).words, signer: testDevice('laptop of alice') },
  { words: (await testPerson('alice')).words, signer: testDevice('phone of alice') },
  { words: (await testPerson('bob')).words, signer: testDevice('laptop of bob') },
  { words: (await testPerson('charlie')).words, signer: testDevice('laptop of charlie') },
]

/**
 * Somebody does something, and the record comes when it comes: `rank` is its place among all, `again` of a second copy,
 * which may come without its body. Where the clock `stands`, the record has the time of the one before it.
 */
interface Step {
  readonly who: number
  readonly kind: (typeof KINDS)[number]
  readonly target: number
  readonly rank: number
  readonly again: number | null
  readonly isBare: boolean
  readonly stands: boolean
  readonly endsChange: boolean
}

const anyHistory: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.nat(DEVICES.length - 1),
    // Posts and acts often, so that there is something to take back.
    kind: fc.oneof(fc.constantFrom(...KINDS), fc.constantFrom('post', 'like', 'comment', 'undo', 'retract')),
    target: fc.nat(),
    rank: fc.nat(),
    again: fc.option(fc.nat(), { freq: 3 }),
    isBare: fc.boolean(),
    stands: fc.boolean(),
    endsChange: fc.boolean(),
  }),
  { minLength: 8, maxLength: 28 },
)

/**
 * The record of each step, in the order of writing. Nobody's store holds what others wrote, so that people may also
 * try to take back what is not theirs; devices of different people write at the very same times.
 */
async function written(history: readonly Step[]): Promise<VerifiedRecord[]> {
  const authors = await Promise.all(DEVICES.map((device) => Author.create(device)))
  const records: VerifiedRecord[] = []
  for (const step of history) {
    const author = at(authors, step.who)
    if (step.stands) author.nowMs -= 1_000
    const record = await author.write(draftOf(step, authors, records))
    records.push(record)
  }
  return records
}

function draftOf(
  { who, kind, target }: Step,
  authors: readonly Author[],
  records: readonly VerifiedRecord[],
): Draft {
  const posts = records.filter((record) => record.kind === 'post')
  const nobodysPost = {
    kind: 'post',
    body: { text: `post ${records.length}`, tags: [], images: [] },
  } as const
  const post = posts.length === 0 ? undefined : at(posts, target)
  const on = post && { post: post.cid, author: post.header.person }
  const author = at(authors, who)
  const others = authors.filter((other) => other.person !== author.person)
  const { person } = at(others, target)
  switch (kind) {
    case 'profile':
      return { kind, body: { name: `name ${records.length}`, about: '', hue: target % 360 } }
    case 'follow':
      return { kind, body: { person, invite: null } }
    case 'unfollow':
      return { kind, body: { person } }
    case 'post':
      return nobodysPost
    case 'like':
      return on ? { kind, body: on } : nobodysPost
    case 'share':
      return on ? { kind, body: { ...on, text: `share ${records.length}` } } : nobodysPost
    case 'comment':
      return on
        ? { kind, body: { ...on, parent: null, text: `comment ${records.length}`, quiet: target % 2 === 0 } }
        : nobodysPost
    case 'undo':
    case 'retract': {
      const kinds: readonly string[] = kind === 'undo' ? ['like', 'share'] : ['post', 'comment']
      const own = records.filter((record) => record.header.person === author.person)
      const fitting = own.filter((record) => kinds.includes(record.kind))
      // Three of four take back what they may; the others try it with anything.
      const targets = fitting.length > 0 && target % 4 > 0 ? fitting : records
      return targets.length === 0 ? nobodysPost : { kind, body: { entry: at(targets, target >> 2).cid } }
    }
  }
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

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
    posts: society.posts(),
    people: people.map((person) => ({
      profile: society.person(person),
      posts: society.postsBy(person),
      following: society.following(person),
      followers: society.followers(person),
      acts: asList(society.actsBy(person)),
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
    place: society.placeOf(cid),
  }
}

function knowledgeOf(society: Society) {
  const { follows, posts, acts } = allParts(society)
  return { knownFollows: asList(follows), knownPosts: asList(posts), knownActs: asList(acts) }
}

function asList(items: Iterable<unknown>): string[] {
  return [...items].map((item) => JSON.stringify(item)).sort()
}

/** What somebody knows who only ever hears of changes, as the model's worker does. */
class Listener {
  readonly #follows = new Set<string>()
  readonly #posts = new Map<string, string>()
  readonly #acts: string[] = []

  hear({ follows, posts, acts }: KnowledgeChange): void {
    for (const follow of follows?.removed ?? []) {
      expect(this.#follows.delete(JSON.stringify(follow)), 'a follow that was known').toBe(true)
    }
    for (const follow of follows?.added ?? []) this.#follows.add(JSON.stringify(follow))
    for (const id of posts?.removed ?? []) expect(this.#posts.delete(id), 'a post that was known').toBe(true)
    for (const post of posts?.added ?? []) this.#posts.set(post.id, JSON.stringify(post))
    this.#acts.push(...(acts?.added ?? []).map((act) => JSON.stringify(act)))
    for (const act of acts?.removed ?? []) {
      const place = this.#acts.indexOf(JSON.stringify(act))
      expect(place, 'an act that was known').not.toBe(-1)
      this.#acts.splice(place, 1)
    }
  }

  knowledge() {
    return {
      knownFollows: [...this.#follows].sort(),
      knownPosts: [...this.#posts.values()].sort(),
      knownActs: [...this.#acts].sort(),
    }
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
