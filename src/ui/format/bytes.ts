/** Sizes as people read them. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const STEP = 1000

/** `1_530_000` → "1.5 MB". */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value)
}
