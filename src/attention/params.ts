/** The constants of the model with their defaults; a network may set others, and a viewer for the own Stream. */
import type { ActKind } from './types'

export interface Params {
  /** Weight w of each kind of act. */
  readonly weights: Readonly<Record<ActKind, number>>
  /** H_e: engagement halves in this time. */
  readonly engagementHalfLifeMs: number
  /** E0: engagement that nobody gets; keeps the attention of a quiet person below one. */
  readonly attentionReserve: number
  /** K_s: engagement at which a synapse is half saturated. */
  readonly saturationPoint: number
  /** Engagement from which a synapse exists without a follow. */
  readonly synapseThreshold: number
  /** τ of a synapse without engagement … */
  readonly baseTransmission: number
  /** … and what full saturation adds to it. */
  readonly transmissionGain: number
  /** λ: standing needs more than a trace of attention. */
  readonly reoSmoothing: number
  /** H_q: charge halves in this time. */
  readonly chargeHalfLifeMs: number
  /** γ: charge that an engagement of weight 1 brings from a perfectly connected person. */
  readonly rechargeGain: number
  /** κ: AMP for one unit of charge. */
  readonly ampPerCharge: number
  /** Q_min: below it a post has not arrived, and a path is not followed. */
  readonly stopCharge: number
  /** D of a post that bears a joined tag. */
  readonly tagTransmission: number
  /** g0: how much a post of somebody without standing counts. */
  readonly baseGain: number
  /** k_A: how much the viewer's own engagement with the author adds. */
  readonly affinityGain: number
  /** Comments of one person on one post that count. */
  readonly countedComments: number
}

/** A synapse loses at least this much, or the kernel's classes of transmission could not be told apart. */
export const MAX_TRANSMISSION = 0.98
/** A path ends no lower than this, or there would be too many classes. */
export const MIN_STOP_CHARGE = 2 ** -12

const HOUR_MS = 3_600_000

export const DEFAULT_PARAMS: Params = {
  weights: { view: 1, like: 2, comment: 3, share: 5 },
  engagementHalfLifeMs: 30 * 24 * HOUR_MS,
  attentionReserve: 10,
  saturationPoint: 10,
  synapseThreshold: 1,
  baseTransmission: 0.4,
  transmissionGain: 0.5,
  reoSmoothing: 0.05,
  chargeHalfLifeMs: 24 * HOUR_MS,
  rechargeGain: 0.05,
  ampPerCharge: 100,
  stopCharge: 0.02,
  tagTransmission: 0.5,
  baseGain: 0.1,
  affinityGain: 2,
  countedComments: 3,
}

/** What may be given to change the defaults. */
export type ParamChanges = Partial<Omit<Params, 'weights'>> & {
  readonly weights?: Partial<Params['weights']>
}

/** The defaults with these changes; throws with the name of a parameter that cannot be. */
export function withDefaults(changes: ParamChanges = {}): Params {
  const params: Params = {
    ...DEFAULT_PARAMS,
    ...changes,
    weights: { ...DEFAULT_PARAMS.weights, ...changes.weights },
  }
  for (const [name, value] of [...Object.entries(params), ...Object.entries(params.weights)]) {
    if (name === 'weights') continue
    if (!Object.hasOwn(DEFAULT_PARAMS, name) && !Object.hasOwn(DEFAULT_PARAMS.weights, name)) {
      throw new Error(`there is no parameter "${name}"`)
    }
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new Error(`parameter "${name}" must be a number of at least 0, got ${String(value)}`)
    }
  }
  for (const name of ['engagementHalfLifeMs', 'chargeHalfLifeMs', 'ampPerCharge'] as const) {
    if (params[name] === 0) throw new Error(`parameter "${name}" must be above 0`)
  }
  const greatest = params.baseTransmission + params.transmissionGain
  if (greatest > MAX_TRANSMISSION) {
    throw new Error(
      `parameters "baseTransmission" and "transmissionGain" must be ${MAX_TRANSMISSION} together at most, got ${greatest}`,
    )
  }
  if (params.stopCharge < MIN_STOP_CHARGE) {
    throw new Error(`parameter "stopCharge" must be at least 2^-12, got ${params.stopCharge}`)
  }
  return params
}
