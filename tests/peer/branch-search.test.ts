import { describe, expect, it } from 'vitest'
import { BRANCH_FIRST_MS, BRANCH_PAUSE_MS, BranchSearch } from '../../src/peer/branch-search'
import type { RecordCid } from '../../src/records/types'

const HEAD = 'the last entry' as RecordCid
const NEXT = 'an earlier entry' as RecordCid
const LINKS = ['bob', 'charlie']

describe('the search for a branch', () => {
  it('[SY18] waits a moment, asks one after the other, and goes round ever more seldom', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD, rounds: 0 }], 0)
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
    search.seek([{ head: HEAD, next: HEAD, rounds: 0 }], 0)
    expect(search.step(BRANCH_FIRST_MS, LINKS)).toEqual([{ link: 'bob', end: HEAD }])
    search.seek([{ head: HEAD, next: NEXT, rounds: 0 }], BRANCH_FIRST_MS + 1)
    expect(search.step(BRANCH_FIRST_MS + 1, LINKS)).toEqual([{ link: 'bob', end: NEXT }])
    // Who has gone is not asked.
    expect(search.step(BRANCH_FIRST_MS + 1 + BRANCH_PAUSE_MS, ['charlie'])).toEqual([
      { link: 'charlie', end: NEXT },
    ])
  })

  it('[SY28] goes on where it stood when others had its place meanwhile', () => {
    const search = new BranchSearch()
    const asked: string[] = []
    for (let time = 0; time < 4; time += 1) {
      const nowMs = time * 2 * BRANCH_FIRST_MS
      search.seek([{ head: HEAD, next: HEAD, rounds: 0 }], nowMs)
      asked.push(...search.step(nowMs + BRANCH_FIRST_MS, ['alice', ...LINKS]).map(({ link }) => link))
      search.seek([{ head: NEXT, next: NEXT, rounds: 0 }], nowMs + BRANCH_FIRST_MS + 1)
    }
    expect(asked).toEqual(['alice', 'bob', 'charlie', 'alice'])
  })

  it('[SY28] says once when everybody was asked, and asks on in the next step', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD, rounds: 0 }], 0)
    search.step(BRANCH_FIRST_MS, LINKS)
    expect(search.turnsOver(BRANCH_FIRST_MS + BRANCH_PAUSE_MS)).toEqual([])
    search.step(BRANCH_FIRST_MS + BRANCH_PAUSE_MS, LINKS)
    const overMs = BRANCH_FIRST_MS + 3 * BRANCH_PAUSE_MS
    expect(search.turnsOver(overMs - 1)).toEqual([])
    expect(search.turnsOver(overMs)).toEqual([HEAD])
    expect(search.step(overMs, LINKS)).toEqual([])
    expect(search.turnsOver(overMs + 1)).toEqual([])
    expect(search.step(overMs + 1, LINKS)).toEqual([{ link: 'bob', end: HEAD }])
  })

  it('[SY28] has had its turn also when somebody gives it entry by entry, and goes on at once', () => {
    const search = new BranchSearch()
    const turns: RecordCid[] = []
    for (let entry = 0; entry < 10; entry += 1) {
      const nowMs = BRANCH_FIRST_MS + entry
      search.seek([{ head: HEAD, next: `entry ${entry}` as RecordCid, rounds: 0 }], entry === 0 ? 0 : nowMs)
      turns.push(...search.turnsOver(nowMs))
      expect(search.step(nowMs, LINKS)).toHaveLength(1)
    }
    expect(turns).toHaveLength(4)
  })

  it('[SY28] goes on as seldom as before with one that had a place before', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD, rounds: 5 }], 0)
    search.step(BRANCH_FIRST_MS, LINKS)
    const nextMs = BRANCH_FIRST_MS + BRANCH_PAUSE_MS * 2 ** 5
    expect(search.step(nextMs - 1, LINKS)).toEqual([])
    expect(search.step(nextMs, LINKS)).toEqual([{ link: 'charlie', end: HEAD }])
  })

  it('[SY18] asks nobody for what is here', () => {
    const search = new BranchSearch()
    search.seek([{ head: HEAD, next: HEAD, rounds: 0 }], 0)
    search.seek([], 1)
    expect(search.isSeeking).toBe(false)
    expect(search.step(BRANCH_FIRST_MS, LINKS)).toEqual([])
  })
})
