import { describe, expect, it } from 'vitest'
import { decodeRequest, type ExchangeAnswer } from '../../src/amp/exchange'
import { FinalReader } from '../../src/app/final-reader'

const STRETCH = 64
const DAY_MS = 24 * 3_600_000

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

/** Alice, who holds all that is final, reads the list of a witness over a line on which some answers are lost. */
function longList(length: number, isLost: (answer: number) => boolean = () => false) {
  const state = { list: 'list', nowMs: 0, isIncomplete: false, keepsMarks: true, answers: 0, facts: 0 }
  const marks = new Map<string, number>()
  const froms: number[] = []
  const reader = new FinalReader({
    ask: (_place, question) => {
      const request = decodeRequest(question)
      state.answers += 1
      if (request?.t !== 'since' || isLost(state.answers)) return Promise.resolve(null)
      const from = request.mark === state.list ? request.from : 0
      const next = Math.min(from + STRETCH, length)
      if (request.mark !== '' || from > 0) froms.push(from)
      const facts = Array.from({ length: next - from }, () => Uint8Array.of(1))
      const isMore = next < length ? 1 : 0
      state.facts += facts.length
      return Promise.resolve({ t: 'finals', mark: state.list, facts, next, isMore })
    },
    take: () => Promise.resolve('known'),
    takeProof: () => Promise.resolve(),
    ...{ held: () => length, isIncomplete: () => state.isIncomplete, isOver: () => false },
    store: {
      mark: (list) => Promise.resolve(marks.get(list) ?? 0),
      keepMark: (list, next) => {
        if (state.keepsMarks) marks.set(list, next)
        return Promise.resolve()
      },
    },
    now: () => state.nowMs,
  })
  /** Tries every two seconds, as a page does that may not sign yet. */
  const untilWhole = async (): Promise<number> => {
    const startMs = state.nowMs
    while (!(await reader.read('w1')) && state.nowMs < DAY_MS) state.nowMs += 2_000
    return state.nowMs - startMs
  }
  /** The seconds, of the next ten minutes, at which something is asked. */
  const askedAt = async (): Promise<number[]> => {
    const startMs = state.nowMs
    const asked: number[] = []
    for (; state.nowMs < startMs + 600_000; state.nowMs += 20_000) {
      const before = state.answers
      await reader.read('w1')
      if (state.answers > before) asked.push((state.nowMs - startMs) / 1_000)
    }
    return asked
  }
  return { state, reader, marks, froms, untilWhole, askedAt }
}

describe('reading from an honest witness what is known already', () => {
  it.each([
    ['in time', true],
    ['also where the disk keeps nothing', false],
  ])('[AM136] goes on where an answer was lost, %s', async (_when, keepsMarks) => {
    const { state, froms, untilWhole } = longList(100 * STRETCH, (answer) => answer % 10 === 0)
    state.keepsMarks = keepsMarks
    expect(await untilWhole()).toBeLessThan(30_000)
    expect(froms).toEqual(Array.from({ length: 99 }, (_, index) => (index + 1) * STRETCH))
  })

  it('[AM74] is told nothing of it again while the list is the same, and all of it when it is another', async () => {
    const { state, reader } = longList(10 * STRETCH)
    for (const told of [10 * STRETCH, 0, 0]) {
      state.facts = 0
      expect(await reader.read('w1')).toBe(true)
      expect(state.facts).toBe(told)
    }
    state.list = 'after a restart of the witness'
    expect(await reader.read('w1')).toBe(true)
    expect(state.facts).toBe(10 * STRETCH)
  })

  it('[AM136] needs no rest after it was read to its end', async () => {
    const { askedAt } = longList(100 * STRETCH)
    expect(await askedAt()).toHaveLength(30)
  })

  it('[AM136] reads it anew once a minute, and no later, while something stands on what is not known', async () => {
    const { state, reader, marks, froms, untilWhole, askedAt } = longList(100 * STRETCH)
    state.isIncomplete = true
    expect(await askedAt()).toEqual([0, 60, 120, 180, 240, 300, 360, 420, 480, 540])
    expect(marks.size).toBe(0)
    state.isIncomplete = false
    froms.length = 0
    expect(await untilWhole()).toBe(0)
    expect(froms).toHaveLength(99)
    expect([...marks.values()]).toEqual([100 * STRETCH])
    expect(await reader.read('w1')).toBe(true)
    expect(froms).toHaveLength(100)
  })

  it('[AM136] reads again what was read before while something was lacking, though nothing lacks at its end', async () => {
    const { state, marks, froms, untilWhole, reader } = longList(10 * STRETCH, (answer) => answer === 5)
    state.isIncomplete = true
    expect(await reader.read('w1')).toBe(false)
    state.isIncomplete = false
    expect(await untilWhole()).toBe(0)
    expect([...marks.values()]).toEqual([])
    froms.length = 0
    expect(await untilWhole()).toBe(0)
    expect(froms).toHaveLength(9)
    expect([...marks.values()]).toEqual([10 * STRETCH])
  })

  it('[AM134] waits a minute once where a witness has started anew, and gives its list another name', async () => {
    const { state, askedAt } = longList(100 * STRETCH)
    await askedAt()
    state.list = 'another list'
    expect((await askedAt()).slice(0, 4)).toEqual([0, 60, 80, 100])
  })
})
