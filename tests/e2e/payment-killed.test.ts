/** alice's browser is killed in the middle of payments; `npm run sim -- killed` does so as often as one likes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KilledPayments, randomMoments, type Moment } from './harness/killed-payments'

const DELIBERATE: readonly Moment[] = [
  { at: 'wished' },
  { at: 'kept' },
  { at: 'sent', packets: 1 },
  { at: 'heard', packets: 1 },
]

let payments: KilledPayments

beforeAll(async () => {
  payments = await KilledPayments.begin()
})

afterAll(() => payments.stop())

describe('a payment whose browser is killed', () => {
  it.each(DELIBERATE)('[E39] becomes final when it was on the disk ($at)', async (moment) => {
    expect(await payments.pay(moment)).toBe(true)
  })

  it.each(randomMoments(1, 20261127))(
    '[E39] is paid once or not at all, with equal sums and no fork, at any moment (%o)',
    async (moment) => {
      await payments.pay(moment)
      expect(payments.faults).toEqual([])
    },
  )
})
