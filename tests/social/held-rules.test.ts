import { describe, expect, it } from 'vitest'
import type { Draft, RecordCid, Tag } from '../../src/records/types'
import { MAX_HELD_RULES, rulesMet } from '../../src/social/held-rules'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const everybody = () => true
const garden = 'garden' as Tag

async function three() {
  const society = new Society()
  const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
  // One clock for all: who is first is told by it.
  let { nowMs } = alice
  const say = async (author: Author, draft: Draft): Promise<RecordCid> => {
    author.nowMs = nowMs += 1_000
    const record = await author.write(draft)
    society.apply({ added: [record], forgotten: [], source: 'peer' })
    return record.cid
  }
  const join = (author: Author) => say(author, { kind: 'join', body: { tag: garden } })
  const follow = (from: Author, to: Author) =>
    say(from, { kind: 'follow', body: { person: to.person, invite: null } })
  const rules = (author: Author, text: string, ...labellers: Author[]) =>
    say(author, {
      kind: 'rules',
      body: { tag: garden, text, labellers: labellers.map(({ person }) => person) },
    })
  const met = (reader: Author, nearness: (person: string) => number = () => 0) =>
    rulesMet(reader.person, garden, society, everybody, nearness)
  return { society, alice, bob, charlie, say, join, follow, rules, met }
}

describe('the rules of a synereo', () => {
  it('[CR1] of each person the last counts, from any device and in any order, and none when it was taken back', async () => {
    const { society, alice, say, rules } = await three()
    const first = await rules(alice, 'Be kind.')
    const second = await rules(alice, 'Be kind and brief.')
    expect(society.rulesBy(alice.person, garden)?.text).toBe('Be kind and brief.')
    expect(society.rules(garden)).toHaveLength(1)
    await say(alice, { kind: 'undo', body: { entry: first } })
    expect(society.rulesBy(alice.person, garden)?.text).toBe('Be kind and brief.')
    await say(alice, { kind: 'undo', body: { entry: second } })
    expect(society.rulesBy(alice.person, garden)).toBeNull()
    expect(society.rules(garden)).toEqual([])
  })

  it('[CR2] are those that members hold: who has not joined, or has left, holds none', async () => {
    const { alice, bob, say, join, follow, rules, met } = await three()
    await follow(bob, alice)
    await rules(alice, 'Be kind.')
    expect(met(bob)).toEqual({ near: [], far: [] })
    await join(alice)
    expect(met(bob).near.map(({ text }) => text)).toEqual(['Be kind.'])
    await say(alice, { kind: 'leave', body: { tag: garden } })
    expect(met(bob)).toEqual({ near: [], far: [] })
  })

  it('[CR2] the same words and labellers are one set of rules, whoever wrote them first', async () => {
    const { alice, bob, charlie, join, follow, rules, met } = await three()
    for (const author of [alice, bob, charlie]) await join(author)
    await follow(bob, alice)
    await follow(bob, charlie)
    await rules(alice, 'Be kind.', charlie, alice)
    await rules(charlie, 'Be kind.', alice, charlie)
    const own = await rules(bob, 'Be brief.')
    const { near } = met(bob)
    expect(near.map(({ text, heldBy, own: mine }) => [text, heldBy, mine])).toEqual([
      ['Be brief.', [bob.person], own],
      ['Be kind.', [alice.person, charlie.person], null],
    ])
  })

  it('[CR3] of however many strangers stand apart, a bounded number of them, and move nothing', async () => {
    const { society, alice, bob, join, follow, rules, say, met } = await three()
    await join(alice)
    await follow(bob, alice)
    await rules(alice, 'Be kind.')
    for (let index = 0; index < MAX_HELD_RULES + 3; index += 1) {
      const stranger = await Author.create()
      await say(stranger, { kind: 'join', body: { tag: garden } })
      await rules(stranger, `Buy from shop ${index}.`)
      if (index === 0) await rules(stranger, 'Be kind.')
    }
    const { near, far } = met(bob)
    expect(near.map(({ text, heldBy, strangers }) => [text, heldBy, strangers])).toEqual([
      ['Be kind.', [alice.person], 1],
    ])
    expect(far).toHaveLength(MAX_HELD_RULES)
    expect(
      rulesMet(
        bob.person,
        garden,
        society,
        (person) => person === alice.person,
        () => 0,
      ).far,
    ).toEqual([])
  })

  it('[CR3] of strangers those stand first who are near, then what most hold; no date puts anybody before others', async () => {
    const { bob, alice, charlie, join, rules, say, met } = await three()
    const dora = await Author.create()
    for (const author of [dora, alice, charlie]) await join(author)
    await rules(dora, 'Alone, and earliest.')
    await rules(alice, 'Held by two.')
    await rules(charlie, 'Held by two.')
    const erik = await Author.create()
    await say(erik, { kind: 'join', body: { tag: garden } })
    await rules(erik, 'Near, and latest.')
    const far = met(bob, (person) => (person === erik.person ? 0.5 : 0)).far
    expect(far.map(({ text }) => text)).toEqual(['Near, and latest.', 'Held by two.', 'Alone, and earliest.'])
  })
})
