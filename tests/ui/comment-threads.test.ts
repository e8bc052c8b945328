import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import type { CommentView } from '../../src/social/types'
import { alwaysShown, ofStrangers, threadsOf } from '../../src/ui/state/comment-threads'
import { testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')
const { id: bob } = await testPerson('bob')
const { id: mallory } = await testPerson('mallory')

function comment(cid: string, parent: string | null, author: PersonId = alice): CommentView {
  const [post, time] = ['the post' as RecordCid, 0]
  return {
    ...{ cid: cid as RecordCid, post, author, parent: parent as RecordCid | null, time },
    ...{ text: cid, warning: null, quiet: false },
  }
}

describe('comments of strangers', () => {
  const isStranger = (person: PersonId): boolean => person === mallory
  const comments = [
    comment('spam', null, mallory),
    comment('a question', null, mallory),
    comment('more spam', 'a question', mallory),
    comment('of alice', 'a question', alice),
    comment('aside', 'of alice', mallory),
  ]

  it('[CM2] are folded, but for what somebody known has answered', () => {
    expect(ofStrangers(comments, '', isStranger)).toEqual(new Set(['spam', 'more spam', 'aside']))
    expect(ofStrangers(comments, '', () => false)).toEqual(new Set())
  })

  it('[CM2] are not when the address leads to one, nor what that answers', () => {
    expect(ofStrangers(comments, 'more spam', isStranger)).toEqual(new Set(['spam', 'aside']))
    expect(ofStrangers(comments, 'spam', isStranger)).toEqual(new Set(['more spam', 'aside']))
  })
})

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
