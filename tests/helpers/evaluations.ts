/** Comparing evaluations, number by number. */
import { expect } from 'vitest'
import { AttentionEngine } from '../../src/attention/engine'
import type { Params } from '../../src/attention/params'
import { ReportReader, type Reading } from '../../src/attention/reading'
import type { Evaluation, Knowledge, PostNumbers } from '../../src/attention/types'

/** An engine that knows this, filled as a page fills it: settings first, then a part at a time. */
export function engineOf({ follows, posts, acts, ...settings }: Knowledge, params?: Params): AttentionEngine {
  const engine = new AttentionEngine(params)
  engine.begin(settings)
  engine.fill({ follows: [], posts: [], acts })
  engine.fill({ follows, posts, acts: [] })
  return engine
}

/** Reads an engine as a page that shows everything. One for each engine, since names cross once. */
export class ReaderOfAll {
  readonly #reader = new ReportReader()
  readonly #engine: AttentionEngine

  constructor(engine: AttentionEngine) {
    this.#engine = engine
  }

  /** @param expected says what there is to ask for */
  evaluate(now: number, expected: Evaluation): Evaluation {
    const people = Object.keys({ ...expected.reo, ...expected.transmission, ...expected.attentionReceived })
    const posts = expected.posts.map(({ id }) => id)
    const reading = this.#read(now, posts, people)
    const column = (numberOf: (person: string) => number): Record<string, number> =>
      Object.fromEntries(people.map((person) => [person, numberOf(person)]))
    return {
      now: reading.now,
      posts: posts.flatMap((id) => reading.numbers(id) ?? []),
      stream: reading.stream,
      reo: column((person) => reading.person(person)?.reo ?? NaN),
      transmission: column((person) => reading.transmission(person)),
      attentionReceived: column((person) => reading.person(person)?.attentionReceived ?? NaN),
    }
  }

  stream(now: number): readonly string[] {
    return this.#read(now, [], []).stream
  }

  #read(now: number, posts: readonly string[], people: readonly string[]): Reading {
    // As it crosses from the worker.
    return this.#reader.read(structuredClone(this.#engine.evaluate(now, { posts, people })))
  }
}

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
