/** One measured number; `peer` names what it was measured beside in the same run, `ratio` is value ÷ peer's value. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer?: string
  readonly ratio?: number
  /** What was aimed at, of the ratio if there is one, else of the value. */
  readonly target?: Target
}

export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** Whether a row reached what was aimed at; null when nothing was. */
export function isMet({ value, ratio = value, target }: Row): boolean | null {
  if (target === undefined) return null
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
}

export interface Bench {
  readonly name: string
  run(): Promise<Row[]>
}

/** The middle value; of an even count the lower of the two in the middle, which was at least seen. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[(sorted.length - 1) >> 1]
  if (middle === undefined) throw new Error('the median of nothing')
  return middle
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

/** A value and its peer's, as two rows. */
export function beside(
  unit: string,
  own: { readonly name: string; readonly value: number },
  peer: { readonly name: string; readonly value: number },
): Row[] {
  return [
    { name: peer.name, value: peer.value, unit },
    { name: own.name, value: own.value, unit, peer: peer.name, ratio: own.value / peer.value },
  ]
}
