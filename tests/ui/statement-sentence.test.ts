import { afterEach, beforeAll, expect, it } from 'vitest'
import { brakeSentence, postsOfPeople } from '../../src/ui/format/statement-sentence'
import { words } from '../../src/ui/words/words.svelte'

beforeAll(() => words.fetchLater())
afterEach(() => words.speak('en', []))

/** In Arabic what stands in a place is between marks that keep it from turning the sentence around. */
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '')

it('[W2] the attention statement counts posts and people, each in its own form', async () => {
  expect(postsOfPeople(1, 1)).toBe('1 post of 1 person')
  expect(postsOfPeople(16, 1)).toBe('16 posts of 1 person')
  expect(postsOfPeople(16, 3)).toBe('16 posts of 3 people')
  await words.speak('de', [])
  expect(postsOfPeople(1, 1)).toBe('1 Beitrag von 1 Person')
  await words.speak('ar', [])
  expect(plain(postsOfPeople(1, 2))).toBe('منشور واحد من شخصين')
})

it('[ST17] the end of the Stream says what was seen, and what its reader wanted where that is less', () => {
  expect(brakeSentence(10, 10)).toBe('You have seen 10 posts, which is where you wanted it to end.')
  expect(brakeSentence(16, 10)).toBe('You have seen 16 posts; you wanted it to end at 10.')
})
