import { beforeAll, describe, expect, it } from 'vitest'
import { withDevPage } from '../bench/dev-page'
import type { Started, Story } from './pages/snapshot'

let story: Story

beforeAll(async () => {
  // As text: a test runner would rewrite the import.
  story = await withDevPage((page) =>
    page.evaluate<Story>(`import('/tests/e2e/pages/snapshot.ts').then((module) => module.tellStory())`),
  )
})

const FEW = 20

/** Sums may be taken in another order. */
function expectSame(actual: Started, expected: Started): void {
  expect(actual.stream).toEqual(expected.stream)
  for (const [place, current] of expected.currents.entries())
    expect((actual.currents[place] ?? NaN) / current).toBeCloseTo(1, 9)
}

describe('the model, when a page starts', () => {
  it('[A24] takes up its snapshot and what came after, and gives the order that everything gives', () => {
    const { first, second, anew } = story
    expect(first.told).toBeGreaterThan(1_000)
    expect(anew.told).toBeGreaterThan(1_000)
    expect(second.told).toBeLessThan(FEW)
    expectSame(second, anew)
  })

  it('[A24] is told everything when the snapshot is damaged, or something of it was withdrawn since', () => {
    const { damaged, withdrawn, anew } = story
    expect(damaged.told).toBeGreaterThan(1_000)
    expectSame(damaged, anew)
    expect(withdrawn.told).toBeGreaterThan(1_000)
    expect(anew.stream).toContain(withdrawn.post)
    expect(withdrawn.stream).toEqual(anew.stream.filter((post) => post !== withdrawn.post))
  })

  it('[A24] after its worker was killed does the same, from the last snapshot of this page', () => {
    const { replaced } = story
    expect(replaced.told).toBeLessThan(FEW)
    expectSame(replaced, replaced.before)
  })
})
