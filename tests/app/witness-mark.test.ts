import { describe, expect, it } from 'vitest'
import type { LedgerId } from '../../src/amp/types'
import type { Marks } from '../../src/app/marks'
import { hasItsLog, type WitnessBeginning } from '../../src/app/witness-mark'

const LEDGER = 'a ledger' as LedgerId

class Log implements WitnessBeginning {
  isOnDisk = false

  hasBegun(): Promise<boolean> {
    return Promise.resolve(this.isOnDisk)
  }

  begin(): Promise<void> {
    this.isOnDisk = true
    return Promise.resolve()
  }
}

function browser(): Marks {
  const kept = new Map<string, string>()
  return { get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value) }
}

describe('a page that is a witness', () => {
  it('[AM29] begins once, goes on after a restart, and is silent when its log was cleared', async () => {
    const [log, marks] = [new Log(), browser()]
    expect(await hasItsLog(LEDGER, log, marks)).toBe(true)
    expect(log.isOnDisk).toBe(true)
    expect(await hasItsLog(LEDGER, log, marks)).toBe(true)
    expect(await hasItsLog(LEDGER, new Log(), marks)).toBe(false)
    expect(await hasItsLog('another ledger' as LedgerId, new Log(), marks)).toBe(true)
  })

  it('[AM29] goes on when only the mark is gone, and is marked again', async () => {
    const [log, marks] = [new Log(), browser()]
    log.isOnDisk = true
    expect(await hasItsLog(LEDGER, log, marks)).toBe(true)
    expect(await hasItsLog(LEDGER, new Log(), marks)).toBe(false)
  })
})
