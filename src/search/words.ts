/**
 * The words of a text as they are looked for: where they stand, and what they are called in the index, so that case,
 * accents and ways of typing make no difference.
 *
 * Chinese and Japanese are cut into pairs of neighbouring characters. A dictionary (Intl.Segmenter) cuts what is asked
 * otherwise than what is written around it, and then a word that stands there is not found; pairs are found wherever
 * they stand. Thai, Lao, Khmer and Burmese, whose vowels are marks, are cut by the dictionary.
 */
import { withoutArticle } from './arabic'

export interface Word {
  /** As it stands in the index. */
  readonly key: string
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
  /**
   * `pair` is of two Chinese or Japanese characters, or a single one; `tail` the last one of several once more, `bare` an
   * Arabic word once more, without its article.
   */
  readonly kind: 'word' | 'pair' | 'tail' | 'bare'
}

/** Longer ones are web addresses and noise; their beginning is enough to find them by. */
export const MAX_WORD_CHARS = 40

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u0640\u200c\u200d]*/gu
const PAIRED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]+/gu
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const ASCII = /^\p{ASCII}*$/u
/** Scripts up to Sinhala have spaces, and most texts are in one of them. */
const SPACED = /^[^\u0e00-\u{10ffff}]*$/u

/**
 * Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic and its lengthening stroke, invisible joiners:
 * what people leave out when they type. Marks of other scripts are letters.
 */
const LEFT_OUT =
  /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]|\u0640|\u200c|\u200d/g
/** Letters that Unicode takes for letters of their own, and people for a way of writing another. */
const ALIKE = new Map(
  Object.entries({
    ß: 'ss',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    æ: 'ae',
    œ: 'oe',
    ı: 'i',
    ς: 'σ',
    ى: 'ي',
    ی: 'ي',
    ک: 'ك',
    ة: 'ه',
  }),
)
const UNLIKE = new RegExp(`[${[...ALIKE.keys()].join('')}]`, 'g')

/** Made when it is first needed: most texts need none. */
let dictionary: Intl.Segmenter | null = null

export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: written, index } of text.matchAll(WORD)) {
    if (SPACED.test(written)) add(words, written, index, 'word')
    else addUnspaced(words, written, index)
  }
  return words
}

/** The key of one word. */
export function folded(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase().slice(0, MAX_WORD_CHARS)
  const plain = word.normalize('NFKD').toLowerCase().replace(LEFT_OUT, '')
  return plain
    .replace(UNLIKE, (letter) => ALIKE.get(letter) ?? letter)
    .normalize('NFC')
    .slice(0, MAX_WORD_CHARS)
}

/** A run without spaces, perhaps of several scripts. */
function addUnspaced(words: Word[], run: string, start: number): void {
  let from = 0
  for (const { 0: paired, index } of run.matchAll(PAIRED)) {
    addOthers(words, run.slice(from, index), start + from)
    addPairs(words, paired, start + index)
    from = index + paired.length
  }
  addOthers(words, run.slice(from), start + from)
}

function addPairs(words: Word[], run: string, start: number): void {
  const characters = Array.from(run)
  let at = start
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1]
    const isTail = next === undefined && characters.length > 1
    add(words, character + (next ?? ''), at, isTail ? 'tail' : 'pair')
    at += character.length
  }
}

function addOthers(words: Word[], run: string, start: number): void {
  if (!UNSPACED.test(run)) return add(words, run, start, 'word')
  dictionary ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  for (const { segment, index } of dictionary.segment(run)) add(words, segment, start + index, 'word')
}

function add(words: Word[], written: string, start: number, kind: Word['kind']): void {
  const key = folded(written)
  if (key === '') return
  const end = start + written.length
  words.push({ key, start, end, kind })
  const bare = kind === 'word' ? withoutArticle(key) : null
  if (bare !== null) words.push({ key: bare, start, end, kind: 'bare' })
}
