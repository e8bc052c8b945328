import { describe, expect, it } from 'vitest'
import {
  MAX_MEMBERS,
  MAX_STRANGER_ENTRIES,
  MAX_WANTED,
  wantedPeople,
  type InterestInput,
} from '../../src/app/interest'
import type { PersonId } from '../../src/identity/types'
import { seededRandom } from '../../src/lib/prng'

const person = (name: string): PersonId => name as PersonId
const alice = person('alice')
const bob = person('bob')
const charlie = person('charlie')

function input(changes: Partial<InterestInput>): InterestInput {
  return {
    viewer: alice,
    following: [],
    labellers: [],
    members: [],
    announced: [],
    lot: () => 0,
    nearest: [],
    liftedBy: () => [],
    linked: [],
    bookmarked: [],
    guests: [],
    named: [],
    sponsors: [],
    ...changes,
  }
}

function wanted(of: InterestInput): PersonId[] {
  return [...wantedPeople(of).keys()]
}

describe('whose logs are wanted', () => {
  it('[SY1] oneself first, then whose page is open, then people attended, then the nearest first', () => {
    const people = wanted(
      input({ following: [bob], nearest: ['bob', 'erik', 'dora'].map(person), guests: [charlie] }),
    )
    expect(people).toEqual(['alice', 'charlie', 'bob', 'erik', 'dora'])
  })

  it('[P14] of whom a link from elsewhere names, what is taken of a stranger', () => {
    const people = wantedPeople(input({ named: [bob] }))
    expect([...people]).toEqual([
      [alice, Infinity],
      [bob, MAX_STRANGER_ENTRIES],
    ])
  })

  it('[SY1] whoever wrote what an attended person lifted', () => {
    const people = wanted(
      input({ viewer: charlie, following: [bob], liftedBy: (by) => (by === bob ? [alice] : []) }),
    )
    expect(people).toEqual([charlie, bob, alice])
  })

  it('[TA11] who wrote what was bookmarked, as much as of a stranger', () => {
    const people = wantedPeople(input({ bookmarked: [bob] }))
    expect([...people]).toEqual([
      [alice, Infinity],
      [bob, MAX_STRANGER_ENTRIES],
    ])
  })

  it('[SY1] people at the other end of a link, so that their acts on our posts are heard', () => {
    expect(wanted(input({ linked: [bob] }))).toEqual([alice, bob])
  })

  it('[LB3] whose labels one subscribes to, though nobody near attends them', () => {
    expect(wanted(input({ following: [charlie], labellers: [bob] }))).toEqual([alice, charlie, bob])
  })

  it('[SY1] members of the communities that one joined, a bounded number, with the entries of a stranger', () => {
    const crowd = Array.from({ length: MAX_MEMBERS * 2 }, (_, index) => person(`m${index}`))
    const people = wantedPeople(
      input({
        following: [bob],
        members: [
          [bob, ...crowd],
          [bob, charlie],
        ],
      }),
    )
    expect(people.get(bob)).toBe(Infinity)
    // A large community leaves a small one its places.
    expect(people.get(charlie)).toBe(MAX_STRANGER_ENTRIES)
    expect(people.size).toBe(2 + MAX_MEMBERS)
  })

  it('[P18] members who say that they have written, before those who are drawn, with the entries of a stranger', () => {
    const crowd = Array.from({ length: MAX_MEMBERS * 2 }, (_, index) => person(`m${index}`))
    const people = wantedPeople(input({ following: [bob], members: [crowd], announced: [charlie, bob] }))
    expect([...people].slice(0, 3)).toEqual([
      [alice, Infinity],
      [bob, Infinity],
      [charlie, MAX_STRANGER_ENTRIES],
    ])
  })

  it('[P19] members of a large community by lot, not by ids that somebody chose', () => {
    const [ground, honest] = ['0', 'm'].map((first) =>
      Array.from({ length: MAX_MEMBERS }, (_, index) => person(`${first}${index}`)),
    ) as [PersonId[], PersonId[]]
    const random = seededRandom(19)
    const lots = new Map([...ground, ...honest].map((member) => [member, random()]))
    const people = wantedPeople(
      input({ members: [[...ground, ...honest]], lot: (member) => lots.get(member) ?? 0 }),
    )
    const asked = honest.filter((member) => people.has(member)).length
    expect(people.size).toBe(1 + MAX_MEMBERS)
    expect(asked).toBeGreaterThan(MAX_MEMBERS * 0.4)
    expect(asked).toBeLessThan(MAX_MEMBERS * 0.6)
  })

  it('[SY1] each once, and never more than the bound', () => {
    const crowd = Array.from({ length: MAX_WANTED * 2 }, (_, index) => person(`p${index}`))
    const people = wanted(input({ following: crowd, linked: crowd }))
    expect(people).toHaveLength(MAX_WANTED)
    expect(new Set(people).size).toBe(MAX_WANTED)
  })

  it('[SY7] who only pays for a look comes after everybody else, with the entries of a stranger', () => {
    const people = wantedPeople(
      input({ following: [bob], linked: [charlie], sponsors: [person('dora'), bob] }),
    )
    expect([...people]).toEqual([
      [alice, Infinity],
      [bob, Infinity],
      [charlie, MAX_STRANGER_ENTRIES],
      [person('dora'), MAX_STRANGER_ENTRIES],
    ])
  })

  it('[SY7] of somebody who is only linked a bounded number of entries, of the others all', () => {
    const people = wantedPeople(input({ following: [bob], linked: [bob, charlie] }))
    expect(people.get(bob)).toBe(Infinity)
    expect(people.get(charlie)).toBe(MAX_STRANGER_ENTRIES)
    expect(people.get(person('dora'))).toBeUndefined()
  })
})
