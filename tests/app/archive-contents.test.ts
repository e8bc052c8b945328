import { expect, it } from 'vitest'
import { ContentsCount, MAX_NAMED } from '../../src/app/archive-contents'
import type { Tag } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author } from '../helpers/author'

it('[AR6] names the people of whom most came and the tags most posts bear, so many at most, and nothing that was refused', async () => {
  const store = new MemoryRecordStore()
  const contents = new ContentsCount()
  const alice = await Author.create({ store })
  const [river, birds] = ['river', 'birds'] as Tag[] as [Tag, Tag]
  const post = (tags: Tag[]) => alice.write({ kind: 'post', body: { text: 'x', tags, images: [] } })
  const records = [await post([river]), await post([birds, river])]
  for (const { cid } of records) await contents.note(store, cid)
  for (let other = 0; other < MAX_NAMED; other += 1)
    await contents.note(store, (await (await Author.create({ store })).post('y')).cid)
  await contents.note(await Promise.resolve(new MemoryRecordStore()), records[0]?.cid ?? '')
  const { people, morePeople, tags } = contents.shown()
  expect([people[0], people.length, morePeople]).toEqual([alice.person, MAX_NAMED, 1])
  expect(tags).toEqual([river, birds])
})

it('[AR8] names whoever did more than the guides of a page first, though more came of these', async () => {
  const store = new MemoryRecordStore()
  const contents = new ContentsCount()
  const guide = await Author.create({ store })
  const bob = await Author.create({ store })
  for (const text of ['one', 'two', 'three']) await contents.note(store, (await guide.post(text)).cid)
  const follow = await bob.write({ kind: 'follow', body: { person: guide.person, invite: null } })
  await contents.note(store, follow.cid)
  expect(contents.shown().people).toEqual([bob.person, guide.person])
})
