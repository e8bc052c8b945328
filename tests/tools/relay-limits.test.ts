import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS, limitLines, relayLimits } from '../../tools/relay-limits'

const run = promisify(execFile)

describe('the limits of a relay', () => {
  it('[RL7] are what is usual where nothing is set', () => {
    expect(relayLimits({ RELAY_CIRCUITS: '' })).toEqual({ ok: true, value: DEFAULT_LIMITS })
  })

  it('[RL7] are what is set, and are said so', () => {
    const limits = relayLimits({ RELAY_CONNECTIONS: '50', RELAY_CIRCUIT_KIB: '64' })
    if (!limits.ok) throw new Error(limits.error.join())
    expect(limits.value).toEqual({ ...DEFAULT_LIMITS, connections: 50, circuitKib: 64 })
    expect(limitLines(limits.value)[0]).toMatch(/^RELAY_CONNECTIONS=50 /)
  })

  it('[RL7] are refused, each for its reason, when they are no number or out of bounds', () => {
    const wrong = ['-1', '0', '1.5', '1e3', ' 7', 'many', '999999999999']
    for (const text of wrong)
      expect(relayLimits({ RELAY_CONNECTIONS: text })).toEqual({
        ok: false,
        error: [`RELAY_CONNECTIONS must be a whole number from 2 to 100000, got "${text}".`],
      })
    const both = relayLimits({ RELAY_MEMORY_MIB: '1', RELAY_CIRCUITS: 'x' })
    expect(both.ok ? [] : both.error).toHaveLength(2)
  })

  it('[RL7] that are wrong end the helper before it starts, with the sentence and no more', async () => {
    const env = { ...process.env, RELAY_RESERVATIONS: 'plenty' }
    const ended = run(process.execPath, ['--import', 'tsx', 'tools/helper.ts'], { env })
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'RELAY_RESERVATIONS must be a whole number from 1 to 100000, got "plenty".\n',
    })
  })

  it('[RL7] are named by the helper when it is asked', async () => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'tools/helper.ts', '--help'])
    for (const line of limitLines(DEFAULT_LIMITS)) expect(stdout).toContain(line)
  })
})
