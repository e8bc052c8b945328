/** Who is paid for a campaign, and how much (MODEL.md 10; rule A11). */
import { compare } from './countable'
import type { Params } from './params'
import { reoOfAll } from './reo'
import type { Synapses } from './synapses'

/**
 * The budget shared out by Reo as seen from the chair: [person, base units], by person. The chair mutes nobody; the
 * engagement is that which the viewer knows, own views included. Amounts are floored and zeros dropped, so the sum
 * never exceeds the budget.
 */
export function offerOf(
  synapses: Synapses,
  chair: string,
  budget: number,
  params: Params,
): [string, number][] {
  const standing = [...reoOfAll(chair, synapses, () => false, params)].sort(([a], [b]) => compare(a, b))
  const total = standing.reduce((sum, [, value]) => sum + value, 0)
  return standing
    .map(([person, value]): [string, number] => [person, Math.floor((budget * value) / total)])
    .filter(([, amount]) => amount > 0)
}
