import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, Tag } from '../../src/records/types'
import type { LabelManner } from '../../src/social/labellers'
import type { Label, Labelled } from '../../src/social/types'
import type { AppState } from '../../src/ui/state/app-state.svelte'
import { Guard } from '../../src/ui/state/guard'

const [alice, bob, charlie, dave] = ['alice', 'bob', 'charlie', 'dave'] as PersonId[] as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
]
const post = 'post' as RecordCid

/** Alice, who follows bob, and whose post all others have labelled. */
function guardOf({ muted }: { muted: readonly PersonId[] }): Guard {
  const labels = [bob, charlie, dave].map((by) => ({ by, post, name: 'spam' }) as unknown as Label)
  return new Guard({
    self: alice,
    taste: { labellers: {}, advised: {} },
    isMuted: (person: PersonId) => muted.includes(person),
    social: {
      following: () => [bob],
      labelsOn: (on: Labelled) => (on === post ? labels : []),
    },
  } as unknown as AppState)
}

describe('what stands on one’s own posts', () => {
  it('[LB4] is nothing of people one has muted, and what strangers say stands apart', () => {
    const open = guardOf({ muted: [] }).labelsOnOwn(post)
    expect(open.known.map(({ by }) => by)).toEqual([bob])
    expect(open.strangers.map(({ by }) => by)).toEqual([charlie, dave])
    const quiet = guardOf({ muted: [bob, charlie] }).labelsOnOwn(post)
    expect(quiet.known).toEqual([])
    expect(quiet.strangers.map(({ by }) => by)).toEqual([dave])
  })
})

describe('what a post is called where it is not shown', () => {
  const said = { cid: post, author: alice, text: 'Buy my shoes', warning: null }
  const readerOf = (manner: LabelManner): Guard =>
    new Guard({
      self: dave,
      taste: { labellers: { [bob]: manner }, advised: {} },
      isMuted: () => false,
      social: { labelBy: (by: PersonId, on: Labelled) => (by === bob && on === post ? { by } : null) },
    } as unknown as AppState)

  it('[LB3] is none of its words when it is folded by a label, and its warning when it has one', () => {
    expect(readerOf('fold').titleOf(said)).toBe('A post that is labelled')
    expect(readerOf('hide').titleOf(said)).toBe('A post that is labelled')
    expect(readerOf('fold').titleOf({ ...said, warning: 'shoes' })).toBe('shoes')
    expect(readerOf('show').titleOf(said)).toBe('Buy my shoes')
    expect(readerOf('fold').titleOf(null)).toBe('')
  })
})

describe('whose labels the rules of a synereo advise', () => {
  const art = 'art' as Tag
  const reader = new Guard({
    self: dave,
    taste: { labellers: {}, advised: { [art]: [bob, dave] } },
    isMuted: () => false,
    social: { labelBy: (by: PersonId, on: Labelled) => (by === bob && on === post ? { by } : null) },
  } as unknown as AppState)
  const said = { cid: post, author: alice, text: 'Buy my shoes', warning: null }

  it('[CR4] those labels fold a post under its tag, and no other post', () => {
    expect(reader.closes({ ...said, tags: [art] })).toEqual(['Folded, since it is labelled.'])
    expect(reader.labelsOn(post, [art]).map(({ by }) => by)).toEqual([bob])
    expect(reader.closes({ ...said, tags: ['bees' as Tag] })).toEqual([])
    expect(reader.closes(said)).toEqual([])
    expect(reader.labelsOn(post)).toEqual([])
  })
})
