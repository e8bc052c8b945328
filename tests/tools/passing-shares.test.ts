import { describe, expect, it } from 'vitest'
import {
  LEDGER_MESSAGES_PER_S,
  PRESENCE_HEARD_BURST,
  presenceTopic,
  SIGNER_HEARD_BURST,
} from '../../src/peer/config'
import { PassingShares } from '../../tools/passing-shares'
import { testNetwork } from '../helpers/author'

const NOW_MS = 1_000_000
const topic = presenceTopic(testNetwork)

describe('what a relay passes on', () => {
  it('[P13] of a guest that says that many are here its share for others, and what alice says of herself beside it', () => {
    const shares = new PassingShares(100, LEDGER_MESSAGES_PER_S)
    const passes = (guest: string, signer: string): boolean => shares.take({ guest, signer, topic }, NOW_MS)
    for (let count = 0; count < PRESENCE_HEARD_BURST; count += 1)
      expect(passes('mallory', `sybil ${count}`)).toBe(true)
    expect(passes('mallory', 'one more')).toBe(false)
    expect(passes('mallory', 'mallory')).toBe(true)
    expect(passes('alice', 'alice')).toBe(true)
  })

  it('[P13] of one peer twice what an honest page says of itself, whoever brings it', () => {
    const shares = new PassingShares(100, LEDGER_MESSAGES_PER_S)
    for (let count = 0; count < SIGNER_HEARD_BURST; count += 1)
      expect(shares.take({ guest: `guest ${count}`, signer: 'mallory', topic }, NOW_MS)).toBe(true)
    expect(shares.take({ guest: 'mallory', signer: 'mallory', topic }, NOW_MS)).toBe(false)
  })
})
