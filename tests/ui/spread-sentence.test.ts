import { describe, expect, it } from 'vitest'
import { spreadSentence } from '../../src/ui/format/spread-sentence'

describe('how far an own post has come', () => {
  it('[U28] says how many hold it; who liked or shared it is among them, linked or not', () => {
    expect(spreadSentence({ state: 'held', by: 2 }, 1, false)).toBe('Held by 2 other people.')
    expect(spreadSentence({ state: 'held', by: 1 }, 3, false)).toBe('Held by 3 other people.')
    expect(spreadSentence({ state: 'kept' }, 1, true)).toBe('Held by 1 other person.')
    expect(spreadSentence({ state: 'announced', to: 4 }, 0, false)).toBe('Kept here, and told to 4 browsers.')
  })

  it('[U28] says of no post from before this visit that nobody else has it', () => {
    expect(spreadSentence({ state: 'kept' }, 0, false)).toBe('Kept here; nobody else has it yet.')
    expect(spreadSentence({ state: 'kept' }, 0, true)).toBe(
      'Kept here; who else has it shows when somebody is linked.',
    )
  })
})
