/** Seeded posts whose words are as often as in people's texts (Zipf), and questions of several kinds for them. */
import type { PersonId } from '../../src/identity/types'
import { seededRandom } from '../../src/lib/prng'
import type { RecordCid, Tag } from '../../src/records/types'
import type { Seeker } from '../../src/search/types'
import type { Writing } from '../../src/social/types'

export interface SearchCase {
  readonly name: string
  readonly questions: readonly string[]
}

/** As many different words as a corpus of this size has. */
const WORDS = 60_000
const PEOPLE = 2_000
const TAGS = 500
const MIN_POST_WORDS = 8
const MAX_POST_WORDS = 60
const QUESTIONS = 60
const HOUR_MS = 3_600_000
/** Letters in the order of English: words begin alike as often as they do there. */
const CONSONANTS = 'tnshrdlcmwfgypbvkjxqz'
const VOWELS = 'eaoiu'

const VOCABULARY = vocabulary()

/** Posts of some 34 words and 200 letters. */
export function writingsOf(count: number): Writing[] {
  const random = seededRandom(6)
  return Array.from({ length: count }, (_, index) => {
    const length = MIN_POST_WORDS + Math.floor(random() * (MAX_POST_WORDS - MIN_POST_WORDS))
    const text = Array.from({ length }, () => often(random)).join(' ')
    const tags = random() < 0.3 ? [`tag-${Math.floor(TAGS ** random())}` as Tag] : []
    const cid = cidOf(index)
    const author = `z6Mk${String(Math.floor(random() * PEOPLE)).padStart(44, 'w')}` as PersonId
    return { cid, post: cid, author, time: index * HOUR_MS, text, warning: null, alts: [], tags }
  })
}

/** Somebody who has muted a few, and for whom as much is ranked as the model ranks. */
export const SEEKER: Seeker = {
  person: null,
  dials: { people: { [`z6Mk${'7'.padStart(44, 'w')}`]: 0 }, tags: { 'tag-3': 0 } },
  followed: [],
  ranked: Array.from({ length: 1_000 }, (_, index) => cidOf(index * 7)),
}

export function searchCases(): SearchCase[] {
  const random = seededRandom(7)
  const some = (make: () => string): string[] => Array.from({ length: QUESTIONS }, make)
  const longer = (letters: number): string => {
    for (;;) {
      const word = often(random)
      if (word.length >= letters) return word
    }
  }
  return [
    { name: 'one word', questions: some(() => often(random)) },
    { name: 'two words', questions: some(() => `${often(random)} ${often(random)}`) },
    { name: 'a beginning of 2 letters', questions: some(() => longer(4).slice(0, 2)) },
    { name: 'a beginning of 3 letters', questions: some(() => longer(5).slice(0, 3)) },
    { name: 'a word with one letter wrong', questions: some(() => misspelt(longer(5), random)) },
    {
      name: 'a long word with two wrong',
      questions: some(() => misspelt(misspelt(longer(9), random), random)),
    },
    { name: 'a tag', questions: some(() => `#tag-${Math.floor(TAGS ** random())}`) },
    { name: 'the twelve words that most posts have', questions: [VOCABULARY.slice(0, 12).join(' ')] },
  ]
}

/** A word, each as often as one over its place. */
function often(random: () => number): string {
  return VOCABULARY[Math.floor(WORDS ** random()) - 1] ?? ''
}

/** A letter that stands in no word in place of one of its own. */
function misspelt(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 1))
  return `${word.slice(0, at)}ħ${word.slice(at + 1)}`
}

function vocabulary(): string[] {
  const random = seededRandom(5)
  // Squared: the first letters are the frequent ones.
  const letter = (letters: string): string => letters.charAt(Math.floor(random() ** 2 * letters.length))
  const words = new Set<string>()
  while (words.size < WORDS) {
    // Frequent words are short.
    const syllables = 1 + Math.floor(random() * Math.min(4, 1 + Math.log10(words.size + 1)))
    let word = random() < 0.3 ? letter(VOWELS) : ''
    for (let syllable = 0; syllable < syllables; syllable += 1) word += letter(CONSONANTS) + letter(VOWELS)
    if (random() < 0.5) word += letter(CONSONANTS)
    words.add(word)
  }
  return [...words]
}

function cidOf(index: number): RecordCid {
  return `bafyrei${String(index).padStart(52, 'q')}` as RecordCid
}
