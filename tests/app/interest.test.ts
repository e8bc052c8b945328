import { describe, expect, it } from 'vitest'
import { MAX_WANTED, wantedPeople, type InterestInput } from '../../src/app/interest'
import type { PersonId } from '../../src/identity/types'

const person = (name: string): PersonId => name as PersonId
const alice = person('alice')
const bob = person('bob')
const charlie = person('charlie')

function input(changes: Partial<InterestInput>): InterestInput {
  return {
    viewer: alice,
    following: [],
    transmission: {},
    liftedBy: () => [],
    linked: [],
    guests: [],
    ...changes,
  }
}

describe('whose logs are wanted', () => {
  it('[SY1] oneself first, then whose page is open, then people attended, then by transmission', () => {
    const wanted = wantedPeople(
      input({ following: [bob], transmission: { bob: 0.5, dora: 0.1, erik: 0.3 }, guests: [charlie] }),
    )
    expect(wanted).toEqual(['alice', 'charlie', 'bob', 'erik', 'dora'])
  })

  it('[SY1] whoever wrote what an attended person lifted', () => {
    const wanted = wantedPeople(
      input({ viewer: charlie, following: [bob], liftedBy: (by) => (by === bob ? [alice] : []) }),
    )
    expect(wanted).toEqual([charlie, bob, alice])
  })

  it('[SY1] people at the other end of a link, so that their acts on our posts are heard', () => {
    expect(wantedPeople(input({ linked: [bob] }))).toEqual([alice, bob])
  })

  it('[SY1] each once, and never more than the bound', () => {
    const crowd = Array.from({ length: MAX_WANTED * 2 }, (_, index) => person(`p${index}`))
    const wanted = wantedPeople(input({ following: crowd, linked: crowd }))
    expect(wanted).toHaveLength(MAX_WANTED)
    expect(new Set(wanted).size).toBe(MAX_WANTED)
  })
})
