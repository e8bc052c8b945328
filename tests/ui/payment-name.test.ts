import { describe, expect, it } from 'vitest'
import { PaymentName } from '../../src/ui/state/payment-name'

describe('the name of a payment', () => {
  it('[AM41] stays while the same is asked for, and is another for another payment', () => {
    const name = new PaymentName()
    const first = name.of(['bob', 5, ''])
    expect(name.of(['bob', 5, ''])).toBe(first)
    expect(name.of(['bob', 6, ''])).not.toBe(first)
    const second = name.of(['bob', 6, ''])
    name.isDone()
    expect(name.of(['bob', 6, ''])).not.toBe(second)
  })
})
