import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playScenario, type Outcome, type Scenario } from '../../src/simulation/ledger/scenario'
import { namedKeys } from '../../tools/cases/ledger'

const FOLDER = new URL('../fixtures/abandoned/', import.meta.url)

describe('the stories of a sponsor who is gone', () => {
  it.each(readdirSync(FOLDER))('[AM95] %s', async (file) => {
    const { input, expected } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
      input: Scenario
      expected: Outcome
    }
    expect(await playScenario(input, namedKeys())).toEqual(expected)
  })
})
