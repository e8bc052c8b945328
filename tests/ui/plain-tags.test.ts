import { expect, it } from 'vitest'
import { MAX_TAGS } from '../../src/records/limits'
import { tagsIn } from '../../src/records/tag'
import { hasPlainTags } from '../../src/ui/format/plain-tags'

const MOST = Array.from({ length: MAX_TAGS }, (_, index) => `#tag${index}`).join(' ')

it('[U54] a text with more tags than a post may bear has some that stay words', () => {
  expect(hasPlainTags('')).toBe(false)
  expect(hasPlainTags(MOST)).toBe(false)
  expect(hasPlainTags(`${MOST} #harbour`)).toBe(true)
})

it('[U54] a tag that is written twice is one, and what only looks like a tag is none', () => {
  expect(hasPlainTags(`${MOST} #TAG0 #tag1! C# https://example.org/#part`)).toBe(false)
})

it('[U54] what the post bears stays the first of them', () => {
  expect(tagsIn(`${MOST} #harbour`)).toEqual(tagsIn(MOST))
})
