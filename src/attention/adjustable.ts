/**
 * What a viewer may set for the own Stream (MODEL.md: taste is local). Each has bounds within which the model stays a
 * model: every number finite, every path ending (rule A19).
 */
import { DEFAULT_PARAMS, withDefaults, type Params } from './params'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface Adjustable {
  readonly least: number
  readonly greatest: number
  /** How finely it is set. */
  readonly step: number
  /** What the network sets. */
  readonly usual: number
}

export const ADJUSTABLE = {
  chargeHalfLifeHours: {
    least: 1,
    greatest: 336,
    step: 1,
    usual: DEFAULT_PARAMS.chargeHalfLifeMs / HOUR_MS,
  },
  engagementHalfLifeDays: {
    least: 1,
    greatest: 365,
    step: 1,
    usual: DEFAULT_PARAMS.engagementHalfLifeMs / DAY_MS,
  },
  likeWeight: { least: 0, greatest: 10, step: 0.5, usual: DEFAULT_PARAMS.weights.like },
  commentWeight: { least: 0, greatest: 10, step: 0.5, usual: DEFAULT_PARAMS.weights.comment },
  shareWeight: { least: 0, greatest: 10, step: 0.5, usual: DEFAULT_PARAMS.weights.share },
  rechargeGain: { least: 0, greatest: 0.5, step: 0.01, usual: DEFAULT_PARAMS.rechargeGain },
  // With the gain of a full synapse it stays below MAX_TRANSMISSION.
  baseTransmission: { least: 0.05, greatest: 0.45, step: 0.05, usual: DEFAULT_PARAMS.baseTransmission },
  baseGain: { least: 0, greatest: 1, step: 0.05, usual: DEFAULT_PARAMS.baseGain },
  affinityGain: { least: 0, greatest: 10, step: 0.5, usual: DEFAULT_PARAMS.affinityGain },
} as const satisfies Readonly<Record<string, Adjustable>>

export type AdjustableName = keyof typeof ADJUSTABLE

export const ADJUSTABLE_NAMES = Object.keys(ADJUSTABLE) as readonly AdjustableName[]

/** What somebody has set; the network's value counts for what is not named. */
export type Ranking = Readonly<Partial<Record<AdjustableName, number>>>

/** Of anything, what is a ranking: known names with numbers within their bounds, on the nearest step. */
export function readRanking(value: unknown): Ranking {
  if (typeof value !== 'object' || value === null) return {}
  const given = new Map<string, unknown>(Object.entries(value))
  return Object.fromEntries(
    ADJUSTABLE_NAMES.flatMap((name) => {
      const set = given.get(name)
      const { least, greatest, step } = ADJUSTABLE[name]
      if (typeof set !== 'number' || !(set >= least && set <= greatest)) return []
      return [[name, least + Math.round((set - least) / step) * step]]
    }),
  )
}

/** The model's constants under a ranking. */
export function paramsOf(ranking: Ranking): Params {
  const set = (name: AdjustableName): number => ranking[name] ?? ADJUSTABLE[name].usual
  return withDefaults({
    chargeHalfLifeMs: set('chargeHalfLifeHours') * HOUR_MS,
    engagementHalfLifeMs: set('engagementHalfLifeDays') * DAY_MS,
    weights: { like: set('likeWeight'), comment: set('commentWeight'), share: set('shareWeight') },
    rechargeGain: set('rechargeGain'),
    baseTransmission: set('baseTransmission'),
    baseGain: set('baseGain'),
    affinityGain: set('affinityGain'),
  })
}
