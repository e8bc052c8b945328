import { describe, expect, it } from 'vitest'
import type { RecordCid, Tag } from '../../src/records/types'
import { attentionStatement, type SeenPost } from '../../src/social/statement'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const ALWAYS = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }

/** Alice has read what bob and charlie wrote, and did something about some of it. */
async function aliceWhoReads() {
  const society = new Society()
  const alice = await Author.create()
  const bob = await Author.create()
  const charlie = await Author.create()
  const post = async (author: Author, text: string, ...tags: string[]): Promise<RecordCid> =>
    (await author.write({ kind: 'post', body: { text, tags: tags as Tag[], images: [] } })).cid
  const river = await post(bob, 'The river', 'river')
  const bridge = await post(bob, 'The bridge', 'river', 'town')
  const swifts = await post(charlie, 'Swifts', 'birds')
  const like = { post: river, author: bob.person }
  await alice.write({ kind: 'like', body: like })
  await alice.write({ kind: 'share', body: { ...like, text: 'Look' } })
  const about = { post: swifts, author: charlie.person, parent: null, quiet: true }
  await alice.write({ kind: 'comment', body: { ...about, text: 'How many?' } })
  for (const author of [alice, bob, charlie])
    for await (const record of author.store.all())
      society.apply({ added: [record], forgotten: [], source: 'peer' })
  const seen: SeenPost[] = [river, bridge, swifts].map((cid, index) => ({
    post: cid,
    at: 1_000 * (index + 1),
  }))
  return { society, alice, bob, charlie, seen }
}

describe('the attention statement', () => {
  it('[AS1] says whose posts were seen, about what, and what was made of them', async () => {
    const { society, alice, bob, charlie, seen } = await aliceWhoReads()
    expect(attentionStatement(alice.person, society, seen, [], ALWAYS)).toEqual({
      seen: 3,
      gone: 0,
      liked: 1,
      shared: 1,
      commented: 1,
      people: [
        { person: bob.person, posts: 2 },
        { person: charlie.person, posts: 1 },
      ],
      tags: [
        { tag: 'river', posts: 2 },
        { tag: 'birds', posts: 1 },
        { tag: 'town', posts: 1 },
      ],
      paid: [],
      paidTotal: 0,
    })
  })

  it('[AS1] counts what lies in the stretch of time and nothing beside it', async () => {
    const { society, alice, bob, seen } = await aliceWhoReads()
    const payments = [
      { by: bob.person, amount: 5, at: 1_999 },
      { by: bob.person, amount: 7, at: 2_000 },
      { by: null, amount: 9, at: 2_500 },
      { by: bob.person, amount: 11, at: 3_000 },
    ]
    const second = attentionStatement(alice.person, society, seen, payments, { fromMs: 2_000, toMs: 3_000 })
    expect(second).toMatchObject({
      seen: 1,
      liked: 0,
      people: [{ person: bob.person, posts: 1 }],
      paidTotal: 16,
    })
    expect(second.paid).toEqual([
      { by: null, amount: 9 },
      { by: bob.person, amount: 7 },
    ])
  })

  it('[AS2] counts a post that is not kept any more as seen and gone, and for nobody', async () => {
    const { society, alice, bob, seen } = await aliceWhoReads()
    const gone = { post: 'bafygone' as RecordCid, at: 5 }
    expect(attentionStatement(alice.person, society, [gone], [], ALWAYS)).toMatchObject({
      seen: 1,
      gone: 1,
      people: [],
      tags: [],
    })
    const first = seen.slice(0, 1)
    expect(attentionStatement(alice.person, society, [gone, ...first], [], ALWAYS)).toMatchObject({
      seen: 2,
      gone: 1,
      people: [{ person: bob.person, posts: 1 }],
    })
    expect(attentionStatement(alice.person, society, [], [], ALWAYS)).toMatchObject({ seen: 0, paidTotal: 0 })
  })
})
