/** A post as a capacitor: leaks, is recharged by engagement, amplified by AMP (MODEL.md 6; rules A7 and A8). */
import type { CountedAct } from './countable'
import { compare } from './countable'
import type { Params } from './params'
import type { ActKind, Amplification, ModelPost } from './types'

export interface Recharge {
  readonly by: string
  readonly kind: ActKind | 'amplification'
  readonly at: number
  /** AMP; 0 for an act. */
  readonly amount: number
  /** N(by); 0 for an amplification, which does not come by way of people. */
  readonly nearness: number
  /** Charge added at that moment; 0 when the post was full. */
  readonly added: number
}

export interface Charge {
  readonly charge: number
  readonly capacity: number
  /** In order of time. */
  readonly recharges: readonly Recharge[]
}

/**
 * @param acts counted acts on this post, in order of time
 * @param amplifications of this post, in any order; those before the post or after `now` are ignored
 * @param near N_v by person
 */
export function chargeOf(
  post: ModelPost,
  acts: readonly CountedAct[],
  amplifications: readonly Amplification[],
  near: ReadonlyMap<string, number>,
  now: number,
  params: Params,
): Charge {
  const lifts = amplifications.filter(({ at }) => at >= post.at && at <= now)
  lifts.sort((a, b) => a.at - b.at || compare(a.by, b.by) || a.amount - b.amount)
  const recharges: Recharge[] = []
  let charge = 1
  let capacity = 1
  let lastAt = post.at
  const leakUntil = (at: number): void => {
    charge *= 2 ** (-Math.max(0, at - lastAt) / params.chargeHalfLifeMs)
    lastAt = Math.max(lastAt, at)
  }
  const rechargeBy = ({ by, kind, at }: CountedAct): void => {
    const nearness = near.get(by) ?? 0
    // Not even a rounding: whoever is far away changes no number (rule A14).
    if (kind === 'view' || nearness === 0) return
    leakUntil(at)
    const raised = Math.min(capacity, charge + params.rechargeGain * params.weights[kind] * nearness)
    recharges.push({ by, kind, at, amount: 0, nearness, added: raised - charge })
    charge = raised
  }
  let nextLift = 0
  const amplifyUntil = (at: number): void => {
    for (let lift = lifts[nextLift]; lift !== undefined && lift.at < at; lift = lifts[nextLift]) {
      leakUntil(lift.at)
      const added = lift.amount / params.ampPerCharge
      recharges.push({
        by: lift.by,
        kind: 'amplification',
        at: lift.at,
        amount: lift.amount,
        nearness: 0,
        added,
      })
      charge += added
      capacity = Math.max(capacity, charge)
      nextLift += 1
    }
  }
  for (const act of acts) {
    amplifyUntil(act.at) // At equal times acts come first.
    rechargeBy(act)
  }
  amplifyUntil(Infinity)
  leakUntil(now)
  return { charge, capacity, recharges }
}
