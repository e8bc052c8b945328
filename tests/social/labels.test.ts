import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { MAX_UNNAMED_LABELLERS } from '../../src/social/labels'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'
import { anyHistory, knowledgeOf, written } from '../helpers/histories'

function societyOf(records: readonly VerifiedRecord[]): Society {
  const society = new Society()
  for (const record of records) society.apply({ added: [record], forgotten: [], source: 'peer' })
  return society
}

/** Alice has posted. */
async function aPost() {
  const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
  const post = await alice.post('Buy my shoes')
  const on = { post: post.cid, person: alice.person }
  const spam = { ...on, name: 'spam', word: '', reason: 'sells shoes' } as const
  return { alice, bob, charlie, post, spam }
}

describe('labels', () => {
  it('[LB1] of what one labeller says of a post the last counts, in any order, and none when it is taken back', async () => {
    const { alice, bob, post, spam } = await aPost()
    const first = await bob.write({ kind: 'label', body: spam })
    const second = await bob.write({
      kind: 'label',
      body: { ...spam, name: 'misleading', reason: 'not shoes' },
    })
    for (const order of [
      [post, first, second],
      [second, first, post],
    ]) {
      const society = societyOf(order)
      expect(society.labelBy(bob.person, post.cid)).toMatchObject({ name: 'misleading', reason: 'not shoes' })
      expect(society.labelsBy(bob.person)).toHaveLength(1)
      expect(society.labelsOn(post.cid, [])).toHaveLength(1)
      expect(society.labelBy(bob.person, alice.person)).toBeNull()
    }
    const undo = await bob.write({ kind: 'undo', body: { entry: second.cid } })
    for (const order of [
      [first, second, undo],
      [undo, second, first],
    ]) {
      const society = societyOf(order)
      expect(society.labelBy(bob.person, post.cid)).toBeNull()
      expect(society.labelsBy(bob.person)).toEqual([])
      expect(society.labelsOn(post.cid, [])).toEqual([])
    }
  })

  it('[LB1] a post and its author are labelled apart, and each labeller speaks alone', async () => {
    const { alice, bob, charlie, post, spam } = await aPost()
    const onPost = await bob.write({ kind: 'label', body: spam })
    charlie.nowMs = bob.nowMs + 60_000
    const onPerson = await charlie.write({ kind: 'label', body: { ...spam, post: null, name: 'impostor' } })
    const othersUndo = await charlie.write({ kind: 'undo', body: { entry: onPost.cid } })
    const society = societyOf([post, onPost, onPerson, othersUndo])
    expect(society.labelsOn(post.cid, []).map(({ by, name }) => [by, name])).toEqual([[bob.person, 'spam']])
    expect(society.labelsOn(alice.person, []).map(({ by, name }) => [by, name])).toEqual([
      [charlie.person, 'impostor'],
    ])
    expect(society.labelBy(bob.person, alice.person)).toBeNull()
  })

  it('[LB2] tell the model nothing, whatever the history', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const records = await written(history)
        const labels = new Set(records.filter(({ kind }) => kind === 'label').map(({ cid }) => cid))
        const without = records.filter(({ cid }) => !labels.has(cid))
        expect(knowledgeOf(societyOf(records))).toEqual(knowledgeOf(societyOf(without)))
        const society = societyOf(without)
        for (const record of records.filter(({ cid }) => labels.has(cid))) {
          const change = society.apply({ added: [record], forgotten: [], source: 'peer' })
          expect(change).toEqual(new Society().apply({ added: [], forgotten: [], source: 'peer' }))
        }
      }),
      { seed: 31, numRuns: 40 },
    )
  })

  it('[LB4] alice is told who labels her and her posts as what and why, until it is taken back', async () => {
    const { alice, bob, charlie, post, spam } = await aPost()
    bob.nowMs += 60_000
    const onPost = await bob.write({ kind: 'label', body: spam })
    charlie.nowMs = bob.nowMs + 60_000
    const onHer = await charlie.write({
      kind: 'label',
      body: { ...spam, post: null, name: 'other', word: 'rude', reason: 'shouts' },
    })
    const told = societyOf([post, onPost, onHer]).newsFor(alice.person)
    expect(told.map(({ kind, by, text, label, post: on }) => [kind, by, text, label, on])).toEqual([
      ['label', charlie.person, 'shouts', { name: 'other', word: 'rude' }, null],
      ['label', bob.person, 'sells shoes', { name: 'spam', word: '' }, post.cid],
    ])
    const undo = await bob.write({ kind: 'undo', body: { entry: onPost.cid } })
    expect(societyOf([post, onPost, onHer, undo]).newsFor(alice.person)).toHaveLength(1)
    expect(societyOf([post, onPost, onHer]).newsFor(bob.person)).toEqual([])
  })

  it('[LB4] who labels everything of hers fills no notifications', async () => {
    const { alice, bob, charlie, post, spam } = await aPost()
    const records = [post]
    for (let index = 0; index < 20; index += 1) {
      const another = await alice.post(`shoes ${index}`)
      records.push(another, await bob.write({ kind: 'label', body: { ...spam, post: another.cid } }))
    }
    records.push(await charlie.write({ kind: 'label', body: spam }))
    const news = societyOf(records).newsFor(alice.person)
    expect(news.filter(({ by }) => by === bob.person)).toHaveLength(3)
    expect(news.filter(({ by }) => by === charlie.person)).toHaveLength(1)
    expect(news[0]?.text).toBe('sells shoes')
  })

  it('[LB4] however many label her, in any order a bounded number is looked up, and whom she follows always', async () => {
    const { alice, bob, post, spam } = await aPost()
    const labelled = await bob.write({ kind: 'label', body: spam })
    const crowd = Array.from({ length: 3 * MAX_UNNAMED_LABELLERS }, (_, index) => {
      const person = `${index % 2 === 0 ? 'a' : 'z'}${index}` as PersonId
      const header = { ...labelled.header, person, time: labelled.header.time + 1 + index }
      return { ...labelled, cid: `${labelled.cid}${index}` as RecordCid, header }
    })
    const follow = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const society = societyOf([post, follow, labelled, ...crowd])
    const other = societyOf([...crowd.toReversed(), follow, labelled, post])
    const seen = society.labelsOn(post.cid, [bob.person])
    expect(seen.map(({ by }) => by)).toContain(bob.person)
    expect(seen.length).toBeLessThanOrEqual(MAX_UNNAMED_LABELLERS + 1)
    expect(other.labelsOn(post.cid, [bob.person])).toEqual(seen)
    expect(society.newsFor(alice.person).filter(({ by }) => by === bob.person)).toHaveLength(1)
  })
})
