import { describe, expect, it } from 'vitest'
import { receiverFrom } from '../../src/ui/format/receiver'
import { testPerson } from '../helpers/test-person'

const [{ id: bob }, { id: otherBob }, { id: impostor }] = await Promise.all([
  testPerson('bob'),
  testPerson('other bob'),
  testPerson('impostor'),
])

describe('a receiver who is typed', () => {
  it('[AM40] is by name one of the followed alone, by id or address anybody', () => {
    const followed = [{ id: bob, name: 'Bob' }]
    expect(receiverFrom(' bob ', followed)).toBe(bob)
    expect(receiverFrom('Bob', [])).toBe('nobody')
    expect(receiverFrom('Bob', [...followed, { id: otherBob, name: 'BOB' }])).toBe('several')
    // Neither a look nor a keyboard tells these apart.
    expect(receiverFrom('Bob', [...followed, { id: otherBob, name: 'Bоb' }])).toBe('several')
    expect(receiverFrom(' ', followed)).toBe('nobody')
    expect(receiverFrom(impostor, followed)).toBe(impostor)
    expect(receiverFrom(`https://here.example/#/person/${impostor}`, followed)).toBe(impostor)
    // Whoever calls themselves by the id of another is not paid in their place.
    expect(receiverFrom(bob, [{ id: otherBob, name: bob }])).toBe(bob)
  })
})
