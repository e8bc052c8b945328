import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_TASTE, tasteFrom, withChange, type Taste } from '../../src/app/taste'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid, Tag } from '../../src/records/types'
import { MAX_BOOKMARKS } from '../../src/social/bookmarks'
import { MAX_ADVISED_TAGS, MAX_LABELLERS } from '../../src/social/labellers'

const bob = 'bob' as PersonId
const charlie = 'charlie' as PersonId

describe('the taste of an owner', () => {
  it('[TA1] takes one change after the other, and forgets what is set back to usual', () => {
    const muted = withChange(withChange(NO_TASTE, { person: bob, dial: 0 }), { person: charlie, dial: 2.5 })
    expect(muted.people).toEqual({ bob: 0, charlie: 2.5 })
    expect(withChange(muted, { person: bob, dial: 1 }).people).toEqual({ charlie: 2.5 })
    const tagged = withChange(muted, { tag: 'bees' as Tag, dial: 0.5 })
    expect(tagged).toEqual({ ...muted, tags: { bees: 0.5 } })
    expect(withChange(tagged, { ranking: { likeWeight: 3 } })).toEqual({
      ...tagged,
      ranking: { likeWeight: 3 },
    })
  })

  it('[TA1] is not bent by names that mean something to the language', () => {
    const odd = withChange(NO_TASTE, { person: '__proto__' as PersonId, dial: 0 })
    expect(Object.entries(odd.people)).toEqual([['__proto__', 0]])
    expect(Object.getPrototypeOf(odd.people)).toBe(Object.prototype)
    expect(withChange(odd, { person: bob, dial: 2 }).people).toEqual({ ['__proto__']: 0, bob: 2 })
  })

  it('[TA4] keeps rankings under their names, the last of a name, and forgets them', () => {
    const calm = { name: 'Calm', ranking: { likeWeight: 0 } }
    const kept = withChange(withChange(NO_TASTE, { save: calm }), { save: { ...calm, ranking: {} } })
    expect(kept.lenses).toEqual([{ name: 'Calm', ranking: {} }])
    expect(withChange(kept, { forget: 'Calm' }).lenses).toEqual([])
    for (const name of [' ', '\u200b', '\u0007', ''])
      expect(withChange(kept, { save: { name, ranking: {} } }).lenses).toEqual(kept.lenses)
    const accented = withChange(kept, { save: { name: ' Cafe\u0301\u0007 ', ranking: {} } })
    expect(accented.lenses.map(({ name }) => name)).toEqual(['Calm', 'Caf\u00e9'])
    expect(kept.ranking).toEqual({})
  })

  it('[CW1] keeps whether posts with a warning are always open; earlier builds knew of none', () => {
    const { opensWarned: _, ...earlier } = NO_TASTE
    expect(tasteFrom(earlier).opensWarned).toBe(false)
    const open = withChange(NO_TASTE, { opensWarned: true })
    expect(tasteFrom(open)).toEqual(open)
    expect(withChange(open, { opensWarned: false })).toEqual(NO_TASTE)
  })

  it('[TA11] keeps bookmarks in the order of marking, each once, and refuses one more than it keeps', () => {
    const mark = (index: number) => ({ post: `post ${index}` as RecordCid, by: bob })
    const one = withChange(NO_TASTE, { bookmark: mark(0), isKept: true })
    expect(withChange(one, { bookmark: mark(0), isKept: true }).bookmarks).toEqual([mark(0)])
    expect(tasteFrom(one)).toEqual(one)
    expect(withChange(one, { bookmark: mark(0), isKept: false })).toEqual(NO_TASTE)
    const { bookmarks: _, ...earlier } = NO_TASTE
    expect(tasteFrom(earlier).bookmarks).toEqual([])
    let many = one
    for (let index = 1; index <= MAX_BOOKMARKS; index += 1)
      many = withChange(many, { bookmark: mark(index), isKept: true })
    expect(many.bookmarks).toHaveLength(MAX_BOOKMARKS)
    expect(many.bookmarks[0]).toEqual(mark(0))
  })

  it('[TA10] hides a post and shows it again, and forgets the oldest of very many', () => {
    const post = (index: number) => `post ${index}` as RecordCid
    const hidden = withChange(NO_TASTE, { hide: post(0), isHidden: true })
    expect(withChange(hidden, { hide: post(0), isHidden: true }).hidden).toEqual([post(0)])
    expect(tasteFrom(hidden)).toEqual(hidden)
    expect(withChange(hidden, { hide: post(0), isHidden: false })).toEqual(NO_TASTE)
    let many = hidden
    for (let index = 1; index <= 1_000; index += 1)
      many = withChange(many, { hide: post(index), isHidden: true })
    expect(many.hidden).toHaveLength(1_000)
    expect(many.hidden).not.toContain(post(0))
  })

  it('[CR4] keeps whose labels count under a tag, of few tags, and forgets them when none is left', () => {
    const art = 'art' as Tag
    const both = withChange(NO_TASTE, { advisedIn: art, labellers: [bob, charlie] })
    expect(both.advised).toEqual({ art: [bob, charlie] })
    expect(tasteFrom(both)).toEqual(both)
    expect(withChange(both, { advisedIn: art, labellers: [] })).toEqual(NO_TASTE)
    let many = NO_TASTE
    for (let index = 0; index < MAX_ADVISED_TAGS * 2; index += 1)
      many = withChange(many, { advisedIn: `t${index}` as Tag, labellers: [bob] })
    expect(Object.keys(many.advised)).toHaveLength(MAX_ADVISED_TAGS)
  })

  it('[LB3] keeps whose labels count and what they do, of few, and forgets who is given up', () => {
    const folds = withChange(NO_TASTE, { labeller: bob, manner: 'fold' })
    const both = withChange(folds, { labeller: charlie, manner: 'show' })
    const hides = withChange(both, { labeller: bob, manner: 'hide' })
    expect(Object.entries(hides.labellers)).toEqual([
      ['bob', 'hide'],
      ['charlie', 'show'],
    ])
    expect(tasteFrom(hides)).toEqual(hides)
    expect(withChange(hides, { labeller: bob, manner: null }).labellers).toEqual({ charlie: 'show' })
    expect(tasteFrom({ ...NO_TASTE, labellers: { bob: 'burn', charlie: 'fold' } }).labellers).toEqual({
      charlie: 'fold',
    })
    let many = NO_TASTE
    for (let index = 0; index < MAX_LABELLERS * 2; index += 1)
      many = withChange(many, { labeller: `p${index}` as PersonId, manner: 'fold' })
    expect(Object.keys(many.labellers)).toHaveLength(MAX_LABELLERS)
  })

  it('[TA8] mutes a word until a time or for always, once each, and no more than can be looked for', () => {
    const muted = withChange(withChange(NO_TASTE, { muteWord: ' #Wasps ', until: 5 }), {
      muteWord: 'red ants',
      until: null,
    })
    expect(muted.words).toEqual([
      { word: 'wasps', until: 5 },
      { word: 'red ants', until: null },
    ])
    expect(tasteFrom(muted)).toEqual(muted)
    expect(withChange(muted, { muteWord: 'WASPS', until: null }).words).toEqual([
      { word: 'red ants', until: null },
      { word: 'wasps', until: null },
    ])
    expect(withChange(muted, { unmuteWord: 'wasps' }).words).toEqual([{ word: 'red ants', until: null }])
    for (const word of ['', ' ', '#', 'x'.repeat(41)])
      expect(withChange(muted, { muteWord: word, until: null })).toEqual(muted)
    let many = NO_TASTE
    for (let index = 0; index < 300; index += 1)
      many = withChange(many, { muteWord: `word ${index}`, until: null })
    expect(many.words).toHaveLength(200)
  })

  it('[TA5] knows whose lens ranks and what ranked before, also after it was kept', () => {
    const mine = { likeWeight: 3 }
    const ranking = { shareWeight: 0 }
    const adopted = { cid: 'cid' as RecordCid, by: bob, name: 'Calm', ranking, mine }
    const taken = withChange(withChange(NO_TASTE, { ranking: mine }), { ranking, adopted })
    expect(tasteFrom(taken)).toEqual({ ...NO_TASTE, ranking, adopted })
    expect(withChange(taken, { ranking: { shareWeight: 1 } }).adopted).toEqual(adopted)
    expect(withChange(taken, { ranking: mine, adopted: null })).toEqual({ ...NO_TASTE, ranking: mine })
  })

  it('[A19] reads what was kept, whatever another build has kept there', () => {
    const dials = fc.dictionary(fc.string(), fc.double())
    fc.assert(
      fc.property(dials, dials, dials, (people, tags, ranking) => {
        const taste: Taste = tasteFrom({ people, tags, ranking })
        for (const dial of [...Object.values(taste.people), ...Object.values(taste.tags)]) {
          expect(dial).toBeGreaterThanOrEqual(0)
          expect(dial).toBeLessThanOrEqual(4)
        }
        expect(taste.ranking).toEqual({})
      }),
      { numRuns: 200, seed: 1 },
    )
    expect(tasteFrom(null)).toEqual(NO_TASTE)
  })
})
