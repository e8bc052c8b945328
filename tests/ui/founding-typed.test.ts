import { describe, expect, it } from 'vitest'
import { foundingProblem, readFounding, type TypedFounding } from '../../src/ui/format/founding-typed'
import { testDevice, testPerson } from '../helpers/test-person'

const [{ id: alice }, { id: bob }, { id: charlie }] = await Promise.all([
  testPerson('alice'),
  testPerson('bob'),
  testPerson('charlie'),
])
const code = testDevice('here').device
const there = testDevice('there').device
const HERE = { self: alice, code, followed: [{ id: bob, name: 'Bob' }] }

function typed(change: Partial<TypedFounding> = {}): TypedFounding {
  return {
    ...{ name: 'Honey', isWitness: true, codes: '', supply: '1000', own: '', others: [], starter: '' },
    ...change,
  }
}

/** At which field it is refused. */
function refusedAt(change: Partial<TypedFounding>): string {
  const read = readFounding(typed(change), HERE)
  return read.ok ? '' : read.error.at
}

describe('what is typed to found a network', () => {
  it('[FN2] is read with codes in lines, people by name or address, and rows that are empty left out', () => {
    const read = readFounding(
      typed({
        codes: ` ${there}\n\n`,
        own: '600.5',
        others: [
          { who: 'bob', amp: '3' },
          { who: '', amp: ' ' },
          { who: `https://here.example/#/person/${charlie}`, amp: '0.000001' },
        ],
        starter: '10',
      }),
      HERE,
    )
    expect(read).toEqual({
      ok: true,
      value: {
        ...{ name: 'Honey', witnesses: [code, there], supply: 1_000_000_000, grant: 10_000_000 },
        given: new Map([
          [alice, 600_500_000],
          [bob, 3_000_000],
          [charlie, 1],
        ]),
      },
    })
  })

  it('[FN2] is refused at the field that is wrong', () => {
    expect(refusedAt({ codes: `${there}\nz6Mknobody` })).toBe('codes')
    expect(refusedAt({ supply: 'all' })).toBe('supply')
    expect(refusedAt({ own: '1,5' })).toBe('own')
    expect(refusedAt({ others: [{ who: 'Charlie', amp: '1' }] })).toBe('who-0')
    expect(refusedAt({ others: [{ who: '', amp: '1' }] })).toBe('who-0')
    expect(refusedAt({ others: [{ who: 'Bob', amp: '' }] })).toBe('amp-0')
    const twice = { who: 'Bob', amp: '1' }
    expect(refusedAt({ others: [twice, twice] })).toBe('who-1')
    expect(refusedAt({ others: [{ who: alice, amp: '1' }] })).toBe('who-0')
    expect(refusedAt({ starter: 'some' })).toBe('starter')
    expect(refusedAt({ starter: '0', own: '0' })).toBe('')
  })

  it('[FN2] says of a name whether it is missing or too long', () => {
    expect(foundingProblem('name', ' ').words).toBe('Give the network a name.')
    expect(foundingProblem('name', 'x'.repeat(51)).words).toContain('50 characters')
    expect(foundingProblem('no-witness', 'x').at).toBe('codes')
  })
})
