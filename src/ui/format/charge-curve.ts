/** What became of the charge of a post from its publication until now, for a line (rule CL1). */
import type { Explanation } from '../../attention/explanation'

export interface ChargePoint {
  /** Unix milliseconds. */
  readonly at: number
  readonly charge: number
}

/** The charge as it was just after it had been raised. */
export interface Raised extends ChargePoint {
  readonly isAmplified: boolean
}

export interface ChargeCurve {
  /** Oldest first; at a raise there are two, below and above. */
  readonly points: readonly ChargePoint[]
  readonly raised: readonly Raised[]
}

/** Enough for a bend to look round on a wide screen. */
const STEPS = 60

export function chargeCurve({
  at,
  now,
  params,
  recharges,
}: Pick<Explanation, 'at' | 'now' | 'params' | 'recharges'>): ChargeCurve {
  const points: ChargePoint[] = [{ at, charge: 1 }]
  const raised: Raised[] = []
  let last: ChargePoint = { at, charge: 1 }
  const leak = (to: number): number =>
    last.charge * 2 ** (-Math.max(0, to - last.at) / params.chargeHalfLifeMs)
  /** Bends from the last raise to this moment. */
  const draw = (to: number): void => {
    const count = Math.ceil((STEPS * Math.max(0, to - last.at)) / Math.max(1, now - at))
    for (let step = 1; step <= count; step += 1) {
      const time = last.at + ((to - last.at) * step) / count
      points.push({ at: time, charge: leak(time) })
    }
  }
  for (const { at: time, added, kind } of recharges) {
    draw(time)
    last = { at: time, charge: leak(time) + added }
    points.push(last)
    raised.push({ ...last, isAmplified: kind === 'amplification' })
  }
  draw(now)
  return { points, raised }
}
