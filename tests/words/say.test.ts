import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shownGain } from '../../src/ui/format/numbers'
import { timeAgo } from '../../src/ui/format/time'
import { languageFor, localeFor } from '../../src/ui/words/language'
import { partsOf } from '../../src/ui/words/sentence'
import { pattern, say, sayCount, words } from '../../src/ui/words/words.svelte'

beforeAll(async () => {
  // As when a person changes the language while the views are being fetched: neither loses what the other brings.
  const fetched = words.fetchLater()
  const spoken = words.speak('de', [])
  await Promise.all([fetched, spoken])
  expect(say('No comments yet.')).toBe('Noch keine Kommentare.')
  await words.speak('en', [])
})
afterEach(() => words.speak('en', []))

/** In Arabic a name stands between marks that keep it from turning the sentence around. */
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '')

describe('the language', () => {
  it('[W3] is the first of the browser’s that there is, else English', () => {
    expect(languageFor(['fr-FR', 'es-MX', 'de'])).toBe('es')
    expect(languageFor(['zh-Hant-TW'])).toBe('zh')
    expect(languageFor(['fr', 'nonsense-', ''])).toBe('en')
    expect(languageFor([])).toBe('en')
  })

  it('[W3] is the last that was chosen, when several are asked for at once', async () => {
    await Promise.all([
      words.speak('es', []),
      words.speak('ar', []),
      words.speak('zh', []),
      words.speak('de', []),
    ])
    expect([words.language, say('Follow')]).toEqual(['de', 'Folgen'])
  })

  it('[W3] writes numbers as the browser’s region does', () => {
    expect(localeFor('es', ['en', 'es-MX'])).toBe('es-MX')
    expect(localeFor('ar', ['en'])).toBe('ar')
    expect(localeFor('de', ['de-'])).toBe('de')
    expect(localeFor('zh', ['zh-TW'])).toBe('zh-Hans')
  })
})

describe('a sentence', () => {
  it('[W2] counts as each language counts', async () => {
    const likes = (): string[] =>
      [0, 1, 2, 3, 11, 100].map((count) => plain(sayCount(count, '{count} like', '{count} likes')))
    expect(likes()).toEqual(['0 likes', '1 like', '2 likes', '3 likes', '11 likes', '100 likes'])
    await words.speak('ar', [])
    expect(likes()).toEqual(['لا إعجابات', 'إعجاب واحد', 'إعجابان', '3 إعجابات', '11 إعجابًا', '100 إعجاب'])
    await words.speak('zh', [])
    expect(likes()[1]).toBe('1 个赞')
    await words.speak('de', [])
    expect(likes().slice(0, 2)).toEqual(['0 Likes', '1 Like'])
  })

  it('[W1] keeps to itself what it tells its translators, also where it counts', async () => {
    const near = (): string => sayCount(2, '{count} person | near you', '{count} people | near you')
    const names = (): string => ['Alice', 'Bob'].join(say(',  | between names'))
    expect([near(), names()]).toEqual(['2 people', 'Alice, Bob'])
    await words.speak('zh', [])
    expect([near(), names()].join()).not.toContain('|')
    expect(names()).toBe('Alice、Bob')
  })

  it('[W1] puts what is said in it where the language has it', async () => {
    const step = (): string =>
      plain(say('By current it is number {rank} of {ranked}.', { rank: 3, ranked: 1200 }))
    expect(step()).toBe('By current it is number 3 of 1,200.')
    await words.speak('zh', [])
    expect(step()).toBe('按电流它是第 3 名，共 1,200 篇。')
    await words.speak('de', [])
    expect(step()).toBe('Nach Strom ist er Nummer 3 von 1.200.')
  })

  it('[W1] leaves its places open for more than text', async () => {
    await words.speak('es', [])
    expect(partsOf(pattern('{person} likes your post'))).toEqual([
      { kind: 'text', text: 'A ' },
      { kind: 'place', name: 'person' },
      { kind: 'text', text: ' le gusta tu publicación' },
    ])
  })

  it('[W1] is no program without what stands in its places', () => {
    // @ts-expect-error -- nobody is named
    expect(say('Follow {name}')).toBe('Follow {name}')
    // @ts-expect-error -- it has no such place
    expect(say('Follow {name}', { person: 'Bob' })).toBe('Follow ')
  })

  it('[W1] tells words that mean two things apart, and does not show how', async () => {
    expect([say('Post'), say('Post | to publish')]).toEqual(['Post', 'Post'])
    await words.speak('de', [])
    expect([say('Post'), say('Post | to publish')]).toEqual(['Beitrag', 'Posten'])
  })

  it('[W4] keeps a name of the other direction from turning it around', async () => {
    expect(say('Follow {name}', { name: 'Bob' })).toBe('Follow Bob')
    expect(say('Follow {name}', { name: 'ليلى' })).toBe('Follow \u2068ليلى\u2069')
    await words.speak('ar', [])
    expect(say('Follow {name}', { name: 'Bob' })).toBe('متابعة \u2068Bob\u2069')
    expect(say('Follow {name}', { name: 'ليلى' })).toBe('متابعة ليلى')
    expect(say('Charge {share}', { share: '+9%' })).toBe('الشحنة \u2068+9%\u2069')
  })

  it('[W4] lets a sentence within a sentence say which way its paragraph runs', async () => {
    await words.speak('ar', [])
    const premise = say('If you did not follow {to},', { to: 'Bob' })
    const sentence = say('{premise} {outcome}', { premise, outcome: say('it would not have come to you.') })
    expect(sentence).toBe('لو لم تتابع \u2068Bob\u2069، لما وصل إليك.')
  })

  it('[W3] has numbers and times of the locale in it', async () => {
    expect([shownGain(0.05), timeAgo(0, 3_600_000)]).toEqual(['+0.05', '1h ago'])
    await words.speak('de', ['de-AT'])
    expect([shownGain(0.05), timeAgo(0, 10), timeAgo(0, 86_400_000)]).toEqual(['+0,05', 'jetzt', 'gestern'])
    await words.speak('ar', ['ar-EG'])
    expect(shownGain(0.05)).toBe('+٠٫٠٥')
  })
})
