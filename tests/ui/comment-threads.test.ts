import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import type { CommentView } from '../../src/social/types'
import { alwaysShown, threadsOf } from '../../src/ui/state/comment-threads'
import { testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')
const { id: bob } = await testPerson('bob')

function comment(cid: string, parent: string | null, author: PersonId = alice): CommentView {
  const [post, time] = ['the post' as RecordCid, 0]
  return {
    ...{ cid: cid as RecordCid, post, author, parent: parent as RecordCid | null, time },
    ...{ text: cid, warning: null, quiet: false },
  }
}

describe('the comments of a post', () => {
  const comments = [
    comment('one', null),
    comment('answer', 'one'),
    comment('lost', 'what is not held'),
    comment('of bob', 'answer', bob),
    comment('two', null),
  ]

  it('stand under what they answer, in their order, and at the top where that is not held', () => {
    const threads = [...threadsOf(comments)].map(([parent, all]) => [parent, all.map(({ cid }) => cid)])
    expect(Object.fromEntries(threads)).toEqual({
      null: ['one', 'lost', 'two'],
      one: ['answer'],
      answer: ['of bob'],
    })
  })

  it('[U39] the one that is called for is drawn with all that it answers', () => {
    expect(alwaysShown(comments, 'answer', null)).toEqual(new Set(['answer', 'one']))
    expect(alwaysShown(comments, 'not held', null)).toEqual(new Set())
  })

  it('[U39] so are those that the reader wrote', () => {
    expect(alwaysShown(comments, '', bob)).toEqual(new Set(['of bob', 'answer', 'one']))
  })
})
