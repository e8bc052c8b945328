import { describe, expect, it } from 'vitest'
import { compareJudges } from '../../src/simulation/ledger/two-judges'

const BLOCKS = 4_000

describe('two functions that say whether a block may become final', () => {
  it('[AM17] agree on valid blocks and on those with one thing wrong, and every verdict occurs', async () => {
    const { counts, disagreements } = await compareJudges(BLOCKS, 20261127)
    expect(disagreements).toEqual([])
    expect(counts.get('nothing')).toMatchObject({ wait: 0, invalid: 0 })
    expect(counts.get('nothing')?.valid).toBeGreaterThan(BLOCKS / 5)
    expect(counts.get('a refund of everything')?.invalid).toBeGreaterThan(0)
    expect(counts.get('a claim after the close')?.invalid).toBeGreaterThan(0)
    expect(counts.get('a table that nobody knows')?.wait).toBeGreaterThan(0)
    expect(counts.size).toBeGreaterThan(50)
  })
})
