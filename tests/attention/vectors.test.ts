import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectedOf } from '../../tools/cases/attention'

const FOLDER = new URL('../fixtures/attention/', import.meta.url)
const RELATIVE = 1e-9
const ABSOLUTE = 1e-12

/** Paths at which the two differ: numbers by more than the tolerance, everything else at all. */
function differences(actual: unknown, expected: unknown, path = ''): string[] {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const isClose = Math.abs(actual - expected) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(expected))
    return isClose ? [] : [`${path}: expected ${expected}, got ${actual}`]
  }
  if (typeof actual === 'object' && typeof expected === 'object' && actual !== null && expected !== null) {
    const a = actual as Record<string, unknown>
    const b = expected as Record<string, unknown>
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].flatMap((key) => differences(a[key], b[key], `${path}/${key}`))
  }
  return actual === expected ? [] : [`${path}: expected ${String(expected)}, got ${String(actual)}`]
}

describe('the worked cases of the model', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

  it('[A0] are all there', () => {
    expect(files).toHaveLength(23)
  })

  it.each(files)('[A0] %s', (file) => {
    const { input, expected } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
      input: Parameters<typeof expectedOf>[0]
      expected: unknown
    }
    expect(differences(expectedOf(input), expected)).toEqual([])
  })
})
