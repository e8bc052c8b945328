import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { byTime } from '../../src/social/acts-in-force'
import { Society } from '../../src/social/society'
import { Author, START_MS } from '../helpers/author'
import { allParts } from '../helpers/parts'

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

/** The CIDs of posts of one time, as a list shows them. */
function byDevice(posts: readonly VerifiedRecord[]): RecordCid[] {
  const devices = posts
    .map(({ header }) => header.device)
    .sort()
    .reverse()
  return devices.flatMap((device) => posts.find(({ header }) => header.device === device)?.cid ?? [])
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
      expect([...society.liftedBy(bob.person)]).toEqual([])
      expect(allParts(society).acts).toEqual([])
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
      expect([...society.posts()].map(({ cid }) => cid)).toEqual([post.cid])
      expect(society.isRetracted(post.cid)).toBe(false)
    }
    for (const order of orders([post, lie, retract])) {
      const society = societyOf(...order)
      expect([...society.posts()]).toEqual([])
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
      const nothing = { added: [], removed: [] }
      expect(change).toEqual({ follows: nothing, posts: nothing, acts: nothing })
    }
  })

  it('[SO1] of two likes at one time that are taken back one by one removes one at a time', async () => {
    const { bob, post, on } = await aPost()
    const first = await bob.write({ kind: 'like', body: on })
    bob.nowMs -= 60_000
    const undo = await bob.write({ kind: 'undo', body: { entry: first.cid } })
    const second = await bob.write({ kind: 'like', body: on })
    const act = { by: bob.person, post: post.cid, kind: 'like', at: first.header.time, quiet: false }
    expect(second.header.time).toBe(first.header.time)
    const atOnce = new Society().apply({ added: [first, undo, second], forgotten: [], source: 'peer' })
    expect(atOnce.acts).toEqual({ added: [act], removed: [] })
    const society = societyOf(post, first, second)
    expect(allParts(society).acts).toEqual([act, act])
    const change = society.apply({ added: [undo], forgotten: [], source: 'peer' })
    expect(change.acts).toEqual({ added: [], removed: [act] })
    expect(allParts(society).acts).toEqual([act])
  })

  it('[SO1] follows that come and go within it are no change', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const follow = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const unfollow = await alice.write({ kind: 'unfollow', body: { person: bob.person } })
    const again = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const nothing = { added: [], removed: [] }
    const comes = new Society().apply({ added: [follow, unfollow], forgotten: [], source: 'peer' })
    expect(comes.follows).toEqual(nothing)
    const goes = societyOf(follow).apply({ added: [unfollow, again], forgotten: [], source: 'peer' })
    expect(goes.follows).toEqual(nothing)
  })

  it("[SO1] a lie about a post that its author has withdrawn doesn't withdraw it twice", async () => {
    const { alice, bob, post } = await aPost()
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const lie = await bob.write({ kind: 'retract', body: { entry: post.cid } })
    const change = societyOf(post, retract).apply({ added: [lie], forgotten: [], source: 'peer' })
    expect(change.posts).toEqual({ added: [], removed: [] })
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
      expect(allParts(society).follows).toEqual([{ from: laptop.person, to: bob.person }])
    }
    for (const order of orders([first, second, third, fourth])) {
      const society = societyOf(...order)
      expect(society.follows(laptop.person, bob.person)).toBe(false)
      expect(society.following(laptop.person)).toEqual([])
      expect(society.followers(bob.person)).toEqual([])
      expect(allParts(society).follows).toEqual([])
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

  it('[SO3] what is further on in a log is later, also when the clock was set back', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [alice, bob] = [await Author.create(), await Author.create()]
      const follow = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
      alice.nowMs -= 60_000
      const unfollow = await alice.write({ kind: 'unfollow', body: { person: bob.person } })
      expect(unfollow.header.time).toBe(follow.header.time)
      for (const order of orders([follow, unfollow])) {
        expect(societyOf(...order).follows(alice.person, bob.person)).toBe(false)
      }
    }
  })

  it('[SO3] the order is total: it puts any records in one sequence, whatever order they come in', async () => {
    const words = newWords().join(' ')
    const devices = [
      await Author.create({ words }),
      await Author.create({ words }),
      await Author.create(),
    ] as const
    const records: VerifiedRecord[] = []
    for (let round = 0; round < 4; round += 1) {
      for (const device of devices) {
        device.nowMs = START_MS + 1_000 * (round % 2)
        records.push(await device.post(`${round}`))
      }
    }
    const times = new Set(records.map(({ header }) => header.time))
    expect(times.size).toBeLessThan(records.length / 2)
    const expected = [...records].sort(byTime)
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(shuffled.sort(byTime)).toEqual(expected)
      }),
      { seed: 3, numRuns: 100 },
    )
    for (const a of records) for (const b of records) expect(byTime(a, b) === 0).toBe(a === b)
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

  it('[SO4] that is further on in a log is later, also when the clock was set back', async () => {
    const alice = await Author.create()
    const profiles: VerifiedRecord[] = []
    for (let round = 0; round < 5; round += 1) {
      profiles.push(await profileOf(alice, `Alice ${round}`))
      alice.nowMs -= 60_000
    }
    expect(new Set(profiles.map(({ header }) => header.time)).size).toBe(1)
    for (const order of orders(profiles)) {
      expect(societyOf(...order).person(alice.person).name).toBe('Alice 4')
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

describe('what somebody shared', () => {
  it('[U30] is there once, with when they shared it first, and no more when all of it was taken back', async () => {
    const { bob, post, on } = await aPost()
    const first = await bob.write({ kind: 'share', body: { ...on, text: 'look' } })
    const again = await bob.write({ kind: 'share', body: { ...on, text: 'once more' } })
    const society = societyOf(post, first, again)
    expect(society.sharedBy(bob.person)).toEqual([{ post: society.post(post.cid), time: first.header.time }])
    const undo = async (entry: RecordCid): Promise<void> => {
      const record = await bob.write({ kind: 'undo', body: { entry } })
      society.apply({ added: [record], forgotten: [], source: 'peer' })
    }
    await undo(first.cid)
    expect(society.sharedBy(bob.person)).toMatchObject([{ time: again.header.time }])
    await undo(again.cid)
    expect(society.sharedBy(bob.person)).toEqual([])
  })

  it('[U30] is not there while its author has withdrawn it', async () => {
    const { alice, bob, post, on } = await aPost()
    const share = await bob.write({ kind: 'share', body: { ...on, text: '' } })
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    expect(societyOf(post, share, retract).sharedBy(bob.person)).toEqual([])
  })
})

describe('a withdrawn post', () => {
  it('[SO5] leaves every list and counts no more, but a link to it can say that it was withdrawn', async () => {
    const { alice, bob, post, on } = await aPost()
    const other = await alice.post('stays')
    const like = await bob.write({ kind: 'like', body: on })
    const society = societyOf(post, other, like)
    const seen = [...society.posts()].length
    const retract = await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const change = society.apply({ added: [retract], forgotten: [post.cid], source: 'peer' })
    expect(seen).toBe(2)
    expect(change.posts).toEqual({ added: [], removed: [post.cid] })
    expect(society.post(post.cid)).toBeNull()
    expect([...society.posts()].map(({ cid }) => cid)).toEqual([other.cid])
    expect(society.postsBy(alice.person).map(({ cid }) => cid)).toEqual([other.cid])
    expect(allParts(society).posts.map(({ id }) => id)).toEqual([other.cid])
    expect(society.isRetracted(post.cid)).toBe(true)
    expect(society.isRetracted(other.cid)).toBe(false)
  })

  it('[SO5] is withdrawn for who hears only that its body was forgotten', async () => {
    const { post } = await aPost()
    const society = societyOf(post)
    society.apply({ added: [], forgotten: [post.cid], source: 'peer' })
    expect([...society.posts()]).toEqual([])
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
    expect([...society.posts()]).toEqual([])
    expect(allParts(society).posts).toEqual([])
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
    expect(allParts(society).posts).toEqual([])
  })

  it('[SO1] is the same when it comes with its body and once more without, in any order', async () => {
    const { post } = await aPost()
    const bare = Object.freeze({ ...post, body: null, bodyBlock: null }) as VerifiedRecord
    for (const order of orders([post, bare])) {
      const society = new Society()
      const known = new Set<string>()
      for (const record of order) {
        const { posts } = society.apply({ added: [record], forgotten: [], source: 'peer' })
        for (const { id } of posts?.added ?? []) known.add(id)
        for (const id of posts?.removed ?? []) known.delete(id)
        expect([...society.posts()].length).toBeLessThan(2)
      }
      expect(society.isRetracted(post.cid)).toBe(true)
      expect([...society.posts()]).toEqual([])
      expect(society.post(post.cid)).toBeNull()
      expect(allParts(society).posts).toEqual([])
      expect(known).toEqual(new Set())
    }
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
      expect(allParts(society).acts.map(({ by }) => by)).toEqual([charlie.person])
    }
  })

  it('[SO5] keeps it also after a restart, when its body is gone', async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const root = await commentBy(alice, on, 'stays')
    bob.nowMs = alice.nowMs
    const comment = await commentBy(bob, on, 'regretted', root.cid)
    charlie.nowMs = bob.nowMs
    const reply = await commentBy(charlie, on, 'I agree', comment.cid)
    const retract = await bob.write({ kind: 'retract', body: { entry: comment.cid } })
    const held: VerifiedRecord[] = []
    for (const { store } of [alice, bob, charlie]) for await (const record of store.all()) held.push(record)
    expect(JSON.stringify(held)).not.toContain('regretted')
    const restarted = societyOf(...held)
    const before = societyOf(post, root, comment, reply, retract)
    expect(restarted.comments(post.cid)).toEqual(before.comments(post.cid))
    expect(restarted.comments(post.cid)[1]).toMatchObject({ cid: comment.cid, parent: root.cid, text: null })
    expect(restarted.post(post.cid)).toEqual(before.post(post.cid))
    expect(allParts(restarted).acts).toEqual(allParts(before).acts)
    // Also when the withdrawal itself has not come: the store forgets only what its author withdrew.
    const stored = held.find(({ cid }) => cid === comment.cid)
    if (stored === undefined) throw new Error('the comment left no place')
    const early = societyOf(post, stored)
    expect(early.comments(post.cid)).toMatchObject([{ cid: comment.cid, text: null }])
    expect(early.post(post.cid)?.commentCount).toBe(0)
  })

  it('[SO5] answers to one whose words never came here are not lost with it', async () => {
    const { bob, charlie, post, on } = await aPost()
    const comment = await commentBy(bob, on, 'regretted')
    charlie.nowMs = bob.nowMs
    const reply = await commentBy(charlie, on, 'I agree', comment.cid)
    const bare = Object.freeze({ ...comment, body: null, bodyBlock: null }) as VerifiedRecord
    for (const order of orders([post, bare, reply])) {
      expect(societyOf(...order).comments(post.cid)).toMatchObject([
        { cid: reply.cid, parent: comment.cid, text: 'I agree' },
      ])
    }
    // It is withdrawn, and stays so when somebody sends it whole.
    for (const order of orders([post, bare, comment])) {
      expect(societyOf(...order).comments(post.cid)).toMatchObject([{ cid: comment.cid, text: null }])
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

  it('[SO2] tells after each record anew whom somebody lifted, and what there is to see', async () => {
    const { alice, bob, charlie, post } = await aPost()
    const like = await bob.write({ kind: 'like', body: { post: post.cid, author: charlie.person } })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    const later = await alice.post('later')
    const steps: [VerifiedRecord, number, readonly PersonId[]][] = [
      [like, 0, [charlie.person]],
      [later, 1, [charlie.person]],
      [post, 2, [alice.person]],
      [undo, 2, []],
    ]
    const society = new Society()
    for (const [record, shown, lifted] of steps) {
      society.apply({ added: [record], forgotten: [], source: 'peer' })
      expect([...society.posts()]).toHaveLength(shown)
      expect([...society.liftedBy(bob.person)]).toEqual(lifted)
    }
  })

  it('[SO6] does not believe who the like says wrote the post', async () => {
    const { alice, bob, charlie, post } = await aPost()
    const like = await bob.write({ kind: 'like', body: { post: post.cid, author: charlie.person } })
    expect([...societyOf(like).liftedBy(bob.person)]).toEqual([charlie.person])
    expect([...societyOf(like, post).liftedBy(bob.person)]).toEqual([alice.person])
  })
})

describe('posts', () => {
  it('[SO7] are newest first, and at the same time in the order of their devices', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => Author.create()))
    const old = await Promise.all(people.map((author) => author.post('at the same time')))
    const fresh = await Promise.all(people.map((author) => author.post('later')))
    expect(new Set(old.map(({ header }) => header.time))).toEqual(new Set([START_MS + 2_000]))
    const expected = [fresh, old].flatMap(byDevice)
    for (const order of [[...old, ...fresh], [...fresh, ...old].reverse()]) {
      expect([...societyOf(...order).posts()].map(({ cid }) => cid)).toEqual(expected)
    }
  })

  it('[SO7] of one person from two devices at the same time are in that order too', async () => {
    const words = newWords().join(' ')
    const devices = await Promise.all(Array.from({ length: 5 }, () => Author.create({ words })))
    const posts = await Promise.all(devices.map((device, index) => device.post(`from device ${index}`)))
    const expected = byDevice(posts)
    const { person } = posts[0]?.header ?? { person: '' as PersonId }
    for (const order of [posts, [...posts].reverse()]) {
      const society = societyOf(...order)
      expect(society.postsBy(person).map(({ cid }) => cid)).toEqual(expected)
      expect([...society.posts()].map(({ cid }) => cid)).toEqual(expected)
    }
  })

  it('[SO7] written after the clock was set back stand above those before', async () => {
    const alice = await Author.create()
    const posts: VerifiedRecord[] = []
    for (let round = 0; round < 6; round += 1) {
      posts.push(await alice.post(`post ${round}`))
      alice.nowMs -= 60_000
    }
    const society = societyOf(...posts)
    const expected = posts.map(({ cid }) => cid).reverse()
    expect([...society.posts()].map(({ cid }) => cid)).toEqual(expected)
    expect(society.postsBy(alice.person).map(({ cid }) => cid)).toEqual(expected)
  })
})

describe('the records behind the model', () => {
  it('[SO8] every act and follow that the model is told of leads to its record', async () => {
    const { alice, bob, charlie, post, on } = await aPost()
    const like = await bob.write({ kind: 'like', body: on })
    const quiet = await charlie.write({
      kind: 'comment',
      body: { ...on, parent: null, text: 'hm', quiet: true },
    })
    const open = await commentBy(charlie, on, 'yes')
    const follow = await bob.write({ kind: 'follow', body: { person: alice.person, invite: null } })
    const society = societyOf(post, like, quiet, open, follow)
    const { acts, follows } = allParts(society)
    const counted = acts.filter((act) => act.quiet !== true)
    expect(counted.map((act) => society.actRecord(act)).sort()).toEqual([like.cid, open.cid].sort())
    expect(follows.map(({ from, to }) => society.followRecord(from as PersonId, to as PersonId))).toEqual([
      follow.cid,
    ])
    expect(society.followRecord(alice.person, bob.person)).toBeNull()
  })

  it('[SO8] what was taken back, or was never a record, leads to none', async () => {
    const { bob, post, on } = await aPost()
    const like = await bob.write({ kind: 'like', body: on })
    const undo = await bob.write({ kind: 'undo', body: { entry: like.cid } })
    const act = { by: bob.person, post: post.cid, kind: 'like', at: like.header.time } as const
    expect(societyOf(post, like).actRecord(act)).toBe(like.cid)
    expect(societyOf(post, like, undo).actRecord(act)).toBeNull()
    expect(societyOf(post, like).actRecord({ ...act, kind: 'view' })).toBeNull()
    expect(societyOf(post, like).actRecord({ ...act, at: 1 })).toBeNull()
    const follow = await bob.write({ kind: 'follow', body: { person: on.author, invite: null } })
    const unfollow = await bob.write({ kind: 'unfollow', body: { person: on.author } })
    expect(societyOf(follow).followRecord(bob.person, on.author)).toBe(follow.cid)
    expect(societyOf(follow, unfollow).followRecord(bob.person, on.author)).toBeNull()
  })
})
