import { describe, expect, it } from 'vitest'
import { parseTag } from '../../src/records/tag'
import type { Tag } from '../../src/records/types'
import { shownTag } from '../../src/ui/format/shown-tag'
import { tagLike } from '../../src/ui/format/tag-likeness'

const HARBOUR = 'harbour' as Tag
const CYRILLIC = 'h\u0430rbour' as Tag
const BEES = 'bees' as Tag

describe('a tag as it is drawn', () => {
  it.each([
    ['\u202eruobrah', '#\ufffdruobrah'],
    ['har\u200bbour', '#har\ufffdbour'],
    ['har\u200dbour', '#har\ufffdbour'],
    ['har\u00adbour', '#har\ufffdbour'],
    ['har\u034fbour', '#har\ufffdbour'],
    ['harbour\u3164', '#harbour\ufffd'],
    ['\u2067harbour', '#\ufffdharbour'],
    [`x${'\u0351'.repeat(30)}y`, `#x${'\u0351'.repeat(4)}y`],
  ])('[LK6] of %j shows what would hide in it', (tag, shown) => {
    expect(parseTag(tag)).toBe(tag)
    expect(shownTag(tag)).toBe(shown)
  })

  it.each(['Über-bienen', '蜜蜂', 'نحل', 'می\u200cخواهم', 'क्\u200dष', '❤\ufe0f\u200d🔥', '👨🏽\u200d🌾'])(
    '[LK6] leaves %s as it is',
    (tag) => {
      expect(shownTag(tag)).toBe(`#${tag}`)
    },
  )
})

describe('tags that look alike', () => {
  it('[LK7] of two that nobody joined each is another than the other', () => {
    expect(tagLike(HARBOUR, [], [BEES, HARBOUR, CYRILLIC])).toBe(CYRILLIC)
    expect(tagLike(CYRILLIC, [], [BEES, HARBOUR, CYRILLIC])).toBe(HARBOUR)
    expect(tagLike(BEES, [], [BEES, HARBOUR, CYRILLIC])).toBeNull()
    expect(tagLike('har\u200bbour' as Tag, [], [HARBOUR])).toBe(HARBOUR)
  })

  it('[LK7] the one that was joined first stands alone', () => {
    for (const [first, second] of [
      [HARBOUR, CYRILLIC],
      [CYRILLIC, HARBOUR],
    ] as const) {
      expect(tagLike(first, [first], [second])).toBeNull()
      expect(tagLike(first, [first, second], [])).toBeNull()
      expect(tagLike(second, [first, second], [])).toBe(first)
      expect(tagLike(second, [first], [])).toBe(first)
    }
  })
})
