import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { excerpt, hasMarks, marked } from '../../src/search/marks'
import { isEmpty, MAX_QUERY_WORDS, readQuery } from '../../src/search/query'
import { folded, MAX_WORD_CHARS, wordsOf } from '../../src/search/words'

const RUNS = { numRuns: 2_000, seed: 9 }
/** What people write in many scripts, and what nobody writes. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('Ana', 'Aná', 'STRASSE', 'Straße', 'Ølberg', 'naïve', 'ΣΊΣΥΦΟΣ', 'Сёла', 'мой'),
      fc.constantFrom(
        '北京大学',
        '東京都に住んでいます',
        '研究生命',
        'ｶﾞｷﾞ',
        'iPhone手机',
        'ภาษาไทยง่ายมาก',
        '한국어',
      ),
      fc.constantFrom(
        'عَسَل',
        'عســل',
        'أحمد',
        'والمدرسة',
        'ولد',
        'للبيت',
        'שָׁלוֹם',
        'हिन्दी',
        '#bees',
        '#bees-and-honey',
        '"',
        "don't",
      ),
      fc.constantFrom(' ', '\n', ', ', '. ', '-', '#', '…'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

function keys(text: string): string[] {
  return wordsOf(text).map(({ key }) => key)
}

describe('words', () => {
  it('[SE2] of any text stand in order within it, are short, and are found as they are written', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let from = 0
        for (const { key, start, end, kind } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(from)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(key.length).toBeGreaterThan(0)
          expect(key.length).toBeLessThanOrEqual(MAX_WORD_CHARS)
          const whole = folded(text.slice(start, end))
          if (kind === 'bare') expect(whole.endsWith(key) && whole !== key).toBe(true)
          else expect(key).toBe(whole)
          from = start
        }
      }),
      RUNS,
    )
  })

  it.each([
    ['Aná', 'ana'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['Ølberg', 'olberg'],
    ['İstanbul', 'istanbul'],
    ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
    ['Сёла', 'села'],
    ['أَحْمَد', 'احمد'],
    ['عســل', 'عسل'],
    ['کتاب', 'كتاب'],
    ['שָׁלוֹם', 'שלום'],
    ['ﬁne', 'fine'],
    ['Ｗｉｄｅ', 'wide'],
  ])('[SE2] %s is found as %s', (written, asked) => {
    expect(folded(written)).toBe(folded(asked))
  })

  it.each([
    ['हिन्दी', 'हन्द'],
    ['ガキ', 'カキ'],
    ['ที่', 'ท'],
  ])('[SE2] marks that are letters of their own stay: %s is not %s', (one, other) => {
    expect(folded(one)).not.toBe(folded(other))
  })

  it('[SE2] Chinese and Japanese are found wherever a part of them stands, whatever a dictionary says', () => {
    // The dictionary cuts 研究生 in one and 研究|生命 in two.
    const has = (text: string, asked: string): boolean =>
      readQuery(asked).words.every(({ key, isBeginning }) =>
        keys(text).some((word) => word === key || (isBeginning && word.startsWith(key))),
      )
    fc.assert(
      fc.property(
        fc.constantFrom('我在北京大学读书', '研究生命科学', '東京都に住んでいます', '蜂蜜とパン'),
        fc.nat(20),
        fc.integer({ min: 1, max: 6 }),
        (text, at, length) => {
          const from = at % text.length
          expect(has(text, text.slice(from, from + length))).toBe(true)
          expect(has(text, '鳥')).toBe(false)
        },
      ),
      RUNS,
    )
    expect(has('研究生命科学', '研究生')).toBe(true)
  })

  it('[SE2] Thai is cut into words by the dictionary; other scripts beside it are words of their own', () => {
    expect(keys('ภาษาไทยง่ายมาก')).toContain('ไทย')
    expect(keys('iPhone手机 한국어')).toEqual(['iphone', '手机', '机', '한국어'])
  })
})

describe('a question', () => {
  it('[SE3] of any text is read: bounded, each word once, a word or a tag and not both', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        const { words, tags } = readQuery(typed)
        expect(words.length).toBeLessThanOrEqual(MAX_QUERY_WORDS)
        expect(new Set(words.map(({ key }) => key)).size).toBe(words.length)
        expect(new Set(tags).size).toBe(tags.length)
        for (const { key, typos, isBeginning } of words) {
          expect(keys(typed.normalize('NFC'))).toContain(key)
          if (typos > 0) expect(key.length).toBeGreaterThanOrEqual(4)
          if (key.length === 1 && /[a-z]/.test(key)) expect(isBeginning).toBe(false)
        }
      }),
      RUNS,
    )
  })

  it('[SE3] means the same however it is typed: case, accents, order of spaces', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        const again = readQuery(`  ${typed.normalize('NFD').replaceAll(' ', '   ')} `)
        if (typed.length < 100) expect(again.words).toEqual(readQuery(typed.normalize('NFC')).words)
      }),
      RUNS,
    )
  })

  it('[SE3] a word with # is a tag; nothing but signs asks nothing; numbers have no typos', () => {
    expect(readQuery('honey #Bees')).toMatchObject({ words: [{ key: 'honey', typos: 1 }], tags: ['bees'] })
    expect(isEmpty(readQuery(' "…" # - '))).toBe(true)
    expect(readQuery('2026 marmalade')).toMatchObject({ words: [{ typos: 0 }, { typos: 2 }] })
  })
})

describe('marks', () => {
  it('[SE8] parts join to the text, and marked are the words found', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const wanted = keys(text).slice(0, 2)
        const parts = marked(text, wanted)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        expect(hasMarks(parts)).toBe(wanted.length > 0)
        expect(hasMarks(marked(text, []))).toBe(false)
      }),
      RUNS,
    )
    expect(marked('An Aná, an ana!', ['ana']).filter(({ isMarked }) => isMarked)).toEqual([
      { text: 'Aná', isMarked: true },
      { text: 'ana', isMarked: true },
    ])
    expect(marked('我在北京大学', ['北京', '京大'])[1]).toEqual({ text: '北京大', isMarked: true })
  })

  it('[SE8] of a long text what stands around the first word found is shown, in whole characters', () => {
    const long = `${'lorem ipsum '.repeat(100)}a quince 👩‍👩‍👧‍👦 ${'dolor sit '.repeat(100)}`
    const parts = excerpt(long, ['quince'])
    expect(hasMarks(parts)).toBe(true)
    const text = parts.map((part) => part.text).join('')
    expect(text.length).toBeLessThan(300)
    expect(text).toMatch(/^… \w.*quince 👩‍👩‍👧‍👦 .* …$/)
    fc.assert(
      fc.property(anyText, fc.nat(3), (part, times) => {
        const text2 = part.repeat(times * 20 + 1)
        const shown = excerpt(text2, keys(text2).slice(-1))
          .map((piece) => piece.text)
          .join('')
        expect(shown.length).toBeLessThanOrEqual(Math.max(400, MAX_WORD_CHARS))
        if (!/\p{Cs}/u.test(text2)) expect(shown).not.toMatch(/\p{Cs}/u)
      }),
      { ...RUNS, numRuns: 300 },
    )
  })
})
