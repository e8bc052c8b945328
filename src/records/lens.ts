/**
 * What a lens may set. These are the names and bounds of the protocol: other builds of the page, with other sliders, must
 * agree on which records are valid. `tests/records/lens.test.ts` sees to it that every slider of this page fits.
 */

interface Bounds {
  readonly least: number
  readonly greatest: number
}

/** Within them every number of the model is finite and every path ends (rule A19). */
export const LENS_BOUNDS = {
  chargeHalfLifeHours: { least: 1, greatest: 336 },
  engagementHalfLifeDays: { least: 1, greatest: 365 },
  likeWeight: { least: 0, greatest: 10 },
  commentWeight: { least: 0, greatest: 10 },
  shareWeight: { least: 0, greatest: 10 },
  rechargeGain: { least: 0, greatest: 0.5 },
  // With the gain of a full synapse a step still loses something.
  baseTransmission: { least: 0.05, greatest: 0.45 },
  baseGain: { least: 0, greatest: 1 },
  affinityGain: { least: 0, greatest: 10 },
} as const satisfies Readonly<Record<string, Bounds>>

export type LensSetting = keyof typeof LENS_BOUNDS

/** What a lens sets, at least one; the network's value counts for what it does not name. */
export type LensRanking = Readonly<Partial<Record<LensSetting, number>>>

/** On the wire a number is a whole count of these: fractions have more than one way of being written. */
const PER_ONE = 100
/** What is left of a slider's step by step additions. */
const ROUNDING = 1e-9

/** Undefined for anything but a map of settings with whole numbers; the bounds are not checked here. */
export function readLensRanking(value: unknown): LensRanking | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  if (entries.length === 0) return undefined
  const ranking: Partial<Record<LensSetting, number>> = {}
  for (const [name, count] of entries) {
    if (!isSetting(name) || typeof count !== 'number' || !Number.isSafeInteger(count)) return undefined
    ranking[name] = count / PER_ONE
  }
  return Object.freeze(ranking)
}

/** Throws on a number that has no whole count. */
export function writeLensRanking(ranking: LensRanking): Record<string, number> {
  return Object.fromEntries(
    Object.entries(ranking).map(([name, value]) => {
      const count = Math.round(value * PER_ONE)
      if (!(Math.abs(count - value * PER_ONE) < ROUNDING))
        throw new Error(`expected hundredths for "${name}", got ${value}`)
      return [name, count]
    }),
  )
}

export function isWithinBounds(ranking: LensRanking): boolean {
  return Object.entries(ranking).every(([name, value]) => {
    const { least, greatest } = LENS_BOUNDS[name as LensSetting]
    return value >= least && value <= greatest
  })
}

function isSetting(name: string): name is LensSetting {
  return Object.hasOwn(LENS_BOUNDS, name)
}
