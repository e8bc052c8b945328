import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import type { Tag, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const bees = 'bees' as Tag

function societyOf(...records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

function lens(name: string, likeWeight: number) {
  return { kind: 'lens', body: { name, ranking: { likeWeight } } } as const
}

describe('joining a tag', () => {
  it('[SO10] the last of join and leave counts, from any device and in any order', async () => {
    const words = newWords().join(' ')
    const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
    const join = await laptop.write({ kind: 'join', body: { tag: bees } })
    phone.nowMs = laptop.nowMs
    const leave = await phone.write({ kind: 'leave', body: { tag: bees } })
    laptop.nowMs = phone.nowMs
    const again = await laptop.write({ kind: 'join', body: { tag: bees } })
    for (const order of [
      [join, leave, again],
      [again, join, leave],
      [leave, again, join],
    ]) {
      const society = societyOf(...order)
      expect(society.hasJoined(laptop.person, bees)).toBe(true)
      expect(society.joined(laptop.person)).toEqual([bees])
      expect(society.members(bees)).toEqual([laptop.person])
    }
    const left = societyOf(leave, join)
    expect(left.joined(laptop.person)).toEqual([])
    expect(left.members(bees)).toEqual([])
  })

  it('[SO10] who only writes under a tag, or is liked there, has not joined it', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const post = await alice.write({ kind: 'post', body: { text: '#bees', tags: [bees], images: [] } })
    const join = await bob.write({ kind: 'join', body: { tag: bees } })
    const like = await bob.write({ kind: 'like', body: { post: post.cid, author: alice.person } })
    expect(societyOf(post, join, like).members(bees)).toEqual([bob.person])
  })
})

describe('lenses', () => {
  it('[SO11] the last under a name counts, and the newest name comes first', async () => {
    const alice = await Author.create()
    const first = await alice.write(lens('Calm', 1))
    const other = await alice.write(lens('Wild', 10))
    const second = await alice.write(lens('Calm', 0))
    for (const order of [
      [first, other, second],
      [second, other, first],
    ]) {
      const society = societyOf(...order)
      const [newest, older] = society.lensesBy(alice.person)
      expect(newest).toMatchObject({ cid: second.cid, name: 'Calm', ranking: { likeWeight: 0 } })
      expect(older).toMatchObject({ cid: other.cid, name: 'Wild' })
      expect(society.lens(first.cid)?.cid).toBe(second.cid)
    }
  })

  it('[SO11] taken back, there is none under its name, also when that is heard first; shared again, there is', async () => {
    const alice = await Author.create()
    const first = await alice.write(lens('Calm', 1))
    const second = await alice.write(lens('Calm', 0))
    const undo = await alice.write({ kind: 'undo', body: { entry: second.cid } })
    for (const order of [
      [first, second, undo],
      [undo, second, first],
    ]) {
      const society = societyOf(...order)
      expect(society.lensesBy(alice.person)).toEqual([])
      expect(society.lens(first.cid)).toBeNull()
    }
    const again = await alice.write(lens('Calm', 2))
    expect(societyOf(undo, again, first, second).lens(first.cid)?.cid).toBe(again.cid)
  })

  it('[SO2] nobody takes back the lens of somebody else', async () => {
    const [alice, mallory] = [await Author.create(), await Author.create()]
    const shared = await alice.write(lens('Calm', 1))
    const undo = await mallory.write({ kind: 'undo', body: { entry: shared.cid } })
    expect(societyOf(undo, shared).lensesBy(alice.person)).toHaveLength(1)
  })
})
