import { parsePersonId } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { MAX_MENTIONS, MAX_TAG_CHARS, MAX_TAGS } from './limits'
import type { Tag } from './types'

/**
 * What may stand in a record as a tag: no white space, no control characters, no half characters, no ASCII capitals, and of ASCII's
 * punctuation only inner hyphens and underscores. Other characters are not judged here: what counts as a letter
 * changes with each version of Unicode, and two peers must never disagree on whether a record is valid.
 */
const VALID_TAG = /^(?![-_])[^\s\p{Cc}\p{Cs}A-Z!-,./:-@[-^`{-~]+(?<![-_])$/u
/**
 * What stands out in running text. A web address begins with its scheme, not inside another word, and ends before white space, quotes, angle
 * brackets and marks that turn the direction of writing; what looks like a tag inside is part of it. A tag is `#` that
 * does not stand inside a word, then letters, digits, marks and hyphens. A mention is `@` and the whole id of a person: the
 * id binds, and a name, which anybody may bear, is put there by whoever draws it (rule MN1).
 */
const STANDS_OUT =
  /(?<![\p{L}\p{N}:/.@=&?%+_-])(https?:\/\/[^\s<>"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+)|(?<![\p{L}\p{N}#&/])#([\p{L}\p{N}\p{M}_-]+)|(?<![\p{L}\p{N}@/._-])@(z6Mk[1-9A-HJ-NP-Za-km-z]{44})(?![\p{L}\p{N}\p{M}_])/gu

/** How every mention begins: a text without it has none, which is found out at little cost. */
const MENTION_BEGINS = '@z6Mk'

/** A part of a text, from `start` up to `end`; with neither tag nor person it is a web address, which may still be none. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly tag: Tag | null
  readonly person: PersonId | null
}

export function isTag(text: string): text is Tag {
  return text.length <= MAX_TAG_CHARS && VALID_TAG.test(text)
}

/** A tag as somebody writes it, with or without `#`; null when nothing of it can be one. */
export function parseTag(text: string): Tag | null {
  const word = withoutLastHyphens(text.trim().replace(/^#/, ''))
  const tag = word.normalize('NFC').toLowerCase()
  return isTag(tag) ? tag : null
}

/** Not by a regular expression: one that looks for the end from every hyphen takes quadratic time. */
function withoutLastHyphens(word: string): string {
  let end = word.length
  while (end > 0 && (word[end - 1] === '-' || word[end - 1] === '_')) end -= 1
  return word.slice(0, end)
}

/** Addresses, tags and mentions of a text in order; of more different ones than a text may bear the rest are plain words. */
export function marksIn(text: string, mostTags = MAX_TAGS): Mark[] {
  const marks: Mark[] = []
  const tags = new Set<Tag>()
  const people = new Set<PersonId>()
  for (const { 0: whole, 1: address, 2: word, 3: id, index } of text.matchAll(STANDS_OUT)) {
    if (address !== undefined) {
      marks.push({ start: index, end: index + address.length, tag: null, person: null })
      continue
    }
    if (id !== undefined) {
      // Of one more than are drawn the id is not worked out: a text may be full of them.
      if (people.size >= MAX_MENTIONS && !people.has(id as PersonId)) continue
      const person = parsePersonId(id)
      if (person === null) continue
      people.add(person)
      marks.push({ start: index, end: index + whole.length, tag: null, person })
      continue
    }
    const tag = parseTag(word ?? '')
    if (tag === null || (tags.size >= mostTags && !tags.has(tag))) continue
    tags.add(tag)
    marks.push({ start: index, end: index + withoutLastHyphens(whole).length, tag, person: null })
  }
  return marks
}

/** The tags of a text in order, each once: those that are drawn as tags. */
export function tagsIn(text: string, mostTags = MAX_TAGS): Tag[] {
  return [...new Set(marksIn(text, mostTags).flatMap(({ tag }) => tag ?? []))]
}

/** False when it surely mentions nobody: told without looking for what stands out. */
export function mayMention(text: string): boolean {
  return text.includes(MENTION_BEGINS)
}

/** Whom a text mentions, each once. */
export function mentionsIn(text: string): PersonId[] {
  if (!mayMention(text)) return []
  return [...new Set(marksIn(text).flatMap(({ person }) => person ?? []))]
}

/** As a mention stands in a text. */
export function mentionOf(person: PersonId): string {
  return `@${person}`
}
