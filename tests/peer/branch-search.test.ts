import { describe, expect, it } from 'vitest'
import { BRANCH_FIRST_MS, BRANCH_PAUSE_MS, BranchSearch } from '../../src/peer/branch-search'
import type { RecordCid } from '../../src/records/types'

const HEAD = 'the last entry' as RecordCid
const NEXT = 'an earlier entry' as RecordCid
const LINKS = ['bob', 'charlie']

describe('the search for a branch', () => {
  it('[SY18] waits a moment, asks one after the other, and goes round ever more seldom', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD }], 0)
    expect(search.step(BRANCH_FIRST_MS - 1, LINKS)).toEqual([])
    const asked: { link: string; atMs: number }[] = []
    for (let nowMs = BRANCH_FIRST_MS; nowMs < 3_600_000; nowMs += 1_000)
      for (const { link } of search.step(nowMs, LINKS)) asked.push({ link, atMs: nowMs })
    expect(asked.slice(0, 4).map(({ link }) => link)).toEqual(['bob', 'charlie', 'bob', 'charlie'])
    expect(asked.length).toBeLessThan(40)
    const last = asked.at(-1)?.atMs ?? 0
    expect(3_600_000 - last).toBeLessThan(BRANCH_PAUSE_MS * 2 ** 8)
  })

  it('[SY18] asks whoever gave a part of it for the rest, at once', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD }], 0)
    expect(search.step(BRANCH_FIRST_MS, LINKS)).toEqual([{ link: 'bob', end: HEAD }])
    search.seek([{ head: HEAD, next: NEXT }], BRANCH_FIRST_MS + 1)
    expect(search.step(BRANCH_FIRST_MS + 1, LINKS)).toEqual([{ link: 'bob', end: NEXT }])
    // Who has gone is not asked.
    expect(search.step(BRANCH_FIRST_MS + 1 + BRANCH_PAUSE_MS, ['charlie'])).toEqual([
      { link: 'charlie', end: NEXT },
    ])
  })

  it('[SY18] asks nobody for what is here', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD }], 0)
    search.seek([], 1)
    expect(search.isSeeking).toBe(false)
    expect(search.step(BRANCH_FIRST_MS, LINKS)).toEqual([])
  })
})
