import { describe, expect, it } from 'vitest'
import { MAX_MENTIONS } from '../../src/records/limits'
import { marksIn, mentionOf, mentionsIn, tagsIn } from '../../src/records/tag'
import type { VerifiedRecord } from '../../src/records/types'
import { MAX_MENTIONS_OF_ONE } from '../../src/social/mentions'
import { Society } from '../../src/social/society'
import { withNames } from '../../src/ui/format/mentioned'
import { textParts } from '../../src/ui/format/text-parts'
import { Author } from '../helpers/author'

function societyOf(records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
const toAlice = mentionOf(alice.person)

function toldTo(author: Author, records: readonly VerifiedRecord[]) {
  return societyOf(records)
    .newsFor(author.person)
    .map(({ kind, by, text }) => [kind, by, text])
}

describe('mentions', () => {
  it('[MN1] a mention is the whole id after @, not inside a word, an address or another mention, and no tag', () => {
    expect(mentionsIn(`Hello ${toAlice}, (${mentionOf(bob.person)}) ${toAlice}!`)).toEqual([
      alice.person,
      bob.person,
    ])
    const none = [
      `me${toAlice}`,
      `https://example.org/${toAlice}`,
      `@${toAlice}`,
      `${toAlice}x`,
      toAlice.slice(0, -1),
      `${toAlice.slice(0, -1)}${toAlice.endsWith('1') ? '2' : '1'}`,
      '@Alice',
    ]
    // The last character but one of an id that is changed still decodes: then it is somebody else.
    for (const text of none) expect(mentionsIn(text), text).not.toContain(alice.person)
    expect(tagsIn(`#bees ${toAlice}`)).toEqual(['bees'])
  })

  it('[MN1] of more people than a text may mention the rest are plain words', async () => {
    const people = await Promise.all(Array.from({ length: MAX_MENTIONS + 2 }, () => Author.create()))
    const text = people.map(({ person }) => mentionOf(person)).join(' ')
    expect(mentionsIn(text)).toEqual(people.slice(0, MAX_MENTIONS).map(({ person }) => person))
    expect(marksIn(text)).toHaveLength(MAX_MENTIONS)
  })

  it('[MN1] a reader sees the name by which they know somebody, whatever the writer called them, and else a part of the id', () => {
    const text = `Ask ${toAlice} and ${mentionOf(bob.person)} about #bees`
    const shown = withNames(text, (person) => (person === alice.person ? 'Alice\u202e A.' : null))
    expect(shown).toBe(`Ask @Alice A. and @${bob.person.slice(0, 10)}…${bob.person.slice(-6)} about #bees`)
    expect(
      textParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })

  it('[MN1] a name that runs the other way, or has marks that turn what stands around it, turns nothing', () => {
    const shownAs = (name: string): string => withNames(`${toAlice} 10 AMP`, () => name)
    expect(shownAs('\u200fM')).toBe('@M 10 AMP')
    expect(shownAs('\u05d0\u05dc')).toBe('\u2068@\u05d0\u05dc\u2069 10 AMP')
  })

  it('[MN2] alice is told of posts and comments that mention her, whatever the order they come in, once each', async () => {
    const post = await bob.post(`for ${toAlice} and ${toAlice}`)
    const on = { post: post.cid, author: bob.person, parent: null, quiet: false }
    const comment = await charlie.write({ kind: 'comment', body: { ...on, text: `come, ${toAlice}` } })
    for (const order of [
      [post, comment],
      [comment, post],
      [post, post, comment, comment],
    ])
      expect(toldTo(alice, order)).toHaveLength(2)
    expect(toldTo(alice, [post, comment])).toContainEqual([
      'mention',
      bob.person,
      `for ${toAlice} and ${toAlice}`,
    ])
    expect(toldTo(alice, [post, comment])).toContainEqual(['mention', charlie.person, `come, ${toAlice}`])
    // On his own post it is a comment like any other, and charlie is mentioned by nobody.
    expect(toldTo(bob, [post, comment])).toEqual([['comment', charlie.person, `come, ${toAlice}`]])
    expect(toldTo(charlie, [post, comment])).toEqual([])
  })

  it('[MN2] who answers alice by name is told of as an answer, and who mentions themselves is not told', async () => {
    const post = await alice.post(`I am ${toAlice}`)
    const on = { post: post.cid, author: alice.person, parent: null, quiet: false }
    const comment = await bob.write({ kind: 'comment', body: { ...on, text: `well, ${toAlice}` } })
    expect(toldTo(alice, [post, comment])).toEqual([['comment', bob.person, `well, ${toAlice}`]])
  })

  it('[MN2] what is withdrawn, or was only passing by, mentions nobody any more', async () => {
    const post = await bob.post(`gone, ${toAlice}`)
    const retract = await bob.write({ kind: 'retract', body: { entry: post.cid } })
    expect(toldTo(alice, [post, retract])).toEqual([])
    expect(toldTo(alice, [retract, post])).toEqual([])
    const society = new Society()
    society.visit([post])
    expect(society.newsFor(alice.person)).toHaveLength(1)
    society.dismiss([post])
    expect(society.newsFor(alice.person)).toEqual([])
  })

  it('[MN2] who mentions her in everything is told of by the latest few', async () => {
    const loud: VerifiedRecord[] = []
    for (let i = 0; i < MAX_MENTIONS_OF_ONE + 3; i += 1) {
      charlie.nowMs += 1_000
      loud.push(await charlie.post(`${toAlice} number ${i}`))
    }
    const told = toldTo(alice, loud)
    expect(told).toHaveLength(MAX_MENTIONS_OF_ONE)
    expect(told[0]?.[2]).toContain(`number ${MAX_MENTIONS_OF_ONE + 2}`)
  })
})
