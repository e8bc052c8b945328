/** Comparing evaluations, number by number. */
import { expect } from 'vitest'
import type { Evaluation, PostNumbers } from '../../src/attention/types'

export function numbersOf(evaluation: Evaluation, id: string): PostNumbers {
  const numbers = evaluation.posts.find((post) => post.id === id)
  if (numbers === undefined) throw new Error(`${id} was not evaluated`)
  return numbers
}

/** Rounding may differ when sums are taken in another order. */
export function expectAlike(actual: Evaluation, expected: Evaluation): void {
  expectSameOrder(actual, expected)
  for (const name of ['reo', 'transmission', 'attentionReceived'] as const) {
    // Whoever is not named has nothing.
    const people = new Set([...Object.keys(actual[name]), ...Object.keys(expected[name])])
    for (const person of people) expectClose(actual[name][person] ?? 0, expected[name][person] ?? 0)
  }
  expect(actual.posts.map(({ id }) => id)).toEqual(expected.posts.map(({ id }) => id))
  for (const post of expected.posts) {
    const other = numbersOf(actual, post.id)
    for (const key of ['charge', 'capacity', 'transmission', 'arriving', 'current'] as const)
      expectClose(other[key], post[key])
  }
}

/** Of currents that differ by a rounding either may come first. */
function expectSameOrder(actual: Evaluation, expected: Evaluation): void {
  expect(actual.stream).toHaveLength(expected.stream.length)
  for (const [place, id] of actual.stream.entries()) {
    const other = expected.stream[place] ?? ''
    if (id !== other) expectClose(numbersOf(expected, id).current, numbersOf(expected, other).current)
  }
}

export function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(1e-12, 1e-9 * Math.abs(expected)))
}
