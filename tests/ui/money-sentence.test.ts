import { describe, expect, it } from 'vitest'
import type { Movement, MovementState } from '../../src/app/money-state'
import type { PersonId } from '../../src/identity/types'
import {
  cancellable,
  giveUpSentence,
  keptSentence,
  movementSentence,
} from '../../src/ui/format/money-sentence'

const SAVED: MovementState = { at: 'saved', waitsFor: null }
const PENDING: MovementState = { at: 'pending', votes: 1, needed: 3, isForked: false, refused: null }
const FINAL: MovementState = { at: 'final' }

const movement = (id: string, state: MovementState, kind: Movement['kind'] = 'sent'): Movement => ({
  ...{ id, kind, state, person: 'bob' as PersonId },
  ...{ amount: 2_000_000, memo: null, post: null, at: 0 },
})

describe('a payment behind one that waits', () => {
  it('[U50] is not said to be on its way', () => {
    expect(keptSentence('2', 'Bob', true)).not.toMatch(/on its way/)
    expect(keptSentence('2', 'Bob', false)).toBe(
      '2 AMP for Bob: kept here, and final as soon as the witnesses have confirmed it.',
    )
    expect(movementSentence({ at: 'saved', waitsFor: 'busy' })).toMatch(
      /when what waits before it is through/,
    )
  })

  it('[U50] is not the one that is cancelled: that is the first that is signed', () => {
    const [second, first] = [movement('second', SAVED), movement('first', PENDING)]
    expect(cancellable([second, first, movement('before', FINAL)])).toBe('first')
    expect(cancellable([movement('came', PENDING, 'received'), movement('before', FINAL)])).toBeNull()
  })

  it('[U50] is not offered to be cancelled once the witnesses have confirmed it', () => {
    expect(cancellable([movement('confirmed', { at: 'certified' })])).toBeNull()
    expect(cancellable([movement('lifts', PENDING, 'campaign')])).toBe('lifts')
  })
})

it('[AM142] the row of a payment says that it was asked to be cancelled, until that is settled or it was too late', () => {
  const asked = 'asked to be cancelled; it waits for the witnesses'
  expect(movementSentence(PENDING, true)).toBe(asked)
  expect(movementSentence({ ...PENDING, refused: 'balance' }, true)).toBe(asked)
  expect(movementSentence({ ...PENDING, isForked: true }, true)).toMatch(/^in conflict/)
  expect(movementSentence({ at: 'certified' }, true)).toBe('confirmed, settling')
  expect(movementSentence({ at: 'void' }, true)).toBe('cancelled, the money is back')
})

it('[AM139] who cancels reads whether anybody was asked', () => {
  expect(giveUpSentence('asked')).toMatch(/^The witnesses are asked/)
  expect(giveUpSentence('too-late')).toMatch(/too late.*nobody was asked/)
  expect(giveUpSentence('away')).toMatch(/did not answer.*may not have been asked/)
})
