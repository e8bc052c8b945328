import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import {
  MAX_GREETED,
  PRESENCE_HEARD_BURST,
  PRESENCES_HEARD_PER_S,
  SIGNER_HEARD_BURST,
} from '../../src/peer/config'
import { PresenceShares, type Heard } from '../../src/peer/presence-shares'

const NOW_MS = 1_000_000
const alice = 'alice' as PersonId

/** A stranger's presence, as the relay passes it on. */
function said(signer: string, more: Partial<Heard> = {}): Heard {
  return { from: 'relay', signer, person: signer as PersonId, isAttended: false, ...more }
}

/** As many as the relay can have checked, each of another peer. */
function withCrowd(count = PRESENCE_HEARD_BURST): PresenceShares {
  const shares = new PresenceShares()
  for (let index = 0; index < count; index += 1) shares.take(said(`sybil ${index}`), NOW_MS)
  return shares
}

describe('the shares of presences', () => {
  it("[P13] who says too much uses up its own share, and nobody else's", () => {
    const shares = new PresenceShares()
    for (let count = 0; count < SIGNER_HEARD_BURST; count += 1)
      expect(shares.take(said('mallory'), NOW_MS)).toBe(true)
    for (let count = 0; count < 10 * PRESENCE_HEARD_BURST; count += 1)
      expect(shares.take(said('mallory'), NOW_MS)).toBe(false)
    expect(shares.take(said('bob'), NOW_MS)).toBe(true)
  })

  it('[P10] of a crowd that a neighbour made up only its share is checked', () => {
    const shares = withCrowd()
    expect(shares.take(said('one more'), NOW_MS)).toBe(false)
    expect(shares.take(said('one more', { from: 'another relay' }), NOW_MS)).toBe(true)
    for (let count = 0; count < PRESENCES_HEARD_PER_S; count += 1)
      expect(shares.take(said(`later ${count}`), NOW_MS + 1_000)).toBe(true)
    expect(shares.take(said('too many'), NOW_MS + 1_000)).toBe(false)
  })

  it('[P13] whom we attend is heard whatever crowd stands behind the same relay', () => {
    const shares = withCrowd(PRESENCE_HEARD_BURST + MAX_GREETED)
    expect(shares.take(said('phone of alice', { person: alice, isAttended: true }), NOW_MS)).toBe(true)
  })

  it('[P13] a crowd in the name of somebody whom we attend has a share for the name, at each neighbour', () => {
    const shares = withCrowd()
    const inHerName = (signer: string, from: string): boolean =>
      shares.take(said(signer, { from, person: alice, isAttended: true }), NOW_MS)
    for (let count = 0; count < SIGNER_HEARD_BURST; count += 1)
      expect(inHerName(`forger ${count}`, 'relay')).toBe(true)
    expect(inHerName('one more forger', 'relay')).toBe(false)
    expect(inHerName('phone of alice', 'bob')).toBe(true)
  })
})
