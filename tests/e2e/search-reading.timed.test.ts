import { describe, expect, it } from 'vitest'
import { withDevPage } from '../bench/dev-page'
import type { ReadingStory } from './pages/search'

describe('reading what is kept into the search', () => {
  it('[SE9] goes in slices: it is told how far it is, answers meanwhile, and leaves out what goes meanwhile', async () => {
    const story = await withDevPage((page) =>
      page.evaluate<ReadingStory>(`import('/tests/e2e/pages/search.ts').then((module) => module.readMany())`),
    )
    expect(story.told[0]).toEqual({ done: 0, of: 12_000 })
    expect(story.told.at(-1)).toBeNull()
    const steps = story.told.flatMap((reading) => reading?.done ?? [])
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(new Set(steps).size).toBe(12)
    // It was answered long before everything was read.
    expect(story.readByThen?.done).toBeLessThan(6_000)
    expect(story.early).toBeLessThan(6_000)
    expect(story.late).toBe(11_999)
    expect(story.withdrawn).toBe(0)
    expect(story.longTasksMs).toEqual([])
  })
})
