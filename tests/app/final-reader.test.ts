import { describe, expect, it } from 'vitest'
import { decodeRequest, type ExchangeAnswer } from '../../src/amp/exchange'
import { FinalReader } from '../../src/app/final-reader'

/** Reads a list of six finals, two at a time, and is over after some answers. */
function reading(overAfter: number) {
  let answers = 0
  const taken: number[] = []
  const marks: string[] = []
  const reader = new FinalReader({
    ask: (_place, question) => {
      const request = decodeRequest(question)
      if (request?.t !== 'since') return Promise.resolve(null)
      answers += 1
      const next = request.from + 2
      const facts = [request.from, request.from + 1].map((index) => Uint8Array.of(index))
      const answer: ExchangeAnswer = { t: 'finals', mark: 'list', facts, next, isMore: next < 6 ? 1 : 0 }
      return Promise.resolve(answer)
    },
    take: (bytes) => {
      taken.push(bytes[0] ?? -1)
      return Promise.resolve('news')
    },
    held: () => 0,
    takeProof: () => Promise.resolve(),
    isIncomplete: () => false,
    isOver: () => answers > overAfter,
    store: {
      mark: () => Promise.resolve(0),
      keepMark: (list, next) => {
        marks.push(`${list} ${next}`)
        return Promise.resolve()
      },
    },
    now: () => 0,
  })
  return { reader, taken, marks }
}

describe('reading what others know as final', () => {
  it('[AM74] goes to the end of the list, and keeps where that is', async () => {
    const { reader, taken, marks } = reading(Infinity)
    expect(await reader.read('bob')).toBe(true)
    expect(taken).toEqual([0, 1, 2, 3, 4, 5])
    expect(marks).toEqual(['bob list 6'])
  })

  it('[AM74] ends with the page: nothing more is taken, and nothing is written', async () => {
    const { reader, taken, marks } = reading(1)
    expect(await reader.read('bob')).toBe(false)
    expect(taken).toEqual([0, 1])
    expect(marks).toEqual([])
  })
})
