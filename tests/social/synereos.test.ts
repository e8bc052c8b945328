import { describe, expect, it } from 'vitest'
import type { RecordCid, Tag } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { joinedSynereos, MAX_NEAR, MAX_NEAR_BY_ONE, nearSynereos } from '../../src/social/synereos'
import { Author } from '../helpers/author'

const everything = () => true
const [harbour, river, birds] = ['harbour', 'river', 'birds'] as Tag[] as [Tag, Tag, Tag]

async function three() {
  const society = new Society()
  const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
  const say = async (author: Author, draft: Parameters<Author['write']>[0]): Promise<RecordCid> => {
    author.nowMs += 1_000
    const record = await author.write(draft)
    society.apply({ added: [record], forgotten: [], source: 'peer' })
    return record.cid
  }
  const follow = (from: Author, to: Author) =>
    say(from, { kind: 'follow', body: { person: to.person, invite: null } })
  const join = (author: Author, tag: Tag) => say(author, { kind: 'join', body: { tag } })
  const post = (author: Author, text: string, ...tags: Tag[]) =>
    say(author, { kind: 'post', body: { text, tags, images: [] } })
  return { society, alice, bob, charlie, say, follow, join, post }
}

describe('the communities of alice', () => {
  it('[SN1] are those she joined, with everybody known in them and the newest post that is shown', async () => {
    const { society, alice, bob, say, join, post } = await three()
    await join(alice, river)
    await join(alice, harbour)
    await join(bob, harbour)
    await post(bob, 'An older one', harbour)
    const newer = await post(bob, 'A newer one', harbour)
    const [first, second] = joinedSynereos(alice.person, society, everything)
    expect([first?.tag, first?.members, first?.newest]).toEqual([river, [alice.person], null])
    expect(second?.members).toEqual([alice.person, bob.person].sort())
    expect(second?.newest?.cid).toBe(newer)
    const shown = joinedSynereos(alice.person, society, ({ cid }) => cid !== newer)
    expect(shown[1]?.newest?.text).toBe('An older one')
    await say(alice, { kind: 'leave', body: { tag: harbour } })
    expect(joinedSynereos(alice.person, society, everything).map(({ tag }) => tag)).toEqual([river])
  })

  it('[SN2] may be those that people she follows joined or write under, and says who; strangers make none', async () => {
    const { society, alice, bob, charlie, follow, join, post } = await three()
    await follow(alice, bob)
    await join(bob, harbour)
    await post(bob, 'Under both', harbour, river)
    await join(charlie, birds)
    await post(charlie, 'A stranger', birds)
    const near = () => nearSynereos(alice.person, society, everything)
    expect(near()).toEqual([
      { tag: harbour, joinedBy: [bob.person], writtenBy: [], isOwn: false },
      { tag: river, joinedBy: [], writtenBy: [bob.person], isOwn: false },
    ])
    await follow(alice, charlie)
    await join(charlie, river)
    expect(near().map(({ tag }) => tag)).toEqual([river, birds, harbour])
    await join(alice, river)
    expect(nearSynereos(alice.person, society, (tag) => tag !== birds).map(({ tag }) => tag)).toEqual([
      harbour,
    ])
  })

  it('[SN2] may be those that she writes under herself, before all others', async () => {
    const { society, alice, bob, follow, join, post } = await three()
    await follow(alice, bob)
    await join(bob, harbour)
    await post(alice, 'My own', river)
    expect(nearSynereos(alice.person, society, everything)).toEqual([
      { tag: river, joinedBy: [], writtenBy: [], isOwn: true },
      { tag: harbour, joinedBy: [bob.person], writtenBy: [], isOwn: false },
    ])
  })

  it('[SN2] are at most a dozen at a time', async () => {
    const { society, alice, bob, follow, join } = await three()
    await follow(alice, bob)
    for (let index = 0; index < MAX_NEAR + 3; index += 1) await join(bob, `tag${index}` as Tag)
    expect(nearSynereos(alice.person, society, everything)).toHaveLength(MAX_NEAR)
  })

  it('[SN2] are of one friend alone a few, where others have some as well', async () => {
    const { society, alice, bob, charlie, follow, join, post } = await three()
    await follow(alice, bob)
    await follow(alice, charlie)
    for (let index = 0; index < MAX_NEAR + 3; index += 1) await join(bob, `a${index}` as Tag)
    await post(charlie, 'Of birds', birds)
    await post(charlie, 'Of rivers', river)
    const near = nearSynereos(alice.person, society, everything)
    expect(near).toHaveLength(MAX_NEAR)
    expect(near.map(({ tag }) => tag).slice(MAX_NEAR_BY_ONE, MAX_NEAR_BY_ONE + 2)).toEqual([birds, river])
    expect(near.slice(0, MAX_NEAR_BY_ONE).every(({ joinedBy }) => joinedBy[0] === bob.person)).toBe(true)
  })
})
