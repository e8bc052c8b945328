import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playScenario, type Outcome, type Scenario } from '../../src/simulation/ledger/scenario'
import { namedKeys } from '../../tools/cases/ledger'

const FOLDER = new URL('../fixtures/ledger/', import.meta.url)

describe('the stories of the ledger', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

  it('[AM6] are all there', () => {
    expect(files).toHaveLength(15)
  })

  it.each(files)('[AM6] %s', async (file) => {
    const { input, expected } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
      input: Scenario
      expected: Outcome
    }
    expect(await playScenario(input, namedKeys())).toEqual(expected)
  })
})
