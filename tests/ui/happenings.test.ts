import { describe, expect, it } from 'vitest'
import { LEAST_TOLD_UNITS } from '../../src/amp/limits'
import type { Movement } from '../../src/app/money-state'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import type { Conversation } from '../../src/social/conversations'
import type { NewsItem } from '../../src/social/types'
import { happeningWords } from '../../src/ui/format/happening-words'
import { callsFor, Happenings, MAX_HAPPENING_AGE_MS, type Happened } from '../../src/ui/state/happenings'
import { NOTICE_PAUSE_MS, NoticePace } from '../../src/ui/state/notice-pace'

const NOW_MS = Date.UTC(2026, 0, 2)
const bob = 'bob' as PersonId
const post = 'post' as RecordCid
const SHORT = { showsLetters: false, isFolded: false }
const NOTHING: Happened = { words: [], letters: [], money: [] }

const news = (id: string, kind: NewsItem['kind'] = 'comment', time = NOW_MS): NewsItem => {
  return { cid: id as RecordCid, kind, by: bob, time, post, text: 'Well said', warning: null, label: null }
}
const talk = (ids: readonly string[], isRequest = false): Conversation => ({
  with: bob,
  letters: ids.map((id) => {
    const isOwn = id.startsWith('own')
    return { cid: id as RecordCid, with: bob, isOwn, time: NOW_MS, keptAt: NOW_MS, text: 'at nine' }
  }),
  isRequest,
  readUntil: 0,
  unread: 0,
})
const movement = (id: string, kind: Movement['kind'], at: 'final' | 'certified' = 'final'): Movement => {
  return { id, kind, person: bob, amount: 2_000_000, memo: '', post: null, at: NOW_MS, state: { at } }
}

describe('what the system is told of', () => {
  it('[NO2] is what has come since, each once, and nothing that was there before', () => {
    const happenings = new Happenings()
    const ids = (happened: Happened) => happenings.since(happened, NOW_MS).map(({ id }) => id)
    expect(ids({ ...NOTHING, words: [news('old')] })).toEqual([])
    expect(ids({ ...NOTHING, words: [news('new'), news('old')] })).toEqual(['new'])
    expect(ids({ ...NOTHING, words: [news('new'), news('old')] })).toEqual([])
  })

  it('[NO2] is not all letters and payments when they have just been read from the disk', () => {
    const happenings = new Happenings()
    const ids = (happened: Happened) => happenings.since(happened, NOW_MS).map(({ id }) => id)
    expect(ids({ words: [], letters: null, money: null })).toEqual([])
    expect(ids({ words: [], letters: [talk(['a'])], money: [movement('m', 'received')] })).toEqual([])
    const more = { words: [], letters: [talk(['a', 'b', 'own'])], money: [movement('m', 'received')] }
    expect(ids(more)).toEqual(['b'])
  })

  it('[NO2] is replies and comments, letters of people one knows, and AMP that came: nothing else', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const told = happenings.since(
      {
        words: [news('1'), news('2', 'reply'), news('3', 'like'), news('4', 'share'), news('5', 'follow')],
        letters: [talk(['6', 'own']), { ...talk(['7'], true), with: 'stranger' as PersonId }],
        money: [
          movement('8', 'received'),
          movement('9', 'paid-for-attention'),
          movement('10', 'sent'),
          movement('11', 'granted'),
          movement('12', 'received', 'certified'),
        ],
      },
      NOW_MS,
    )
    expect(told.map(({ id }) => id).sort()).toEqual(['1', '2', '6', '8', '9'])
    expect(told.map(({ place }) => place)).toContain('#/messages/bob')
    expect(told.map(({ place }) => place)).toContain('#/post/post?comment=1')
  })

  it('[NO2] is no older than a day', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const old = news('old', 'comment', NOW_MS - MAX_HAPPENING_AGE_MS)
    expect(happenings.since({ ...NOTHING, words: [old] }, NOW_MS)).toEqual([])
  })

  it('[NO3] says no word of a letter unless that is chosen, and of a long comment the beginning', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const [letter, comment] = happenings.since(
      {
        words: [{ ...news('1'), text: 'w'.repeat(5_000), time: NOW_MS + 1 }],
        letters: [talk(['2'])],
        money: [],
      },
      NOW_MS,
    )
    if (letter === undefined || comment === undefined) throw new Error('two things have happened')
    expect(happeningWords(letter, 'Bob', SHORT)).toEqual({
      title: expect.stringContaining('Bob') as string,
      body: '',
    })
    expect(happeningWords(letter, 'Bob', { ...SHORT, showsLetters: true }).body).toBe('at nine')
    expect(happeningWords(comment, 'Bob', SHORT).body.length).toBeLessThan(200)
  })

  it('[NO3] of a comment with a warning, or folded since it is labelled, only that', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const [warned, plain] = happenings.since(
      {
        ...NOTHING,
        words: [
          { ...news('1'), text: 'a spider', warning: 'spi\u202eders' },
          { ...news('2'), text: 'one\u202e\n\u0007two\u200f' },
        ],
      },
      NOW_MS,
    )
    if (warned === undefined || plain === undefined) throw new Error('two things have happened')
    expect(happeningWords(warned, 'Bob', SHORT).body).toBe('Its author warns: spiders')
    expect(happeningWords(plain, 'Bob', { ...SHORT, isFolded: true }).body).toBe(
      'Folded, since it is labelled.',
    )
    expect(happeningWords(plain, 'Bob', SHORT).body).toBe('one two')
  })

  it('[NO2] is no word of strangers, and no dust', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const told = happenings.since(
      {
        words: [news('friend'), { ...news('stranger', 'reply'), by: 'eve' as PersonId }],
        letters: [],
        money: [
          movement('money', 'received'),
          { ...movement('dust', 'received'), amount: LEAST_TOLD_UNITS - 1 },
          { ...movement('paid dust', 'paid-for-attention'), amount: 1 },
        ],
      },
      NOW_MS,
    )
    const called = told.filter((happening) => callsFor(happening, (person) => person === bob))
    expect(called.map(({ id }) => id).sort()).toEqual(['friend', 'money'])
  })

  it('[NO4] is told once a minute of each kind, all that came in between together', () => {
    const happenings = new Happenings()
    happenings.since(NOTHING, NOW_MS)
    const happened = happenings.since(
      {
        words: [news('1'), news('2'), news('3')],
        letters: [],
        money: [movement('4', 'received')],
      },
      NOW_MS,
    )
    const [first, second, third, money] = ['1', '2', '3', '4'].map((id) =>
      happened.filter((happening) => happening.id === id),
    )
    const pace = new NoticePace()
    pace.add(first ?? [])
    expect(pace.take(0)).toEqual([first])
    pace.add([...(second ?? []), ...(money ?? [])])
    expect(pace.take(1)).toEqual([money])
    pace.add(third ?? [])
    expect(pace.nextMs()).toBe(NOTICE_PAUSE_MS)
    expect(pace.take(NOTICE_PAUSE_MS - 1)).toEqual([])
    expect(pace.take(NOTICE_PAUSE_MS)).toEqual([[...(second ?? []), ...(third ?? [])]])
    pace.add(first ?? [])
    pace.forget()
    expect(pace.nextMs()).toBeNull()
  })
})
