import { describe, expect, it } from 'vitest'
import { roundAmpText } from '../../src/ui/format/amount'
import {
  countingSentence,
  endSentence,
  expectedSentence,
  feeText,
  leftSentence,
} from '../../src/ui/format/campaign-sentence'

describe('what a campaign counts for', () => {
  it('[AM120] is said beside its budget where a person would see a difference', () => {
    expect(countingSentence({ budget: 50_000_000, weight: 500_000 })).toBe(
      'Of the 50 AMP set aside for it, 0.5 AMP lift the post: what people are offered or were paid for looking at it, and the fee of the witnesses. What comes back lifts nothing.',
    )
    expect(countingSentence({ budget: 50_000_000, weight: 50_000_000 })).toBeNull()
    // What an offer table floors away.
    expect(countingSentence({ budget: 50_000_000, weight: 49_999_993 })).toBeNull()
  })

  it('[AM120] is never rounded to nothing, nor a large one to hundreds', () => {
    expect([1, 1_234, 49_999_993, 1_234_567_891].map(roundAmpText)).toEqual([
      '0.000001',
      '0.0012',
      '50',
      '1,234.57',
    ])
  })
})

const ALL_OFFERED = { budget: 10_000_000, weight: 10_000_000 }

describe('what is left of a campaign', () => {
  it('is never said to be locked where all was paid', () => {
    expect(leftSentence({ ...ALL_OFFERED, locked: 0, isOver: false, isClosed: false })).toMatch(
      /^All that it offered was paid/,
    )
    expect(leftSentence({ ...ALL_OFFERED, locked: 2_500_000, isOver: false, isClosed: false })).toBe(
      'It runs; 2.5 AMP are still locked.',
    )
  })

  it('[U57] is not said to have come back where all was paid', () => {
    const allPaid = 'It is over; all that it offered was paid, and nothing of it was left.'
    const paid = { ...ALL_OFFERED, locked: 0, isOver: true, isClosed: true }
    expect(leftSentence(paid)).toBe(allPaid)
    expect(leftSentence({ ...paid, isClosed: false })).toBe(allPaid)
    expect(leftSentence({ ...paid, weight: 9_999_999 })).toBe('It is over, and what was left has come back.')
  })
})

describe('the row of an own campaign', () => {
  const HOUR_MS = 3_600_000
  const running = {
    ...{ endsMs: 23 * HOUR_MS, budget: 10_000_000, weight: 10_000_000 },
    ...{ locked: 9_899_999, isOver: false, isClosed: false },
  }

  it('[U51] [U57] says when the rest comes back, which is not when its last look ends', () => {
    expect(endSentence(running, 0)).toBe('What nobody earns comes back in 23 hours.')
    expect(endSentence(running, 22.5 * HOUR_MS)).toMatch('in 30 minutes')
    expect(endSentence({ ...running, isOver: true }, 24 * HOUR_MS)).toBeNull()
    expect(endSentence({ ...running, locked: 0 }, 0)).toBeNull()
  })

  it('[U51] does not promise that what is kept for others comes back', () => {
    const over = { ...running, isOver: true }
    expect(leftSentence(over)).toBe('Its time is over; 9.9 AMP are left and come back.')
    const owing = { ...over, isClosed: true, weight: 5_000_000, locked: 300_000 }
    expect(leftSentence(owing)).toBe(
      'It is over; 0.3 AMP are kept for people who looked and were not paid yet.',
    )
    expect(leftSentence({ ...owing, locked: 0 })).toBe('It is over, and what was left has come back.')
    // By the clocks of the witnesses, where the one of this browser is behind them.
    expect(leftSentence({ ...owing, isOver: false })).toBe(leftSentence(owing))
    expect(endSentence({ ...owing, isOver: false }, 0)).toBeNull()
  })

  it('[U51] rounds for reading, and never to nothing', () => {
    expect(leftSentence(running)).toBe('It runs; 9.9 AMP are still locked.')
    expect(leftSentence({ ...running, locked: 1 })).toBe('It runs; 0.000001 AMP are still locked.')
    const expected = { people: 2, spent: 9_899_999 }
    expect(expectedSentence({ least: expected, most: expected })).toBe('Expected were 2 people, 9.9 AMP.')
  })
})

it('the fee of the witnesses is not rounded to a whole percent', () => {
  expect([0.01, 0.0025].map(feeText)).toEqual(['1%', '0.25%'])
})
