import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { note } from '../../src/ui/state/notes'
import { forgetProfile, keepProfile, keptProfile } from '../../src/ui/state/profile-draft'

const alice = { id: 'alice' as PersonId, name: 'Alice', about: 'Swifts.', hue: 40 }
const bob = { ...alice, id: 'bob' as PersonId }
const draft = { name: 'Alice', about: 'Swifts, and swallows. ', hue: 40 }

describe('what somebody writes about themselves', () => {
  it('[U55] is kept as it was typed, for them alone, until it is given up', () => {
    keepProfile(alice, draft)
    expect(keptProfile(alice)).toEqual(draft)
    expect(keptProfile(bob)).toBeNull()
    forgetProfile(alice)
    expect(keptProfile(alice)).toBeNull()
  })

  it('[U55] is nothing to go on with once the profile says it, or where nothing was changed', () => {
    keepProfile(alice, draft)
    expect(keptProfile({ ...alice, about: draft.about.trim() })).toBeNull()
    keepProfile(alice, { ...alice, about: 'Swifts. ' })
    expect(keptProfile({ ...alice, about: 'Ravens.' })).toBeNull()
  })

  it('[U55] is nothing where what was noted cannot be read', () => {
    for (const noted of ['{', 'null', '{"name":"Alice","about":7,"hue":40}']) {
      note(`synereo-profile-draft-${alice.id}`, noted)
      expect(keptProfile(alice)).toBeNull()
    }
  })
})
