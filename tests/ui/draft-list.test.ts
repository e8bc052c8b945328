import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { Image, RecordCid } from '../../src/records/types'
import type { PostView } from '../../src/social/types'
import type { KeptDraft } from '../../src/storage/draft-store'
import { draftDetails, draftTitle, keepSentence } from '../../src/ui/format/draft-sentence'
import { haveGoneOut } from '../../src/ui/state/open-pictures'

const alice = 'alice' as PersonId
const bob = 'bob' as PersonId
const picture = (alt: string) => ({ file: {} as File, alt })
const draft: KeptDraft = { id: 'one', text: '', called: [], warning: null, pictures: [], changedMs: 0 }

describe('a draft in the list', () => {
  it('[DR4] is known by how it begins, else by its warning, else by what its pictures show', () => {
    const full = {
      ...draft,
      text: '> swifts\nover the harbour',
      warning: 'birds',
      pictures: [picture('A dot')],
    }
    expect(draftTitle(full)).toBe('swifts over the harbour')
    expect(draftTitle({ ...full, text: ' ' })).toBe('birds')
    expect(draftTitle({ ...full, text: '', warning: null })).toBe('A dot')
    expect(draftTitle({ ...draft, pictures: [picture('')] })).toBe('Without words')
  })

  it('[DR4] says since when it lies there, and what it has besides words', () => {
    expect(draftDetails(draft, 0)).toEqual(['now'])
    const full = { ...draft, warning: 'birds', pictures: [picture('A dot'), picture('')] }
    expect(draftDetails(full, 300_000)).toEqual(['5m ago', '2 pictures', 'with a warning'])
  })

  it('[DR7] says why there is no room for one more, and where the words are', () => {
    expect(keepSentence({ reason: 'tooMany', most: 50 })).toContain('as this browser keeps, 50.')
    expect(keepSentence({ reason: 'tooLarge', mostBytes: 200_000_000 })).toContain('more than 200 MB')
    expect(keepSentence({ reason: 'noRoom' })).toContain('in the box still')
  })
})

describe('pictures that were being written about', () => {
  const open = { pictures: [picture('A dot '), picture('')], changedMs: 1_000 }
  const post = (author: PersonId, time: number, ...alts: readonly string[]): PostView => ({
    cid: 'post' as RecordCid,
    author,
    time,
    text: 'swifts',
    tags: [],
    images: alts.map((alt) => ({ alt }) as Image),
    warning: null,
    likedBy: [],
    shares: [],
    commentCount: 0,
  })

  it('[DR1] [DR9] have gone out where their owner posted pictures of these descriptions afterwards', () => {
    expect(haveGoneOut(open, [post(alice, 1_000, 'A dot', '')], alice)).toBe(true)
  })

  it('[DR9] are kept where it was before, by somebody else, or with other pictures', () => {
    expect(haveGoneOut(open, [post(alice, 999, 'A dot', '')], alice)).toBe(false)
    expect(haveGoneOut(open, [post(bob, 2_000, 'A dot', '')], alice)).toBe(false)
    expect(haveGoneOut(open, [post(alice, 2_000, 'A dot'), post(alice, 2_000)], alice)).toBe(false)
  })
})
