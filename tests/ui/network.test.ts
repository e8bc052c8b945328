/** The network as a table, and its days in words. */
import { describe, expect, it } from 'vitest'
import { STEPS } from '../../src/attention/brain'
import type { Knowledge } from '../../src/attention/types'
import { mixed } from '../../src/ui/drawing/look'
import { dayInWords } from '../../src/ui/format/day-in-words'
import { inOrder, neuronRows, type Column } from '../../src/ui/format/neuron-rows'
import { tieSentences } from '../../src/ui/format/tie-sentence'
import { brainOf } from '../helpers/brain'
import { DAY_MS, NOW } from '../helpers/knowledge'

const LAST = STEPS - 1

/** Alice likes bob and follows charlie, who likes alice; bob follows dora. */
const world: Knowledge = {
  viewer: 'alice',
  follows: [
    { from: 'alice', to: 'bob' },
    { from: 'alice', to: 'charlie' },
    { from: 'bob', to: 'dora' },
  ],
  posts: [
    { id: 'by bob', author: 'bob', at: NOW - 3 * DAY_MS },
    { id: 'by alice', author: 'alice', at: NOW - 3 * DAY_MS },
  ],
  acts: [
    { by: 'alice', post: 'by bob', kind: 'like', at: NOW - DAY_MS },
    { by: 'charlie', post: 'by alice', kind: 'share', at: NOW - DAY_MS },
  ],
}
const brain = brainOf(world, NOW)
const nameOf = (place: number): string => brain.people[place] ?? ''
const rows = neuronRows(brain, LAST, nameOf)

/** Engagement crosses as 32-bit numbers. */
function near(value: number): unknown {
  return expect.closeTo(value, 6) as unknown
}

function names(by: Column, isFalling: boolean): string[] {
  return inOrder(rows, { by, isFalling }).map(({ name }) => name)
}

describe('the network on a day', () => {
  it('[U47] is as large as it was then', () => {
    const fresh = brainOf(world, NOW, () => NOW - DAY_MS)
    expect(fresh.sizeAt(LAST)).toEqual({ ties: 3, people: 3 })
    expect(fresh.sizeAt(0)).toEqual({ ties: 0, people: 0 })
  })
})

describe('the network as a table', () => {
  it('[NV2] says how strongly the reader attends each and each the reader, and how many each is tied to', () => {
    const told = rows.map(({ name, attended, attending, ties }) => ({ name, attended, attending, ties }))
    const like = 2 * 2 ** (-1 / 30)
    const share = 5 * 2 ** (-1 / 30)
    expect(told).toEqual([
      { name: 'bob', attended: near(like / (like + 10)), attending: null, ties: 2 },
      { name: 'charlie', attended: 0, attending: near(share / (share + 10)), ties: 1 },
      { name: 'dora', attended: null, attending: null, ties: 1 },
    ])
  })

  it('[NV2] is sorted by any column either way, with what is missing last', () => {
    expect(names('near', false)).toEqual(['bob', 'charlie', 'dora'])
    expect(names('name', true)).toEqual(['dora', 'charlie', 'bob'])
    expect(names('attended', true)).toEqual(['bob', 'charlie', 'dora'])
    expect(names('attended', false)).toEqual(['charlie', 'bob', 'dora'])
    expect(names('attending', false)).toEqual(['charlie', 'bob', 'dora'])
    expect(names('ties', true)).toEqual(['bob', 'charlie', 'dora'])
  })

  it('[NV2] says it in sentences about one person, as of a day', () => {
    expect(tieSentences(brain, 1, LAST, 'Bob')).toEqual([
      'You follow and attend Bob: a synapse of 16%.',
      'Bob does not attend you.',
    ])
    expect(tieSentences(brain, 2, LAST, 'Charlie')).toEqual([
      'You follow Charlie, and no more yet.',
      'Charlie attends you: a synapse of 33%.',
    ])
    expect(tieSentences(brain, 2, 0, 'Charlie')[1]).toBe('Charlie does not attend you.')
    expect(tieSentences(brain, 3, LAST, 'Dora')[0]).toBe('You do not attend Dora.')
  })

  it('[NV2] names the day that is shown', () => {
    const friday = Date.UTC(2026, 10, 27, 12)
    expect(dayInWords(friday, friday)).toBe('today')
    expect(dayInWords(friday - DAY_MS, friday)).toBe('yesterday')
    expect(dayInWords(friday - 3 * DAY_MS, friday)).toBe('Tuesday, November 24, 3 days ago')
    expect(dayInWords(friday - 7 * DAY_MS, friday)).toBe('Friday, November 20, a week ago')
    expect(dayInWords(friday - 21 * DAY_MS, friday)).toBe('Friday, November 6, 3 weeks ago')
  })

  it('[NV2] fades colours towards the ground', () => {
    expect(mixed('#ff8800', '#fff', 0.5)).toBe('#ffc480')
    expect(mixed('#123456', '#ffffff', 1)).toBe('#123456')
  })
})
