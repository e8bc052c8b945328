import { describe, expect, it } from 'vitest'
import type { VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

function societyOf(records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

/** Alice has posted; bob's clock is ahead of hers, so that what he does is newer. */
async function aPost() {
  const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
  const post = await alice.post('hello')
  bob.nowMs += 60_000
  charlie.nowMs += 120_000
  return { alice, bob, charlie, post, on: { post: post.cid, author: alice.person } }
}

describe('what is told to somebody', () => {
  it('[SO12] alice is told of follows, likes, shares and comments, newest first, whatever the order they came in', async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const follow = await bob.write({ kind: 'follow', body: { person: alice.person, invite: null } })
    const like = await bob.write({ kind: 'like', body: on })
    const share = await bob.write({ kind: 'share', body: { ...on, text: 'read this' } })
    const comment = await charlie.write({
      kind: 'comment',
      body: { ...on, parent: null, text: 'well said', quiet: true },
    })
    const records = [post, follow, like, share, comment]
    for (const order of [records, records.toReversed()]) {
      const news = societyOf(order).newsFor(alice.person)
      expect(news.map(({ kind, by, text }) => [kind, by, text])).toEqual([
        ['comment', charlie.person, 'well said'],
        ['share', bob.person, 'read this'],
        ['like', bob.person, ''],
        ['follow', bob.person, ''],
      ])
    }
  })

  it("[SO12] bob is told of replies to his comment on alice's post, and not of what else happens there", async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const first = await bob.write({
      kind: 'comment',
      body: { ...on, parent: null, text: 'why?', quiet: false },
    })
    const body = { ...on, quiet: false }
    const reply = await charlie.write({ kind: 'comment', body: { ...body, parent: first.cid, text: 'so' } })
    const other = await charlie.write({ kind: 'comment', body: { ...body, parent: null, text: 'nice' } })
    const like = await charlie.write({ kind: 'like', body: on })
    const society = societyOf([post, first, reply, other, like])
    expect(society.newsFor(bob.person).map(({ kind, text }) => [kind, text])).toEqual([['reply', 'so']])
    expect(society.newsFor(alice.person)).toHaveLength(4)
  })

  it('[SO12] what is taken back is told no more, a like once, and nothing of her own', async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const follow = await bob.write({ kind: 'follow', body: { person: alice.person, invite: null } })
    const like = await bob.write({ kind: 'like', body: on })
    const again = await charlie.write({ kind: 'like', body: on })
    const twice = await charlie.write({ kind: 'like', body: on })
    const own = await alice.write({ kind: 'like', body: on })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    const unfollow = await bob.write({ kind: 'unfollow', body: { person: alice.person } })
    const news = societyOf([post, follow, like, again, twice, own, undo, unfollow]).newsFor(alice.person)
    expect(news.map(({ cid }) => cid)).toEqual([again.cid])
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    expect(societyOf([post, again, retract]).newsFor(alice.person)).toEqual([])
  })

  it('[U30] a share is told once however often it is said, with the first words there are, and again when that one is taken back', async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const plain = await bob.write({ kind: 'share', body: { ...on, text: '' } })
    const worded = await bob.write({ kind: 'share', body: { ...on, text: 'look' } })
    const later = await bob.write({ kind: 'share', body: { ...on, text: 'once more' } })
    const other = await charlie.write({ kind: 'share', body: { ...on, text: '' } })
    const society = societyOf([later, other, worded, plain, post])
    const told = () => society.newsFor(alice.person).map(({ cid, text }) => [cid, text])
    expect(told()).toEqual([
      [other.cid, ''],
      [plain.cid, 'look'],
    ])
    const undo = await bob.write({ kind: 'undo', body: { entry: plain.cid } })
    society.apply({ added: [undo], forgotten: [], source: 'peer' })
    expect(told()).toContainEqual([worded.cid, 'look'])
  })
})
