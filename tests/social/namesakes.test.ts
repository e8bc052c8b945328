import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { skeletonOf } from '../../src/lib/look-alike'
import type { RecordOf, VerifiedRecord } from '../../src/records/types'
import { Namesakes } from '../../src/social/namesakes'
import { Society } from '../../src/social/society'
import { looksLikeReader } from '../../src/ui/words/for-the-reader'
import { withoutNote } from '../../src/ui/words/sentence'
import { PARTS, readCatalogue, TRANSLATIONS } from '../../tools/words/catalogues'
import { Author } from '../helpers/author'

const LOOKS_LIKE_BOB = 'Bоb'

function societyOf(records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

async function named(name: string, at: Author | null = null) {
  const author = await Author.create()
  if (at !== null) author.nowMs = at.nowMs
  return { author, profile: await author.write({ kind: 'profile', body: { name, about: '', hue: 0 } }) }
}

/** Alice reads; bob is Bob, and charlie calls himself so with a Cyrillic letter. */
async function aliceBobCharlie() {
  const { author: alice, profile } = await named('Alice')
  const [bob, charlie] = [await named('Bob'), await named(LOOKS_LIKE_BOB)]
  const follow = ({ person }: Author) => alice.write({ kind: 'follow', body: { person, invite: null } })
  const records = [profile, bob.profile, charlie.profile]
  return { alice, bob: bob.author, charlie: charlie.author, follow, records }
}

describe('people whose names look alike', () => {
  it('[LK2] of two, the one that the reader follows keeps the name, and the other is not that one', async () => {
    const { alice, bob, charlie, follow, records } = await aliceBobCharlie()
    const all = [...records, await follow(bob)]
    for (const order of [all, all.toReversed()]) {
      const society = societyOf(order)
      expect(society.likeness(bob.person, alice.person)).toBeNull()
      expect(society.likeness(charlie.person, alice.person)).toEqual({
        kind: 'like-followed',
        of: bob.person,
        isFollowed: false,
      })
    }
  })

  it('[LK2] of two that the reader follows, the one that they have followed longest keeps it', async () => {
    const { alice, bob, charlie, follow, records } = await aliceBobCharlie()
    const society = societyOf([...records, await follow(bob), await follow(charlie)])
    expect(society.likeness(bob.person, alice.person)).toBeNull()
    expect(society.likeness(charlie.person, alice.person)).toMatchObject({ of: bob.person, isFollowed: true })
  })

  it('[LK2] nobody takes it who was followed longer, under another name', async () => {
    const { author: alice } = await named('Alice')
    const follow = ({ person }: Author) => alice.write({ kind: 'follow', body: { person, invite: null } })
    const charlie = await named('Charlie')
    const followed = [await follow(charlie.author)]
    const bob = await named('Bob')
    alice.nowMs += 60_000
    followed.push(await follow(bob.author))
    charlie.author.nowMs = alice.nowMs
    const profile = { name: LOOKS_LIKE_BOB, about: '', hue: 0 }
    const renamed = await charlie.author.write({ kind: 'profile', body: profile })
    const all = [charlie.profile, bob.profile, renamed, ...followed]
    // What bob says of himself later does not make him new.
    bob.author.nowMs = alice.nowMs + 60_000
    all.push(await bob.author.write({ kind: 'profile', body: { name: 'Bob', about: 'Bees', hue: 1 } }))
    for (const order of [all, all.toReversed()]) {
      const society = societyOf(order)
      expect(society.likeness(bob.author.person, alice.person)).toBeNull()
      expect(society.likeness(charlie.author.person, alice.person)).toMatchObject({ of: bob.author.person })
    }
  })

  it('[LK2] who is followed no more has no name to keep', async () => {
    const { alice, bob, charlie, follow, records } = await aliceBobCharlie()
    const society = societyOf([...records, await follow(bob)])
    expect(society.likeness(bob.person, alice.person)).toBeNull()
    const unfollow = await alice.write({ kind: 'unfollow', body: { person: bob.person } })
    society.apply({ added: [unfollow], forgotten: [], source: 'peer' })
    expect(society.likeness(bob.person, alice.person)).toEqual({ kind: 'like-others' })
    expect(society.likeness(charlie.person, alice.person)).toEqual({ kind: 'like-others' })
  })

  it('[LK2] of two whom the reader does not follow, neither keeps it', async () => {
    const { alice, bob, charlie, records } = await aliceBobCharlie()
    const society = societyOf(records)
    for (const reader of [alice.person, null]) {
      expect(society.likeness(bob.person, reader)).toEqual({ kind: 'like-others' })
      expect(society.likeness(charlie.person, reader)).toEqual({ kind: 'like-others' })
    }
    expect(society.likeness(alice.person, bob.person)).toBeNull()
  })

  it('[LK2] whoever has no name is told apart by the id, but for the reader', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const society = societyOf([await bob.post('before a name')])
    expect(society.likeness(bob.person, alice.person)).toEqual({ kind: 'like-others' })
    expect(society.likeness(bob.person, bob.person)).toBeNull()
    const profile = await bob.write({ kind: 'profile', body: { name: 'Bob', about: '', hue: 0 } })
    society.apply({ added: [profile], forgotten: [], source: 'peer' })
    expect(society.likeness(bob.person, alice.person)).toBeNull()
  })

  it('[LK3] the reader keeps theirs, and whoever looks like them is not they', async () => {
    const { bob, charlie, records } = await aliceBobCharlie()
    const society = societyOf(records)
    expect(society.likeness(bob.person, bob.person)).toEqual({ kind: 'own' })
    expect(society.likeness(charlie.person, bob.person)).toEqual({ kind: 'like-own' })
  })

  it('[LK5] who is called as the page calls its reader is not the reader, whatever the reader is called', async () => {
    const [alice, carol, bob] = [await named('Alice'), await named('Yоu'), await named('you')]
    const society = societyOf([alice.profile, carol.profile, bob.profile])
    const seenBy = (reader: Author | null, other: Author) =>
      society.likeness(other.person, reader?.person ?? null, looksLikeReader('en'))
    expect(seenBy(alice.author, carol.author)).toEqual({ kind: 'like-you' })
    expect(seenBy(null, carol.author)).toEqual({ kind: 'like-you' })
    expect(seenBy(bob.author, carol.author)).toEqual({ kind: 'like-you' })
    expect(seenBy(bob.author, bob.author)).toEqual({ kind: 'own' })
    expect(seenBy(alice.author, alice.author)).toBeNull()
    // Whom the page calls otherwise.
    const alone = societyOf([alice.profile, carol.profile])
    expect(alone.likeness(carol.author.person, alice.author.person, looksLikeReader('de'))).toBeNull()
  })

  it.each(TRANSLATIONS)('[LK5] no word for the reader is left out: %s', (language) => {
    const said = Object.assign({}, ...PARTS.map((part) => readCatalogue(language, part))) as Record<
      string,
      string
    >
    for (const word of [
      'you',
      'me',
      'You | a name beside a point',
      'you | the factor of your own engagement',
    ]) {
      expect(looksLikeReader(language)).toContain(skeletonOf(said[word] ?? ''))
      expect(looksLikeReader('en')).toContain(skeletonOf(withoutNote(word)))
    }
  })

  it('[LK2] who takes another name is told apart no more, also one who only visited and left', async () => {
    const { alice, bob, charlie, records } = await aliceBobCharlie()
    const society = societyOf(records)
    const body = { name: 'Charlie', about: '', hue: 0 }
    const renamed = await charlie.write({ kind: 'profile', body })
    society.apply({ added: [renamed], forgotten: [], source: 'peer' })
    expect(society.likeness(bob.person, alice.person)).toBeNull()
    const visitor = await named('B0b')
    society.visit([visitor.profile])
    expect(society.likeness(bob.person, alice.person)).toEqual({ kind: 'like-others' })
    society.dismiss([visitor.profile])
    expect(society.likeness(bob.person, alice.person)).toBeNull()
  })

  it('[LK4] are told apart as fast when ten thousand bear one name', () => {
    const followed = Array.from({ length: 500 }, (_, index) => `followed ${index}` as PersonId)
    let asked = 0
    const since = new Map(followed.map((person, index) => [person, index]))
    const namesakes = new Namesakes({
      of: () => followed,
      sinceOf: (_, person) => {
        asked += 1
        return since.get(person) ?? null
      },
    })
    const crowd = Array.from({ length: 10_000 }, (_, index) => `crowd ${index}` as PersonId)
    const profile = (person: PersonId): RecordOf<'profile'> =>
      ({ header: { person, time: 0 }, body: { name: 'Bob', about: '', hue: 0 } }) as RecordOf<'profile'>
    for (const person of [...followed, ...crowd]) {
      namesakes.say(profile(person))
      namesakes.call(person, 'Bob')
    }
    for (const person of crowd) expect(namesakes.likeness(person, 'alice' as PersonId)).not.toBeNull()
    // Each of those followed once, and then each of whom it is asked.
    expect(asked).toBe(followed.length + crowd.length)
  })
})
