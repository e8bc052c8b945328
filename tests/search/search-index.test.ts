import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, Tag } from '../../src/records/types'
import { best } from '../../src/search/best'
import { SearchIndex } from '../../src/search/search-index'
import type { Found, Seeker } from '../../src/search/types'
import { WordIndex } from '../../src/search/word-index'
import { readQuery } from '../../src/search/query'
import { wordsOf } from '../../src/search/words'
import type { Writing } from '../../src/social/types'

const RUNS = { numRuns: 500, seed: 12 }
const BOB: Seeker = { person: 'bob' as PersonId, dials: {}, followed: [], ranked: [] }
const ALL = { people: 100, tags: 100, writings: 100 }

function writing(
  cid: string,
  text: string,
  more: Partial<Record<'post' | 'author', string>> & { tags?: string[]; time?: number; alts?: string[] } = {},
): Writing {
  const { post = cid, author = 'alice', tags = [], time = 0, alts = [] } = more
  return {
    cid: cid as RecordCid,
    post: post as RecordCid,
    author: author as PersonId,
    time,
    text,
    warning: null,
    alts,
    tags: tags as Tag[],
  }
}

function indexOf(...writings: Writing[]): SearchIndex {
  const index = new SearchIndex()
  index.take({ writings })
  return index
}

function found(index: SearchIndex, typed: string, seeker: Seeker = BOB): string[] {
  return index.find({ typed, ...ALL }, seeker).writings.items.map(({ cid }) => cid)
}

/** What is written, and asked for. */
const WITH_ARTICLE = [
  { written: 'ذهبت إلى المدرسة', asked: 'مدرسة' },
  { written: 'والمدرسة بعيدة', asked: 'مدرسه' },
  { written: 'مرحبا بالجميع', asked: 'جميع' },
  { written: 'شكرا للجميع', asked: 'الجميع' },
  { written: 'مدرسة قديمة', asked: 'المدرسة' },
  { written: 'قلم وكتاب', asked: 'كتاب' },
  { written: 'المدرسة هنا', asked: 'المد' },
  { written: 'ولد صغير', asked: 'ولد' },
  { written: 'وردة حمراء', asked: 'ورد' },
  { written: 'الله كريم', asked: 'الله' },
]

describe('finding posts', () => {
  it('[SE1] by a word, its beginning, all words together, the words of an image, and by tag', () => {
    const index = indexOf(
      writing('bees', 'The bees are home.', { tags: ['honey'] }),
      writing('saw', 'A saw and an evening', { alts: ['A beehive at home'] }),
    )
    expect(found(index, 'bees')).toEqual(['bees'])
    expect(found(index, 'bee').sort()).toEqual(['bees', 'saw'])
    expect(found(index, 'HOME bee').sort()).toEqual(['bees', 'saw'])
    expect(found(index, 'home evening')).toEqual(['saw'])
    expect(found(index, '#honey')).toEqual(['bees'])
    expect(found(index, '#honey evening')).toEqual([])
    expect(found(index, 'quince')).toEqual([])
    expect(found(index, '…')).toEqual([])
  })

  it.each(WITH_ARTICLE)(
    '[SE11] «$written» is found by «$asked», with the article or without',
    ({ written, asked }) => {
      const index = indexOf(writing('it', written), writing('other', 'شيء آخر'))
      expect(found(index, asked)).toEqual(['it'])
    },
  )

  it('[SH3] what came with the page in another language is not among it, nor counted, nor who wrote it', () => {
    const index = indexOf(
      writing('hello', 'Welcome to charge', { author: 'guide', tags: ['charge'] }),
      writing('hallo', 'Willkommen, charge', { author: 'wegweiser', tags: ['charge', 'ladung'] }),
      writing('reply', 'charge, I see', { author: 'alice', post: 'hallo' }),
    )
    index.take({ people: [{ id: 'wegweiser' as PersonId, name: 'Charge' }] })
    const ask = (typed: string, without: string[]): Found =>
      index.find({ typed, ...ALL, without: without as PersonId[] }, BOB)
    expect(ask('charge', [])).toMatchObject({ people: { count: 1 }, writings: { count: 3 } })
    const left = ask('charge', ['wegweiser'])
    expect(left.people).toEqual({ items: [], count: 0 })
    expect(left.writings.items.map(({ cid }) => cid)).toEqual(['hello'])
    expect(left.tags.items).toEqual([{ tag: 'charge', posts: 1 }])
    expect(ask('', ['wegweiser']).tags).toEqual({ items: [{ tag: 'charge', posts: 1 }], count: 1 })
    expect(ask('charge', []).writings.count).toBe(3)
  })

  it('[SE4] a typo is forgiven only where nothing is written as asked, and that is said', () => {
    const index = indexOf(writing('a', 'marmalade'), writing('b', 'quinces'), writing('c', 'quince'))
    const ask = (typed: string): Found => index.find({ typed, ...ALL }, BOB)
    expect(ask('marmelade')).toMatchObject({
      isTolerant: true,
      writings: { count: 1, items: [{ words: ['marmalade'] }] },
    })
    expect(ask('quinces')).toMatchObject({ isTolerant: false, writings: { count: 1 } })
    expect(ask('jam').writings.count).toBe(0)
  })

  it('[SE4] more relevant comes first; alike, the current of who asks decides, then time, then the name', () => {
    const index = indexOf(
      writing('long', `quince ${'and other words '.repeat(40)}`, { time: 9 }),
      writing('old', 'a quince', { time: 1 }),
      writing('new', 'a quince', { time: 3 }),
      writing('same', 'a quince', { time: 3 }),
      writing('near', 'a quince', { time: 0 }),
    )
    expect(found(index, 'quince')).toEqual(['new', 'same', 'old', 'near', 'long'])
    expect(found(index, 'quince', { ...BOB, ranked: ['long', 'near'] })).toEqual([
      'near',
      'new',
      'same',
      'old',
      'long',
    ])
  })

  it('[SE5] retracted and muted ones are out, with the comments on them; own ones stay', () => {
    const index = indexOf(
      writing('post', 'a quince', { tags: ['fruit'] }),
      writing('comment', 'what a quince', { post: 'post', author: 'charlie' }),
      writing('own', 'my quince', { author: 'bob', tags: ['fruit'] }),
      writing('orphan', 'a quince of a post that is not here', { post: 'elsewhere' }),
    )
    const muted = (people: Record<string, number>, tags: Record<string, number> = {}) =>
      found(index, 'quince', { ...BOB, dials: { people, tags } }).sort()
    expect(muted({})).toEqual(['comment', 'own', 'post'])
    expect(muted({ charlie: 0 })).toEqual(['own', 'post'])
    expect(muted({ alice: 0 })).toEqual(['own'])
    expect(muted({}, { fruit: 0 })).toEqual(['own'])
    index.take({ gone: ['post' as RecordCid] })
    expect(muted({})).toEqual(['own'])
    expect(index.find({ typed: 'fruit', ...ALL }, BOB).tags.items).toEqual([{ tag: 'fruit', posts: 1 }])
  })
})

describe('finding people and tags', () => {
  it('[SE1] people by any part of their latest name, those whom one follows first', () => {
    const index = new SearchIndex()
    const id = (name: string): PersonId => name as PersonId
    index.take({
      people: [
        { id: id('a'), name: 'Ana Ruiz' },
        { id: id('b'), name: 'Aná Ruiz' },
      ],
    })
    const people = (typed: string, followed: PersonId[] = []): string[] =>
      index.find({ typed, ...ALL }, { ...BOB, followed }).people.items.map(({ person }) => person)
    expect(people('ana')).toEqual(['a', 'b'])
    expect(people('rui', [id('b')])).toEqual(['b', 'a'])
    index.take({ people: [{ id: id('a'), name: 'Anton' }] })
    expect(people('ana')).toEqual(['b'])
    index.take({ people: [{ id: id('b'), name: null }] })
    expect(people('ana')).toEqual([])
  })

  it('[SE1] tags by the beginning of any of their words; asked nothing, those that most posts bear', () => {
    const index = indexOf(
      writing('1', 'x', { tags: ['bees', 'wild-bees'] }),
      writing('2', 'x', { tags: ['wild-bees'] }),
      writing('3', 'x', { tags: ['honey'] }),
    )
    const tags = (typed: string) => index.find({ typed, ...ALL }, BOB).tags.items.map(({ tag }) => tag)
    expect(tags('bee')).toEqual(['bees', 'wild-bees'])
    expect(tags('#bee')).toEqual(['bees'])
    expect(tags('')).toEqual(['wild-bees', 'bees', 'honey'])
  })
})

describe('the index', () => {
  const anyWord = fc.constantFrom('bee', 'bees', 'hive', 'honey', 'wax', 'saw', 'sawn')
  const anySteps = fc.array(
    fc.record({ name: fc.nat(30).map(String), text: fc.option(fc.array(anyWord, { maxLength: 6 })) }),
    { maxLength: 80 },
  )

  it('[SE4] finds exactly the texts that hold every word, whatever came and went', () => {
    fc.assert(
      fc.property(anySteps, fc.array(anyWord, { minLength: 1, maxLength: 3 }), (steps, asked) => {
        const index = new WordIndex()
        const texts = new Map<string, string>()
        for (const { name, text } of steps) {
          if (text === null) {
            index.remove(name)
            texts.delete(name)
          } else {
            index.put(name, text.join(' '))
            texts.set(name, text.join(' '))
          }
        }
        const { words } = readQuery(asked.join(' '))
        const expected = [...texts].filter(([, text]) =>
          words.every(({ key }) => wordsOf(text).some((word) => word.key.startsWith(key))),
        )
        const matches = index.find(words, false)
        expect(matches.hits.map(({ name }) => name).sort()).toEqual(expected.map(([name]) => name).sort())
        for (const { name, score } of matches.hits) {
          expect(score).toBeGreaterThan(0)
          expect(matches.wordsIn(name).length).toBeGreaterThan(0)
        }
        expect(index.size).toBe(texts.size)
      }),
      RUNS,
    )
  })

  it('[SE5] sweeps out what went, and finds the rest as before', () => {
    const index = new WordIndex()
    for (let text = 0; text < 3_000; text += 1) index.put(`${text}`, `word${text % 7} common`)
    for (let text = 0; text < 2_500; text += 1) index.remove(`${text}`)
    const { hits } = index.find(readQuery('common word3').words, false)
    const names = hits.map(({ name }) => Number(name)).sort((a, b) => a - b)
    expect(names).toEqual(Array.from({ length: 500 }, (_, at) => 2_500 + at).filter((text) => text % 7 === 3))
  })

  it('[SE4] takes of any list the best, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(10), (items, count) => {
        expect(best(items, count, (a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b).slice(0, count))
      }),
      RUNS,
    )
  })
})
