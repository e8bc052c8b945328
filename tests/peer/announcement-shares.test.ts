import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { AnnouncementShares } from '../../src/peer/announcement-shares'
import {
  ANNOUNCEMENTS_HEARD_BURST,
  ANNOUNCEMENTS_HEARD_PER_S,
  ANNOUNCEMENTS_OF_ONE_BURST,
  MAX_GREETED,
} from '../../src/peer/config'

const NOW_MS = 1_000_000
const [alice, bob] = ['alice' as PersonId, 'bob' as PersonId]

/** As many strangers as charlie, a neighbour, can have checked. */
function withCrowd(count = ANNOUNCEMENTS_HEARD_BURST): AnnouncementShares {
  const shares = new AnnouncementShares()
  for (let index = 0; index < count; index += 1)
    shares.take('charlie', `stranger ${index}` as PersonId, 'unknown', NOW_MS)
  return shares
}

describe('the shares of announcements', () => {
  it('[P21] strangers of whom one neighbour tells have its share together, and no share of another’s', () => {
    const shares = withCrowd()
    expect(shares.take('charlie', bob, 'unknown', NOW_MS)).toBe(false)
    expect(shares.take('bob', bob, 'unknown', NOW_MS)).toBe(true)
    for (let count = 0; count < ANNOUNCEMENTS_HEARD_PER_S; count += 1)
      expect(shares.take('charlie', `later ${count}` as PersonId, 'unknown', NOW_MS + 1_000)).toBe(true)
    expect(shares.take('charlie', alice, 'unknown', NOW_MS + 1_000)).toBe(false)
  })

  it('[P21] a member is heard whatever crowd of strangers one neighbour tells of', () => {
    const shares = withCrowd(ANNOUNCEMENTS_HEARD_BURST + MAX_GREETED)
    expect(shares.take('charlie', bob, 'member', NOW_MS)).toBe(true)
  })

  it('[P21] in the name of a member each neighbour has a few checked, and no crowd gives it more', () => {
    const shares = new AnnouncementShares()
    const takeAll = (from: string): number => {
      let taken = 0
      while (shares.take(from, bob, 'member', NOW_MS)) taken += 1
      return taken
    }
    expect(takeAll('charlie')).toBe(ANNOUNCEMENTS_OF_ONE_BURST)
    for (let index = 0; index < 2 * MAX_GREETED; index += 1)
      shares.take('charlie', `stranger ${index}` as PersonId, 'unknown', NOW_MS)
    expect(takeAll('charlie')).toBe(0)
    expect(takeAll('alice')).toBe(ANNOUNCEMENTS_OF_ONE_BURST)
  })

  it('[P21] nothing is checked of somebody known to be no member, and nothing taken for it', () => {
    const shares = new AnnouncementShares()
    for (let count = 0; count < 2 * ANNOUNCEMENTS_HEARD_BURST; count += 1)
      expect(shares.take('charlie', alice, 'none', NOW_MS)).toBe(false)
    expect(shares.take('charlie', bob, 'unknown', NOW_MS)).toBe(true)
  })
})
