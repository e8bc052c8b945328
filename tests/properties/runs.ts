/** How many worlds, and which: 5,000 in each of two files, or what `npm run sim -- properties` asks for. */
const RUNS_EACH = 5_000

export function propertyRuns(half: number): { readonly numRuns: number; readonly seed: number } {
  const { PROPERTY_RUNS, PROPERTY_SEED } = process.env
  const numRuns = PROPERTY_RUNS === undefined ? RUNS_EACH : Math.ceil(Number(PROPERTY_RUNS) / 2)
  return { numRuns, seed: PROPERTY_SEED === undefined ? half : Number(PROPERTY_SEED) * 2 + half }
}
