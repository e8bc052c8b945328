import { describe, expect, it } from 'vitest'
import { Lifting, MAX_SPONSORS } from '../../src/app/lifting'
import type { CampaignState } from '../../src/app/money-state'
import type { PersonId } from '../../src/identity/types'
import { standingsOf } from '../../src/app/standings'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

const people = await Promise.all([Author.create(), Author.create(), Author.create()])
const [alice, bob, charlie] = people
const post = await charlie.write({ kind: 'post', body: { text: 'hello', tags: [], images: [] } })

const campaign: CampaignState = {
  ...{
    id: 'one',
    post: post.cid,
    sponsor: alice.person,
    budget: 50_000_000,
    weight: 49_000_000,
    at: 1_000,
    viewMs: 3_000,
  },
  ...{
    viewers: 1,
    addressed: [bob.person],
    offer: 20_000_000,
    claim: null,
    locked: 50_000_000,
    endsMs: 86_400_000,
    isOver: false,
    isClosed: false,
  },
  ...{ reach: null, forecast: null },
}

describe('campaigns on a page', () => {
  it('[AM21] lift nothing where their viewer does not let them, and do again when they may', async () => {
    const social = new Society()
    const heard: string[] = []
    const lifting = new Lifting({
      social,
      viewer: () => bob.person,
      changed: ({ removed, added }) => heard.push(`-${removed.length} +${added.length}`),
    })
    const say = async (from: 'nobody' | 'everybody', price: number): Promise<void> => {
      const added = [await bob.write({ kind: 'asking', body: { from, price } })]
      social.apply({ added, forgotten: [], source: 'self' })
      lifting.heard(added)
    }
    lifting.set([campaign])
    await say('nobody', 0)
    expect(lifting.welcome([campaign])).toEqual([])
    await say('everybody', 20_000_000)
    await say('everybody', 20_000_001)
    expect(heard).toEqual(['-0 +1', '-1 +0', '-0 +1', '-1 +0'])
    expect(lifting.amplifications).toEqual([])
  })

  it('[AM109] lift by what they spend, and again when that is another', () => {
    const amounts: number[][] = []
    const lifting = new Lifting({
      social: new Society(),
      viewer: () => bob.person,
      changed: ({ added }) => amounts.push(added.map(({ amount }) => amount)),
    })
    for (const weight of [49_000_000, 49_000_000, 21_000_000]) lifting.set([{ ...campaign, weight }])
    expect(amounts).toEqual([[49], [21]])
  })

  it('[SY7] have a few sponsors asked for, each once, while the post is away and the look not claimed', async () => {
    const social = new Society()
    const lifting = new Lifting({ social, viewer: () => bob.person, changed: () => undefined })
    const crowd = Array.from({ length: 500 }, (_, index) => ({
      ...campaign,
      ...{ id: `${index}`, sponsor: `sponsor ${index >> 1}` as PersonId, offer: 1 + index },
    }))
    const asked = lifting.sponsorsAway([campaign, ...crowd])
    expect(asked).toHaveLength(MAX_SPONSORS)
    expect(new Set(asked).size).toBe(MAX_SPONSORS)
    expect(asked[0]).toBe(alice.person)
    expect(lifting.sponsorsAway([{ ...campaign, claim: 'sent' }])).toEqual([])
    social.apply({ added: [post], forgotten: [], source: 'peer' })
    expect(lifting.sponsorsAway([campaign, ...crowd])).toEqual([])
  })

  it('[AM20] are offered to whoever lets their sponsor pay, at their price', async () => {
    const social = new Society()
    const added = [
      await bob.write({ kind: 'asking', body: { from: 'followed', price: 0 } }),
      await charlie.write({ kind: 'asking', body: { from: 'everybody', price: 7 } }),
    ]
    social.apply({ added, forgotten: [], source: 'peer' })
    const seen = [bob, charlie].map(({ person }) => ({ person, reo: 0.5 }))
    const view = { people: seen, posts: [], about: null }
    const offered = (shipped = new Set<PersonId>()): unknown =>
      standingsOf(social, alice.person, view, shipped)
    expect(offered()).toEqual([{ person: charlie.person, reo: 0.5, price: 7, seenMs: charlie.nowMs }])
    const follow = await bob.write({ kind: 'follow', body: { person: alice.person, invite: null } })
    social.apply({ added: [follow], forgotten: [], source: 'peer' })
    expect(offered()).toHaveLength(2)
    // Whoever was shipped with the page is nobody, and what is paid to them would be lost.
    expect(offered(new Set([bob.person, charlie.person]))).toEqual([])
  })
})
