import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import type { Admission } from '../../src/records/asking'
import type { Tag, VerifiedRecord } from '../../src/records/types'
import { admits, isWelcome } from '../../src/social/askings'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const bees = 'bees' as Tag

function societyOf(...records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

function asking(from: Admission, price = 0) {
  return { kind: 'asking', body: { from, price } } as const
}

describe('what people ask for a look', () => {
  it('[AM20] the last word counts, from any device and in any order; who said nothing lets everybody', async () => {
    const words = newWords().join(' ')
    const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
    const first = await laptop.write(asking('everybody', 5))
    phone.nowMs = laptop.nowMs
    const last = await phone.write(asking('nobody'))
    for (const order of [
      [first, last],
      [last, first],
    ])
      expect(societyOf(...order).asking(laptop.person)).toEqual({ from: 'nobody', price: 0 })
    expect(societyOf().asking(laptop.person)).toEqual({ from: 'everybody', price: 0 })
  })

  it('[AM20] nobody, the followed, members of a joined synereo, everybody', async () => {
    const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
    const followed = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const joined = await alice.write({ kind: 'join', body: { tag: bees } })
    const other = await charlie.write({ kind: 'join', body: { tag: bees } })
    const letsIn = async (from: Admission): Promise<boolean[]> => {
      const social = societyOf(followed, joined, other, await alice.write(asking(from)))
      return [bob, charlie].map(({ person }) => admits(social, alice.person, person))
    }
    expect(await letsIn('nobody')).toEqual([false, false])
    expect(await letsIn('followed')).toEqual([true, false])
    expect(await letsIn('communities')).toEqual([false, true])
    expect(await letsIn('everybody')).toEqual([true, true])
  })

  it('[AM21] an offer below the price, or none, is as if there were no campaign; a share in one’s own post is no price of a look', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const social = societyOf(await alice.write(asking('everybody', 100)))
    const of = (offer: number, isAuthor = false): boolean =>
      isWelcome(social, alice.person, { sponsor: bob.person, offer, isAuthor })
    expect([of(99), of(100), of(0), of(1, true)]).toEqual([false, true, false, true])
    const unpriced = societyOf(await alice.write(asking('everybody')))
    expect(isWelcome(unpriced, alice.person, { sponsor: bob.person, offer: 0, isAuthor: false })).toBe(true)
    const closed = societyOf(await alice.write(asking('nobody')))
    expect(isWelcome(closed, alice.person, { sponsor: bob.person, offer: 0, isAuthor: false })).toBe(false)
    expect(isWelcome(closed, alice.person, { sponsor: alice.person, offer: 0, isAuthor: false })).toBe(true)
  })
})
