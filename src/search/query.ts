/**
 * What somebody asks for, from what they type. Every word has to be found; a word with `#` is a tag that a post has to
 * bear. Nothing that can be typed is an error: what is no word is passed over.
 */
import { marksIn } from '../records/tag'
import { asAsked } from './arabic'
import { wordsOf } from './words'

/** The rest of a longer question is not read; nobody types as much, and a link may bring anything. */
export const MAX_QUERY_CHARS = 200
/** Each further word costs another look; so many are a sentence. */
export const MAX_QUERY_WORDS = 12

export interface QueryWord {
  readonly key: string
  /** Words that begin like it are found, too. */
  readonly isBeginning: boolean
  /** So many letters may be wrong, where nothing is found as it is written. */
  readonly typos: number
}

export interface Query {
  readonly words: readonly QueryWord[]
  /** In small letters, without `#`. */
  readonly tags: readonly string[]
}

/** Beginnings of fewer letters are those of too many words, and of hardly any that is meant. */
const MIN_BEGINNING_CHARS = 2
/** A shorter word with a letter changed is another word. */
const ONE_TYPO_CHARS = 4
const TWO_TYPOS_CHARS = 8

export function readQuery(typed: string): Query {
  const text = typed.normalize('NFC').slice(0, MAX_QUERY_CHARS)
  const tags = marksIn(text).flatMap((mark) => (mark.tag === null ? [] : [mark]))
  const words = new Map<string, QueryWord>()
  for (const { key, start, kind } of wordsOf(text)) {
    if (kind === 'tail' || kind === 'bare' || tags.some((tag) => start >= tag.start && start < tag.end))
      continue
    const asked = asAsked(key)
    words.set(asked, kind === 'pair' ? pair(asked) : word(asked))
  }
  return {
    words: [...words.values()].slice(0, MAX_QUERY_WORDS),
    tags: [...new Set(tags.flatMap(({ tag }) => tag ?? []))],
  }
}

export function isEmpty({ words, tags }: Query): boolean {
  return words.length === 0 && tags.length === 0
}

/** A single character is found in every pair that it begins. */
function pair(key: string): QueryWord {
  return { key, isBeginning: Array.from(key).length === 1, typos: 0 }
}

function word(key: string): QueryWord {
  const { length } = Array.from(key)
  const hasTypos = length >= ONE_TYPO_CHARS && !/\p{N}/u.test(key)
  return {
    key,
    isBeginning: length >= MIN_BEGINNING_CHARS,
    typos: !hasTypos ? 0 : length >= TWO_TYPOS_CHARS ? 2 : 1,
  }
}
