import { describe, expect, it } from 'vitest'
import type { VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

function societyOf(...added: VerifiedRecord[]): Society {
  const society = new Society()
  society.apply({ added, forgotten: [], source: 'disk' })
  return society
}

describe('what was written', () => {
  it('[SE1] is told of posts and comments, and of nothing else', async () => {
    const alice = await Author.create()
    const post = await alice.post('a post')
    const on = { post: post.cid, author: alice.person }
    const comment = await alice.write({
      kind: 'comment',
      body: { ...on, parent: null, text: 'a comment', quiet: true },
    })
    const like = await alice.write({ kind: 'like', body: on })
    const society = societyOf(comment, like, post)
    expect(society.writings()).toEqual([post.cid, comment.cid])
    expect(society.writing(post.cid)).toMatchObject({ post: post.cid, text: 'a post', author: alice.person })
    expect(society.writing(comment.cid)).toMatchObject({ post: post.cid, text: 'a comment' })
    expect(society.writing(like.cid)).toBeNull()
  })

  it('[SE5] is withdrawn by its author alone, in whatever order the two come', async () => {
    const alice = await Author.create()
    const bob = await Author.create()
    const post = await alice.post('a post')
    const retract = { kind: 'retract', body: { entry: post.cid } } as const
    const byBob = await bob.write(retract)
    expect(societyOf(byBob, post).writing(post.cid)).not.toBeNull()
    const byAlice = await alice.write(retract)
    expect(societyOf(post, byAlice).writing(post.cid)).toBeNull()
    expect(societyOf(byAlice, post).writing(post.cid)).toBeNull()
  })
})
