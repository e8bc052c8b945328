import { describe, expect, it } from 'vitest'
import { LEAST_TOLD_UNITS } from '../../src/amp/limits'
import type { ForkShown, Movement } from '../../src/app/money-state'
import type { PersonId } from '../../src/identity/types'
import { moneyNews } from '../../src/ui/state/money-news'

const NOW_MS = Date.UTC(2026, 0, 2)
const [bob, charlie] = ['bob', 'charlie'] as PersonId[] as [PersonId, PersonId]

const movement = (id: string, change: Partial<Movement> = {}): Movement => ({
  ...{ id, kind: 'received', person: bob, amount: 2_000_000, memo: null, post: null, at: NOW_MS },
  ...{ state: { at: 'final' }, ...change },
})
const fork = (person: PersonId, at: number): ForkShown => ({
  ...{ person, times: 1, at, isByFormerDevice: false },
})
const idsOf = (movements: Movement[], forks: ForkShown[] = []) =>
  moneyNews({ movements, forks }).map(({ id }) => id)

describe('what alice is told of her AMP among the notifications', () => {
  it('[NO10] is what came: a payment, a paid look, what a campaign gave back; not what she did herself', () => {
    const kinds = ['sent', 'received', 'granted', 'campaign', 'refund', 'paid-for-attention'] as const
    const movements = kinds.map((kind, index) => movement(kind, { kind, at: NOW_MS + index }))
    expect(idsOf(movements)).toEqual(['paid-for-attention', 'refund', 'granted', 'received'])
  })

  it('[NO10] is nothing that is not final, and no dust of others', () => {
    const dust = LEAST_TOLD_UNITS - 1
    expect(
      idsOf([
        movement('settling', { state: { at: 'certified' } }),
        movement('dust', { amount: dust }),
        movement('dust of a witness', { kind: 'granted', person: null, amount: dust }),
        movement('enough', { amount: LEAST_TOLD_UNITS }),
        movement('a look', { kind: 'paid-for-attention', amount: dust }),
      ]),
    ).toEqual(['enough', 'a look'])
  })

  it('[NO11] is a double spend by somebody with whom she dealt, among the rest by time', () => {
    const movements = [movement('early', { at: NOW_MS }), movement('late', { at: NOW_MS + 2 })]
    expect(idsOf(movements, [fork(bob, NOW_MS + 1), fork(charlie, NOW_MS + 3)])).toEqual([
      'late',
      'fork bob',
      'early',
    ])
  })
})
