import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { PostView } from '../../src/social/types'
import { isInLatest, type LatestReader } from '../../src/ui/state/latest'

const [alice, bob, charlie, dora] = ['alice', 'bob', 'charlie', 'dora'] as PersonId[]

/** Alice follows bob; charlie is followed by bob alone. */
function reader(changes: Partial<LatestReader> = {}): LatestReader {
  return {
    self: alice ?? null,
    isSilenced: () => false,
    hasFollowed: (person) => person === bob,
    isMuted: () => false,
    ...changes,
  }
}

function post(author: PersonId | undefined, sharedBy: readonly (PersonId | undefined)[] = []): PostView {
  return { author, shares: sharedBy.map((by) => ({ by, text: '' })) } as unknown as PostView
}

describe('Latest', () => {
  it('[ST13] has own posts, those of people followed, and what these shared', () => {
    expect(isInLatest(post(alice), reader())).toBe(true)
    expect(isInLatest(post(bob), reader())).toBe(true)
    expect(isInLatest(post(charlie, [dora, bob]), reader())).toBe(true)
  })

  it('[ST13] has nothing of a stranger whom only others follow, however much they write', () => {
    expect(isInLatest(post(charlie), reader())).toBe(false)
    expect(isInLatest(post(charlie, [dora, charlie]), reader())).toBe(false)
  })

  it('[ST13] has nothing that is silenced, nor what only somebody muted shared', () => {
    expect(isInLatest(post(bob), reader({ isSilenced: () => true }))).toBe(false)
    expect(isInLatest(post(charlie, [bob]), reader({ isMuted: () => true }))).toBe(false)
  })
})
