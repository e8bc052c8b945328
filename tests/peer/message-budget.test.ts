import { describe, expect, it } from 'vitest'
import {
  KEYS_PER_UNIT,
  MAX_HAVE_POSITIONS,
  MESSAGE_BURST,
  MESSAGE_COSTS,
  MESSAGES_PER_S,
} from '../../src/peer/config'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { MessageBudget } from '../../src/peer/message-budget'
import type { SyncMessage } from '../../src/peer/messages'

const have: SyncMessage = { type: 'have', positions: [] }
const hello: SyncMessage = { type: 'hello', presence: null }
const want: SyncMessage = { type: 'want', wants: [] }

describe('the budget of a peer', () => {
  it('[SY8] hears a first burst at once, then only as fast as it fills', () => {
    const budget = new MessageBudget(0)
    for (let count = 0; count < MESSAGE_BURST; count += 1) expect(budget.waitMs(have, 0)).toBe(0)
    expect(budget.waitMs(have, 0)).toBe(1_000 / MESSAGES_PER_S)
    expect(budget.waitMs(have, 0)).toBe(2_000 / MESSAGES_PER_S)
    expect(budget.waitMs(have, 60_000)).toBe(0)
  })

  it('[SY8] counts the dear messages for what they cost', () => {
    const budget = new MessageBudget(0)
    let heard = 0
    while (budget.waitMs(hello, 0) === 0) heard += 1
    expect(heard).toBe(MESSAGE_BURST / MESSAGE_COSTS.hello)
  })

  it('[SY8] takes nothing from a clock that was set back', () => {
    const budget = new MessageBudget(1_000)
    expect(budget.waitMs(want, 0)).toBe(0)
    expect(budget.waitMs(want, 500)).toBe(0)
  })

  it('[SY25] counts a long list for the keys in it', () => {
    const position = { person: 'alice' as PersonId, device: 'laptop' as DeviceId, next: 1 }
    const long: SyncMessage = {
      type: 'have',
      positions: Array<typeof position>(MAX_HAVE_POSITIONS).fill(position),
    }
    const budget = new MessageBudget(0)
    let heard = 0
    while (budget.waitMs(long, 0) === 0) heard += 1
    expect(heard).toBe(
      Math.floor(MESSAGE_BURST / (MESSAGE_COSTS.have + (2 * MAX_HAVE_POSITIONS) / KEYS_PER_UNIT)),
    )
  })
})
