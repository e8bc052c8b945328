import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  DraftStore,
  MAX_KEPT_DRAFTS,
  MAX_KEPT_PICTURE_BYTES,
  type KeptDraft,
} from '../../src/storage/draft-store'

const TAB = 'synereo-post-draft-first'

const draft = (id: string, changedMs = 1): KeptDraft => ({
  id,
  text: `about ${id}`,
  called: [],
  warning: null,
  pictures: [],
  changedMs,
})

/** A file of any size, which fake-indexeddb copies as a plain thing. */
const picture = (size: number) => ({ file: { size, name: 'swift.png' } as File, alt: 'A swift' })

const names = async (store: DraftStore): Promise<string[]> => (await store.all()).map(({ id }) => id)

async function fill(store: DraftStore): Promise<void> {
  for (let at = 0; at < MAX_KEPT_DRAFTS; at += 1) await store.keep(draft(`draft ${at}`, at), TAB)
}

describe('the list of drafts', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })

  it('[DR4] has what was kept, the last first, and its pictures are the tab’s no more', async () => {
    const store = await DraftStore.open()
    await store.setPictures(TAB, { pictures: [picture(10)], changedMs: 1 })
    await store.keep({ ...draft('swifts'), pictures: [picture(10)] }, TAB)
    await store.keep(draft('swallows', 2), TAB)
    expect(await names(store)).toEqual(['swallows', 'swifts'])
    expect((await store.all())[1]?.pictures).toEqual([picture(10)])
    expect(await store.pictures(TAB)).toBeNull()
  })

  it('[DR5] puts aside what is written in the step in which a draft is used, also where it is full', async () => {
    const store = await DraftStore.open()
    await fill(store)
    const used = await store.use('draft 3', draft('written', 99), TAB, 100)
    expect(used).toEqual({ ok: true, value: draft('draft 3', 3) })
    const left = await names(store)
    expect(left).toHaveLength(MAX_KEPT_DRAFTS)
    expect(left[0]).toBe('written')
    expect(left).not.toContain('draft 3')
  })

  it('[DR6] gives a draft to one tab alone, and puts nothing aside for the other', async () => {
    const [first, second] = await Promise.all([DraftStore.open(), DraftStore.open()])
    await first.keep(draft('swifts'), TAB)
    const [one, other] = await Promise.all([
      first.use('swifts', null, TAB, 2),
      second.use('swifts', draft('written'), 'another tab', 2),
    ])
    expect([one, other].map((used) => used.ok && used.value?.id)).toEqual(['swifts', undefined])
    expect(await names(second)).toEqual([])
    expect(await second.delete('swifts')).toBe(false)
  })

  it('[DR6] tells the other tabs', async () => {
    const [first, second] = await Promise.all([DraftStore.open(), DraftStore.open()])
    const told = new Promise<void>((resolve) => second.onchange(resolve))
    await first.keep(draft('swifts'), TAB)
    await told
    expect(await names(second)).toEqual(['swifts'])
  })

  it('[DR7] refuses one more than it keeps, and drops none', async () => {
    const store = await DraftStore.open()
    await fill(store)
    const refused = await store.keep(draft('one more'), TAB)
    expect(refused).toEqual({ ok: false, error: { reason: 'tooMany', most: MAX_KEPT_DRAFTS } })
    expect(await store.all()).toHaveLength(MAX_KEPT_DRAFTS)
  })

  it('[DR7] refuses pictures that are too much together, and keeps words still', async () => {
    const store = await DraftStore.open()
    await store.keep({ ...draft('large'), pictures: [picture(MAX_KEPT_PICTURE_BYTES)] }, TAB)
    const refused = await store.keep({ ...draft('one more'), pictures: [picture(1)] }, TAB)
    expect(refused).toEqual({ ok: false, error: { reason: 'tooLarge', mostBytes: MAX_KEPT_PICTURE_BYTES } })
    expect(await store.keep(draft('words'), TAB)).toEqual({ ok: true, value: undefined })
    expect(await names(store)).toEqual(['large', 'words'])
  })

  it('[DR8] has one that was deleted again when it is put back, also where another took its place', async () => {
    const store = await DraftStore.open()
    await fill(store)
    expect(await store.delete('draft 3')).toBe(true)
    await store.keep(draft('one more', 99), TAB)
    await store.putBack(draft('draft 3', 3))
    expect(await names(store)).toContain('draft 3')
    expect(await store.all()).toHaveLength(MAX_KEPT_DRAFTS + 1)
  })

  it('[DR9] hands the pictures of a draft that is used to its tab', async () => {
    const store = await DraftStore.open()
    await store.keep({ ...draft('swifts'), pictures: [picture(10)] }, TAB)
    await store.use('swifts', null, TAB, 5)
    expect(await store.pictures(TAB)).toEqual({ pictures: [picture(10)], changedMs: 5 })
  })

  it('[DR9] makes the pictures of a tab that is gone a draft, once', async () => {
    const store = await DraftStore.open()
    await store.setPictures(TAB, { pictures: [picture(10)], changedMs: 7 })
    expect(await store.tabs()).toEqual([TAB])
    await Promise.all([store.adopt(TAB, 'one'), store.adopt(TAB, 'two')])
    expect(await store.all()).toEqual([
      { id: 'one', text: '', called: [], warning: null, pictures: [picture(10)], changedMs: 7 },
    ])
    expect(await store.tabs()).toEqual([])
  })
})
