/** Runs in a worker: the same questions answered by the whole of minisearch, set up to find the same words. */
import { expose } from 'comlink'
import MiniSearch from 'minisearch'
import { readQuery } from '../../../src/search/query'
import type { IndexChange, Question } from '../../../src/search/types'
import { wordsOf } from '../../../src/search/words'

const index = new MiniSearch<{ id: string; text: string }>({
  fields: ['text'],
  tokenize: (text) => wordsOf(text).map(({ key }) => key),
  processTerm: (term) => term,
})

expose({
  take({ writings = [] }: IndexChange): void {
    for (const { cid, text } of writings) index.add({ id: cid, text })
  },

  find({ typed, writings }: Question) {
    const { words } = readQuery(typed)
    const look = (isTolerant: boolean) =>
      index.search(words.map(({ key }) => key).join(' '), {
        tokenize: (text) => text.split(' '),
        combineWith: 'AND',
        prefix: (_, place) => words[place]?.isBeginning ?? false,
        fuzzy: (_, place) => (isTolerant ? (words[place]?.typos ?? 0) : 0),
      })
    const strict = look(false)
    const found = strict.length > 0 ? strict : look(true)
    return { writings: { items: found.slice(0, writings).map(({ id }) => String(id)), count: found.length } }
  },
})
