import { KilledPayments, randomMoments } from '../../tests/e2e/harness/killed-payments'
import { installChromiumIfMissing } from '../chromium'
import { commit } from './commit'

/** The starter AMP suffices for so many payments. */
const MAX_RUNS = 100

/** Payments whose browser is killed, at moments from `seed`. @returns the exit code: 1 when something must not have been */
export async function killed(runs: number, seed: number): Promise<number> {
  if (runs > MAX_RUNS) {
    console.error(`alice can pay ${String(MAX_RUNS)} times; give other seeds for more.`)
    return 1
  }
  const at = commit()
  installChromiumIfMissing()
  const payments = await KilledPayments.begin()
  let paid = 0
  try {
    for (const [index, moment] of randomMoments(runs, seed).entries()) {
      const isPaid = await payments.pay(moment)
      if (isPaid) paid += 1
      console.log(`${String(index + 1)} ${JSON.stringify(moment)} ${isPaid ? 'final' : 'was never saved'}`)
    }
  } catch (error) {
    console.error(`seed ${String(seed)} at ${at}:`, error)
    return 1
  } finally {
    await payments.stop()
  }
  console.log(
    `${String(runs)} kills from seed ${String(seed)} at ${at}: ${String(paid)} payments final, ${String(runs - paid)} never saved; sums equal, no forks`,
  )
  return 0
}
