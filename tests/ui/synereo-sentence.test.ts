import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { Tag } from '../../src/records/types'
import { groupsAmong, nearSentence, noneNearSentence } from '../../src/ui/format/synereo-sentence'

const people = ['alice', 'bob', 'charlie', 'dora', 'eve'] as PersonId[]
const [alice, bob, charlie, dora] = people as [PersonId, PersonId, PersonId, PersonId]
const tag = 'harbour' as Tag
const nameOf = (person: PersonId) => person.slice(0, 1).toUpperCase() + person.slice(1)

describe('why a community is offered', () => {
  it('[SN2] is said with up to three names', () => {
    expect(nearSentence({ tag, joinedBy: [alice], writtenBy: [], isOwn: false }, nameOf)).toBe(
      'Alice has joined it.',
    )
    expect(nearSentence({ tag, joinedBy: [], writtenBy: [alice, bob], isOwn: false }, nameOf)).toBe(
      'Alice and Bob write under it.',
    )
    expect(nearSentence({ tag, joinedBy: people, writtenBy: [dora], isOwn: false }, nameOf)).toBe(
      'Alice, Bob, Charlie, and 2 others have joined it. Dora writes under it.',
    )
    expect(nearSentence({ tag, joinedBy: [alice], writtenBy: [], isOwn: true }, nameOf)).toBe(
      'You write under it. Alice has joined it.',
    )
  })
})

describe('where no community is offered', () => {
  it('[SN2] nobody is said to have joined all who has joined none', () => {
    expect(noneNearSentence(false)).toMatch(/None is known here yet/)
    expect(noneNearSentence(true)).toMatch(/You have joined them all/)
  })
})

describe('the groups in a community', () => {
  it('[SN3] count its members alone, those first with most, and none that has no member', () => {
    const lobes = [
      { name: alice, people: [alice, 'zoe', 'yann'] },
      { name: bob, people: [bob, charlie, 'xaver'] },
      { name: 'zoe', people: ['zoe', 'yann', 'xaver'] },
    ]
    expect(groupsAmong([alice, bob, charlie, dora], lobes)).toEqual([
      { around: bob, members: 2 },
      { around: alice, members: 1 },
    ])
  })
})
