import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author, START_MS } from '../helpers/author'

/** Takes in each record by itself, in this order. */
function societyOf(...records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

/** A post of alice, and people whose stores hold nothing of each other, so that nobody's lie is refused on the way in. */
async function aPost() {
  const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
  const post = await alice.post('hello')
  return { alice, bob, charlie, post, on: { post: post.cid, author: alice.person } }
}

interface On {
  readonly post: RecordCid
  readonly author: PersonId
}

function commentBy(author: Author, on: On, text: string, parent: RecordCid | null = null) {
  return author.write({ kind: 'comment', body: { ...on, parent, text, quiet: false } })
}

function profileOf(author: Author, name: string) {
  return author.write({ kind: 'profile', body: { name, about: '', hue: 7 } })
}

function likesOf(society: Society, post: RecordCid): readonly PersonId[] | undefined {
  return society.post(post)?.likedBy
}

describe('taking back', () => {
  it('[SO2] who likes a post may take it back, and nobody else may, whatever comes first', async () => {
    const { bob, charlie, post, on } = await aPost()
    const like = await bob.write({ kind: 'like', body: on })
    const lie = await charlie.write({ kind: 'undo', body: { entry: like.cid } })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    for (const order of orders([post, like, lie])) {
      expect(likesOf(societyOf(...order), post.cid)).toEqual([bob.person])
    }
    for (const order of orders([post, like, lie, undo])) {
      const society = societyOf(...order)
      expect(likesOf(society, post.cid)).toEqual([])
      expect(society.likeOf(bob.person, post.cid)).toBeNull()
      expect([...society.actsBy(bob.person)]).toEqual([])
      expect(society.knowledge().acts).toEqual([])
    }
  })

  it('[SO2] who shares a post may take it back, and nobody else may, whatever comes first', async () => {
    const { bob, charlie, post, on } = await aPost()
    const share = await bob.write({ kind: 'share', body: { ...on, text: 'look' } })
    const lie = await charlie.write({ kind: 'undo', body: { entry: share.cid } })
    const undo = await bob.write({ kind: 'undo', body: { entry: share.cid } })
    const shown = { cid: share.cid, by: bob.person, text: 'look', time: share.header.time }
    for (const order of orders([post, share, lie])) {
      expect(societyOf(...order).post(post.cid)?.shares).toEqual([shown])
    }
    for (const order of orders([post, share, undo])) {
      expect(societyOf(...order).post(post.cid)?.shares).toEqual([])
    }
  })

  it('[SO2] who writes a post may withdraw it, and nobody else may, whatever comes first', async () => {
    const { alice, bob, post } = await aPost()
    const lie = await bob.write({ kind: 'retract', body: { entry: post.cid } })
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    for (const order of orders([post, lie])) {
      const society = societyOf(...order)
      expect(society.posts().map(({ cid }) => cid)).toEqual([post.cid])
      expect(society.isRetracted(post.cid)).toBe(false)
    }
    for (const order of orders([post, lie, retract])) {
      const society = societyOf(...order)
      expect(society.posts()).toEqual([])
      expect(society.isRetracted(post.cid)).toBe(true)
    }
  })

  it('[SO2] the author of a post does not withdraw what others say about it', async () => {
    const { alice, bob, post, on } = await aPost()
    const comment = await commentBy(bob, on, 'nonsense')
    const lie = await alice.write({ kind: 'retract', body: { entry: comment.cid } })
    for (const order of orders([post, comment, lie])) {
      expect(societyOf(...order).comments(post.cid)).toMatchObject([{ text: 'nonsense' }])
    }
  })

  it('[SO2] an undo takes back no words, and a retraction no like', async () => {
    const { alice, bob, post, on } = await aPost()
    const comment = await commentBy(bob, on, 'stays')
    const like = await bob.write({ kind: 'like', body: on })
    const undoOfPost = await alice.write({ kind: 'undo', body: { entry: post.cid } })
    const undoOfComment = await bob.write({ kind: 'undo', body: { entry: comment.cid } })
    const retractOfLike = await bob.write({ kind: 'retract', body: { entry: like.cid } })
    const society = societyOf(retractOfLike, undoOfComment, undoOfPost, post, comment, like)
    expect(society.post(post.cid)).toMatchObject({ likedBy: [bob.person], commentCount: 1 })
    expect(society.comments(post.cid)).toMatchObject([{ text: 'stays' }])
  })
})

describe('one change', () => {
  it('[SO1] tells the model nothing new of what it brings and takes back', async () => {
    const { alice, bob, post, on } = await aPost()
    const like = await bob.write({ kind: 'like', body: on })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    for (const added of orders([post, like, undo, retract])) {
      const change = new Society().apply({ added, forgotten: [], source: 'peer' })
      expect(change.posts?.added).toEqual([])
      expect(change.acts?.added).toEqual([])
    }
  })

  it('[SO1] that takes back what was known names it as it was added', async () => {
    const { bob, post, on } = await aPost()
    const like = await bob.write({ kind: 'like', body: on })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    const society = societyOf(post)
    const added = society.apply({ added: [like], forgotten: [], source: 'peer' })
    expect(society.post(post.cid)?.likedBy).toEqual([bob.person])
    const removed = society.apply({ added: [undo], forgotten: [], source: 'peer' })
    const act = { by: bob.person, post: post.cid, kind: 'like', at: like.header.time, quiet: false }
    expect(added.acts).toEqual({ added: [act], removed: [] })
    expect(removed.acts).toEqual({ added: [], removed: [act] })
    expect(society.post(post.cid)?.likedBy).toEqual([])
  })
})

describe('following', () => {
  it('[SO3] the last of follow and unfollow counts, from any device and in any order', async () => {
    const words = newWords().join(' ')
    const laptop = await Author.create({ words })
    const phone = await Author.create({ words })
    const bob = await Author.create()
    const follow = { kind: 'follow', body: { person: bob.person, invite: null } } as const
    const unfollow = { kind: 'unfollow', body: { person: bob.person } } as const
    const first = await laptop.write(follow)
    phone.nowMs = laptop.nowMs
    const second = await phone.write(unfollow)
    laptop.nowMs = phone.nowMs
    const third = await laptop.write(follow)
    phone.nowMs = laptop.nowMs
    const fourth = await phone.write(unfollow)
    for (const order of orders([first, second, third])) {
      const society = societyOf(...order)
      expect(society.follows(laptop.person, bob.person)).toBe(true)
      expect(society.following(laptop.person)).toEqual([bob.person])
      expect(society.followers(bob.person)).toEqual([laptop.person])
      expect(society.knowledge().follows).toEqual([{ from: laptop.person, to: bob.person }])
    }
    for (const order of orders([first, second, third, fourth])) {
      const society = societyOf(...order)
      expect(society.follows(laptop.person, bob.person)).toBe(false)
      expect(society.following(laptop.person)).toEqual([])
      expect(society.followers(bob.person)).toEqual([])
      expect(society.knowledge().follows).toEqual([])
    }
  })

  it('[SO3] of a follow and an unfollow at the very same time everybody picks the same', async () => {
    const words = newWords().join(' ')
    const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
    const bob = await Author.create()
    const follow = await laptop.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const unfollow = await phone.write({ kind: 'unfollow', body: { person: bob.person } })
    expect(unfollow.header.time).toBe(follow.header.time)
    const there = societyOf(follow, unfollow).follows(laptop.person, bob.person)
    expect(societyOf(unfollow, follow).follows(laptop.person, bob.person)).toBe(there)
  })

  it('[SO3] to follow again means nothing new to the model', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const follow = { kind: 'follow', body: { person: bob.person, invite: null } } as const
    const society = societyOf(await alice.write(follow))
    const again = await alice.write(follow)
    const change = society.apply({ added: [again], forgotten: [], source: 'self' })
    expect(change.follows).toEqual({ added: [], removed: [] })
    expect(society.following(alice.person)).toEqual([bob.person])
  })

  it('[SO3] a follow goes one way, and leaves other pairs alone', async () => {
    const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
    const society = societyOf(
      await alice.write({ kind: 'follow', body: { person: charlie.person, invite: null } }),
      await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } }),
      await bob.write({ kind: 'unfollow', body: { person: alice.person } }),
    )
    expect(society.following(alice.person)).toEqual([charlie.person, bob.person])
    expect(society.follows(bob.person, alice.person)).toBe(false)
    expect(society.followers(alice.person)).toEqual([])
  })
})

describe('a profile', () => {
  it('[SO4] is the last one, from any device and in any order', async () => {
    const words = newWords().join(' ')
    const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
    const first = await profileOf(laptop, 'Al')
    phone.nowMs = laptop.nowMs
    const second = await profileOf(phone, 'Alice')
    laptop.nowMs = phone.nowMs
    const third = await profileOf(laptop, 'Alice A.')
    for (const order of orders([first, second, third])) {
      const person = { id: laptop.person, name: 'Alice A.', about: '', hue: 7 }
      expect(societyOf(...order).person(laptop.person)).toEqual(person)
    }
  })

  it('[SO4] of somebody who wrote none has no name, and a colour that stays', async () => {
    const alice = await Author.create()
    const person = societyOf().person(alice.person)
    expect(person).toMatchObject({ id: alice.person, name: null, about: '' })
    expect(person.hue).toBeGreaterThanOrEqual(0)
    expect(person.hue).toBeLessThan(360)
    expect(societyOf(await alice.post('hello')).person(alice.person)).toEqual(person)
  })
})

describe('a withdrawn post', () => {
  it('[SO5] leaves every list and counts no more, but a link to it can say that it was withdrawn', async () => {
    const { alice, bob, post, on } = await aPost()
    const other = await alice.post('stays')
    const like = await bob.write({ kind: 'like', body: on })
    const society = societyOf(post, other, like)
    const seen = society.posts().length
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const change = society.apply({ added: [retract], forgotten: [post.cid], source: 'peer' })
    expect(seen).toBe(2)
    expect(change.posts).toEqual({ added: [], removed: [post.cid] })
    expect(society.post(post.cid)).toBeNull()
    expect(society.posts().map(({ cid }) => cid)).toEqual([other.cid])
    expect(society.postsBy(alice.person).map(({ cid }) => cid)).toEqual([other.cid])
    expect(society.knowledge().posts.map(({ id }) => id)).toEqual([other.cid])
    expect(society.isRetracted(post.cid)).toBe(true)
    expect(society.isRetracted(other.cid)).toBe(false)
  })

  it('[SO5] is withdrawn for who hears only that its body was forgotten', async () => {
    const { post } = await aPost()
    const society = societyOf(post)
    society.apply({ added: [], forgotten: [post.cid], source: 'peer' })
    expect(society.posts()).toEqual([])
    expect(society.isRetracted(post.cid)).toBe(true)
  })

  it('[SO5] is still known as withdrawn after a restart, when its body is gone', async () => {
    const { alice, post } = await aPost()
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const held: VerifiedRecord[] = []
    for await (const record of alice.store.all()) held.push(record)
    const society = societyOf(...held)
    expect(held.find(({ cid }) => cid === post.cid)?.body).toBeNull()
    expect(society.isRetracted(post.cid)).toBe(true)
    expect(society.posts()).toEqual([])
    expect(society.knowledge().posts).toEqual([])
  })

  it('[SO5] that comes without its body is withdrawn, even before the withdrawal comes', async () => {
    const { alice, post } = await aPost()
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const bare = await alice.store.get(post.cid)
    if (bare === null) throw new Error('the place of the post is gone')
    const society = new Society()
    const change = society.apply({ added: [bare], forgotten: [], source: 'peer' })
    expect(change.posts).toEqual({ added: [], removed: [] })
    expect(society.isRetracted(post.cid)).toBe(true)
    expect(society.knowledge().posts).toEqual([])
  })

  it('[SO5] that never came is not called withdrawn, as nobody knows whose it was', async () => {
    const { bob, post } = await aPost()
    const society = societyOf(await bob.write({ kind: 'retract', body: { entry: post.cid } }))
    expect(society.isRetracted(post.cid)).toBe(false)
  })
})

describe('a withdrawn comment', () => {
  it('[SO5] keeps its place without its words, so that replies keep their thread', async () => {
    const { bob, charlie, post, on } = await aPost()
    const comment = await commentBy(bob, on, 'regretted')
    charlie.nowMs = bob.nowMs
    const reply = await commentBy(charlie, on, 'I agree', comment.cid)
    const retract = await bob.write({ kind: 'retract', body: { entry: comment.cid } })
    for (const order of orders([post, comment, reply, retract])) {
      const society = societyOf(...order)
      expect(society.comments(post.cid)).toMatchObject([
        { cid: comment.cid, author: bob.person, parent: null, text: null },
        { cid: reply.cid, author: charlie.person, parent: comment.cid, text: 'I agree' },
      ])
      expect(society.post(post.cid)?.commentCount).toBe(1)
      expect(society.knowledge().acts.map(({ by }) => by)).toEqual([charlie.person])
    }
  })
})

describe('a like', () => {
  it('[SO6] counts once per person, however many there are', async () => {
    const { bob, charlie, post, on } = await aPost()
    const first = await bob.write({ kind: 'like', body: on })
    const second = await bob.write({ kind: 'like', body: on })
    charlie.nowMs = bob.nowMs
    const his = await charlie.write({ kind: 'like', body: on })
    for (const order of orders([post, first, second, his])) {
      expect(likesOf(societyOf(...order), post.cid)).toEqual([bob.person, charlie.person])
    }
  })

  it('[SO6] stays while one of them is not taken back, and that one is named for the undo', async () => {
    const { bob, post, on } = await aPost()
    const first = await bob.write({ kind: 'like', body: on })
    const second = await bob.write({ kind: 'like', body: on })
    const undo = await bob.write({ kind: 'undo', body: { entry: first.cid } })
    expect(societyOf(post, first, second).likeOf(bob.person, post.cid)).toBe(first.cid)
    for (const order of orders([post, first, second, undo])) {
      const society = societyOf(...order)
      expect(likesOf(society, post.cid)).toEqual([bob.person])
      expect(society.likeOf(bob.person, post.cid)).toBe(second.cid)
    }
  })

  it('[SO6] of one post is no like of another, and a comment is none', async () => {
    const { alice, bob, post, on } = await aPost()
    const other = await alice.post('other')
    const society = societyOf(
      post,
      other,
      await bob.write({ kind: 'like', body: on }),
      await commentBy(bob, { ...on, post: other.cid }, 'nice'),
    )
    expect(likesOf(society, other.cid)).toEqual([])
    expect(society.likeOf(bob.person, other.cid)).toBeNull()
    expect(society.likeOf(alice.person, post.cid)).toBeNull()
  })

  it('[SO6] does not believe who the like says wrote the post', async () => {
    const { alice, bob, charlie, post } = await aPost()
    const like = await bob.write({ kind: 'like', body: { post: post.cid, author: charlie.person } })
    expect([...societyOf(like).actsBy(bob.person)]).toEqual([{ post: post.cid, author: charlie.person }])
    expect([...societyOf(like, post).actsBy(bob.person)]).toEqual([{ post: post.cid, author: alice.person }])
  })
})

describe('posts', () => {
  it('[SO7] are newest first, and at the same time in the order of their CIDs', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => Author.create()))
    const old = await Promise.all(people.map((author) => author.post('at the same time')))
    const fresh = await Promise.all(people.map((author) => author.post('later')))
    expect(new Set(old.map(({ header }) => header.time))).toEqual(new Set([START_MS + 2_000]))
    const expected = [fresh, old].flatMap((posts) =>
      posts
        .map(({ cid }) => cid)
        .sort()
        .reverse(),
    )
    for (const order of [[...old, ...fresh], [...fresh, ...old].reverse()]) {
      expect(
        societyOf(...order)
          .posts()
          .map(({ cid }) => cid),
      ).toEqual(expected)
    }
  })

  it('[SO7] of one person from two devices at the same time are in that order too', async () => {
    const words = newWords().join(' ')
    const devices = await Promise.all(Array.from({ length: 5 }, () => Author.create({ words })))
    const posts = await Promise.all(devices.map((device, index) => device.post(`from device ${index}`)))
    const expected = posts
      .map(({ cid }) => cid)
      .sort()
      .reverse()
    const { person } = posts[0]?.header ?? { person: '' as PersonId }
    for (const order of [posts, [...posts].reverse()]) {
      const society = societyOf(...order)
      expect(society.postsBy(person).map(({ cid }) => cid)).toEqual(expected)
      expect(society.posts().map(({ cid }) => cid)).toEqual(expected)
    }
  })
})
