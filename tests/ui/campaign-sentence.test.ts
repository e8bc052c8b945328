import { describe, expect, it } from 'vitest'
import { roundAmpText } from '../../src/ui/format/amount'
import { countingSentence } from '../../src/ui/format/campaign-sentence'

describe('what a campaign counts for', () => {
  it('[AM120] is said beside its budget where a person would see a difference', () => {
    expect(countingSentence({ budget: 50_000_000, weight: 500_000 })).toBe(
      'Set aside for it: 50 AMP. What counts is what is offered or was paid for looking, with the part of the witnesses: 0.5 AMP.',
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
