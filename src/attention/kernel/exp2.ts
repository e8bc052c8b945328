/**
 * 2ˣ to 1e-14, several times as fast as `**`: the exponent splits into a whole part, a 1024th from a table, and a rest
 * so small that four terms of its series do. Charge and engagement halve with time, so this is asked millions of times.
 */
const STEPS = 1_024
const REST_SCALE = Math.LN2 / STEPS
/** Below it 2ˣ is no normal number any more; nothing here needs what is that small. */
const LOWEST = -1_022
const HIGHEST = 1_023

const FRACTIONS = Float64Array.from({ length: STEPS }, (_, index) => 2 ** (index / STEPS))
const WHOLES = Float64Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) => 2 ** (index + LOWEST))

export function exp2(x: number): number {
  if (!(x >= LOWEST)) return 0
  if (x >= HIGHEST) return 2 ** x
  const scaled = x * STEPS
  const steps = Math.floor(scaled)
  const rest = (scaled - steps) * REST_SCALE
  const whole = WHOLES[(steps >> 10) - LOWEST]!
  const fraction = FRACTIONS[steps & (STEPS - 1)]!
  return whole * fraction * (1 + rest * (1 + rest * (0.5 + rest * (1 / 6))))
}
