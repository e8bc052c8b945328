import { MAX_TAG_CHARS, MAX_TAGS } from './limits'
import type { Tag } from './types'

/**
 * What may stand in a record as a tag: no white space, no control characters, no half characters, no ASCII capitals, and of ASCII's
 * punctuation only inner hyphens and underscores. Other characters are not judged here: what counts as a letter
 * changes with each version of Unicode, and two peers must never disagree on whether a record is valid.
 */
const VALID_TAG = /^(?![-_])[^\s\p{Cc}\p{Cs}A-Z!-,./:-@[-^`{-~]+(?<![-_])$/u
/** A tag in running text: `#` behind a space or at the start, then letters, digits, marks, inner hyphens. */
const TAG_IN_TEXT = /(?<![\p{L}\p{N}#&/])#([\p{L}\p{N}\p{M}_-]+)/gu

export function isTag(text: string): text is Tag {
  return text.length <= MAX_TAG_CHARS && VALID_TAG.test(text)
}

/** A tag as somebody writes it, with or without `#`; null when nothing of it can be one. */
export function parseTag(text: string): Tag | null {
  const tag = text
    .trim()
    .replace(/^#/, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[-_]+$/, '')
  return isTag(tag) ? tag : null
}

/** The tags of a text in order, each once; those beyond the bound are plain words. */
export function tagsIn(text: string): Tag[] {
  const tags = new Set<Tag>()
  for (const [, word] of text.matchAll(TAG_IN_TEXT)) {
    const tag = parseTag(word ?? '')
    if (tag !== null && tags.size < MAX_TAGS) tags.add(tag)
  }
  return [...tags]
}
