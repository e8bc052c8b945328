import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import type { PostView } from '../../src/social/types'
import { hasGoneOut, NO_DRAFT } from '../../src/ui/state/post-draft'

const alice = 'alice' as PersonId
const bob = 'bob' as PersonId

const post = (author: PersonId, text: string, time: number): PostView => ({
  cid: 'post' as RecordCid,
  author,
  time,
  text,
  tags: [],
  images: [],
  warning: null,
  likedBy: [],
  shares: [],
  commentCount: 0,
})

describe('a draft of a post', () => {
  const draft = { ...NO_DRAFT, text: 'swifts over the harbour ', changedMs: 1_000 }

  it('[DR1] has gone out where its writer posted its words after it was last changed', () => {
    expect(hasGoneOut(draft, [post(alice, 'swifts over the harbour', 1_000)], alice)).toBe(true)
  })

  it('[DR1] is kept where its words were posted before, or by somebody else, or where others were posted', () => {
    expect(hasGoneOut(draft, [post(alice, 'swifts over the harbour', 999)], alice)).toBe(false)
    expect(hasGoneOut(draft, [post(bob, 'swifts over the harbour', 2_000)], alice)).toBe(false)
    expect(hasGoneOut(draft, [post(alice, 'swallows', 2_000)], alice)).toBe(false)
  })

  it('[DR1] without words has not gone out because a post without words has', () => {
    expect(hasGoneOut({ ...NO_DRAFT, warning: 'birds' }, [post(alice, '', 2_000)], alice)).toBe(false)
  })
})
