import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { Tag } from '../../src/records/types'
import { chairAt, isOffered, seatsOf } from '../../src/ui/state/seat'

const [alice, bob, charlie, dora] = ['alice', 'bob', 'charlie', 'dora'] as PersonId[] as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
]
const harbour = 'harbour' as Tag
const social = { joined: () => [harbour], following: () => [dora, charlie, bob] }
const nameOf = (person: PersonId) => (person === dora ? 'Änne' : person)

describe('the chairs to choose from', () => {
  it('[CH2] are those of whom the reader follows, by name, without the one who is looked at', () => {
    expect(seatsOf(social, alice, nameOf)).toEqual({ tags: [harbour], people: [dora, bob, charlie] })
    expect(seatsOf(social, alice, nameOf, charlie).people).toEqual([dora, bob])
    expect(seatsOf(social, null, nameOf)).toEqual({ tags: [], people: [] })
  })

  it('[CH2] are read as the list names them', () => {
    expect(chairAt('')).toEqual({ of: 'self' })
    expect(chairAt('#harbour')).toEqual({ of: 'community', tag: 'harbour' })
    expect(chairAt(bob)).toEqual({ of: 'person', person: bob })
  })

  it('[CH2] are offered no more once they are left', () => {
    const seats = { tags: [harbour], people: [bob] }
    expect(['', '#harbour', bob].map((seat) => isOffered(seat, seats))).toEqual([true, true, true])
    expect(['#swifts', charlie].map((seat) => isOffered(seat, seats))).toEqual([false, false])
  })
})
