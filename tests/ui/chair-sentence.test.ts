import { describe, expect, it } from 'vitest'
import type { CommunityView } from '../../src/attention/types'
import { fromChairOf, fromCommunity, fromOwnChair } from '../../src/ui/format/chair-sentence'

const nothing = { people: [], posts: [] }

function community(heard: number, unheard: number, about: number | null): CommunityView {
  const members = Array.from({ length: heard }, (_, index) => ({ person: `${index}`, share: 1 / heard }))
  return { ...nothing, heard: members, unheard, about }
}

describe('what is said of a Reo', () => {
  it('[CH2] from the own chair is the number alone, or that no chain leads there', () => {
    expect(fromOwnChair(0.25, 'Charlie')).toEqual({ reo: 0.25, sentence: '' })
    const none = fromOwnChair(0, 'Charlie')
    expect(none.reo).toBe(0)
    expect(none.sentence).toMatch(/^No chain leads there: nobody whom you attend gives Charlie attention/)
    expect(fromOwnChair(0, null).reo).toBeNull()
  })

  it('[CH2] from another chair names whose it is, and whom no chain reaches', () => {
    const of = (about: number, name: string | null) => fromChairOf('Bob', { ...nothing, about }, name)
    expect(of(0.5, 'Charlie').reo).toBe(0.5)
    expect(of(0.5, 'Charlie').sentence).toContain('What Bob has only looked at')
    expect(of(0, 'Charlie').reo).toBe(0)
    expect(of(0, 'Charlie').sentence).toContain('nobody whom Bob attends gives Charlie attention')
    expect(of(0, null).sentence).toContain('nobody whom Bob attends gives you attention')
  })

  it('[CH2] is no number of a chair that is not known, nor of a community in which nobody is heard', () => {
    expect(fromChairOf('Bob', null, 'Charlie')).toEqual({
      reo: null,
      sentence: 'What Bob attends is not known here.',
    })
    expect(fromCommunity(community(0, 0, 0), 'Charlie').reo).toBeNull()
    expect(fromCommunity(community(0, 0, 0), 'Charlie').sentence).toMatch(/^Nobody else has joined it/)
    expect(fromCommunity(community(0, 3, 0), 'Charlie').reo).toBeNull()
    expect(fromCommunity(community(0, 3, 0), 'Charlie').sentence).toMatch(/^Nobody near you attends any/)
  })

  it('[CH2] of a community says how many are heard', () => {
    expect(fromCommunity(community(1, 0, 0.2), 'Charlie').sentence).toMatch(/^As 1 member sees it/)
    expect(fromCommunity(community(3, 0, 0.2), 'Charlie').sentence).toMatch(/^As 3 members see it together/)
    expect(fromCommunity(community(3, 0, 0), 'Charlie').sentence).toContain('gives Charlie attention')
    expect(fromCommunity(community(3, 0, 0), null).sentence).toContain('gives you attention')
  })
})
