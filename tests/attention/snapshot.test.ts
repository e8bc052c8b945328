import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttentionEngine } from '../../src/attention/engine'
import { Model } from '../../src/attention/evaluate'
import type { Tables } from '../../src/attention/kernel/tables'
import { NameTable } from '../../src/attention/name-table'
import { withDefaults } from '../../src/attention/params'
import { readSnapshot, writeSnapshot } from '../../src/attention/snapshot'
import type { Knowledge } from '../../src/attention/types'
import { anyChange, changed } from '../helpers/changes'
import { engineOf, expectAlike, ReaderOfAll } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, VIEWER } from '../helpers/knowledge'

/** What has to be handed over again: the viewer's own. */
function ownOf({ viewer, amplifications, dials, tags, acts }: Knowledge) {
  const settings = {
    viewer,
    ...(amplifications && { amplifications }),
    ...(dials && { dials }),
    ...(tags && { tags }),
  }
  return { settings, views: acts.filter(({ kind }) => kind === 'view') }
}

function snapshotOf(engine: AttentionEngine): ArrayBuffer {
  const snapshot = engine.snapshot()
  if (snapshot === null) throw new Error('the engine has not been asked yet')
  return snapshot
}

/** Another engine, as after a crash: it has the snapshot and the viewer's own. */
function restored(snapshot: ArrayBuffer, knowledge: Knowledge): AttentionEngine {
  const engine = new AttentionEngine()
  const { settings, views } = ownOf(knowledge)
  engine.begin(settings)
  expect(engine.restore(snapshot).ok).toBe(true)
  engine.fill({ follows: [], posts: [], acts: views })
  return engine
}

const anyStep = fc.tuple(anyChange, fc.integer({ min: 0, max: 20 * DAY_MS }))

describe('a snapshot', () => {
  it('[A23] restored, gives what the engine that made it gives, and what changes later counts', () => {
    const steps = fc.array(anyStep, { maxLength: 4 })
    fc.assert(
      fc.property(anyKnowledge, steps, steps, (start, before, after) => {
        let knowledge = start
        let now = NOW
        let engine = engineOf(start)
        engine.evaluate(now, { posts: [], people: [] })
        for (const [change, passedMs] of before) {
          now += passedMs
          knowledge = changed(knowledge, change)
          engine.change(change)
          if (passedMs > DAY_MS) engine.evaluate(now, { posts: [], people: [] })
        }
        engine = restored(snapshotOf(engine), knowledge)
        let reader = new ReaderOfAll(engine)
        for (const [change, passedMs] of after) {
          now += passedMs
          knowledge = changed(knowledge, change)
          engine.change(change)
          const expected = new Model(knowledge, now, withDefaults()).evaluate()
          expectAlike(reader.evaluate(now, expected), expected)
        }
        // And once more, of what was restored: nothing is lost on the way, and nothing counts twice.
        const expected = new Model(knowledge, now, withDefaults()).evaluate()
        expectAlike(reader.evaluate(now, expected), expected)
        reader = new ReaderOfAll(restored(snapshotOf(engine), knowledge))
        expectAlike(reader.evaluate(now, expected), expected)
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  it('[A23] holds nothing that is the viewer’s own', () => {
    const knowledge: Knowledge = {
      viewer: VIEWER,
      follows: [],
      posts: [{ id: 'post 0', author: 'bob', at: NOW - DAY_MS, tags: ['art'] }],
      acts: [{ by: VIEWER, post: 'post 0', kind: 'view', at: NOW - 1 }],
      dials: { people: { bob: 2 }, tags: { bees: 0 } },
      tags: ['art'],
    }
    const engine = engineOf(knowledge)
    engine.evaluate(NOW, { posts: [], people: [] })
    const kept = readSnapshot(snapshotOf(engine))
    if (!kept.ok) throw new Error(kept.error)
    const { tables } = kept.value
    expect([tables.acts, tables.waiting].map(({ items }) => items.length)).toEqual([0, 0])
    expect(tables.engagement?.engaged.items).toHaveLength(0)
    expect([...kept.value.tags]).toEqual([[0, ['art']]])
    expect(new TextDecoder().decode(snapshotOf(engine))).not.toContain('bees')
  })

  it('[A23] holds nothing that a view of the viewer’s adds, to whatever else they did', () => {
    const acts: Knowledge['acts'] = [
      { by: VIEWER, post: 'post 0', kind: 'like', at: NOW - 5 },
      { by: 'bob', post: 'post 2', kind: 'like', at: NOW - 4 },
    ]
    const views: Knowledge['acts'] = [
      { by: VIEWER, post: 'post 0', kind: 'view', at: NOW - 3 },
      { by: VIEWER, post: 'post 1', kind: 'view', at: NOW - 2 },
      { by: VIEWER, post: 'post 3', kind: 'view', at: NOW + 1 },
      { by: VIEWER, post: 'post 1', kind: 'view', at: NOW - 1 },
    ]
    const knowledge: Knowledge = {
      viewer: VIEWER,
      follows: [{ from: VIEWER, to: 'charlie' }],
      posts: ['bob', 'charlie', 'dave', 'dave'].map((author, post) => ({
        id: `post ${post}`,
        author,
        at: NOW - DAY_MS,
      })),
      acts: [...acts, ...views],
    }
    const kept = (known: Knowledge) => {
      const engine = engineOf(known)
      const reader = new ReaderOfAll(engine)
      const expected = new Model(known, NOW, withDefaults()).evaluate()
      reader.evaluate(NOW, expected)
      const snapshot = readSnapshot(snapshotOf(engine))
      if (!snapshot.ok) throw new Error(snapshot.error)
      // What was left out while it was copied is in again, when everything is worked out anew.
      engine.change({ params: withDefaults() })
      expectAlike(reader.evaluate(NOW, expected), expected)
      return snapshot.value.tables
    }
    const tables = kept(knowledge)
    const without = kept({ ...knowledge, acts })
    for (const rows of ['acts', 'byActor'] as const) expect(tables[rows]).toEqual(without[rows])
    expect([tables.waiting.items, tables.ahead]).toEqual([new Int32Array(0), []])
    expect(tables.engagement).toEqual(without.engagement)
  })

  it('[A23] of whoever weighs acts in a way of their own, does not tell how, and gives the same', () => {
    const weights = { like: 7 }
    fc.assert(
      fc.property(anyKnowledge, anyStep, (start, [change, passedMs]) => {
        const params = withDefaults({ weights })
        const engine = engineOf(start)
        engine.change({ params })
        engine.evaluate(NOW, { posts: [], people: [] })
        const snapshot = snapshotOf(engine)
        const read = readSnapshot(snapshot)
        expect(read.ok && read.value.tables.engagement).toBeNull()
        const knowledge = changed(start, change)
        // By those who weigh so too, and by those who do not.
        for (const own of [params, withDefaults()]) {
          const other = restored(snapshot, start)
          other.change({ params: own })
          other.change(change)
          const expected = new Model(knowledge, NOW + passedMs, own).evaluate()
          expectAlike(new ReaderOfAll(other).evaluate(NOW + passedMs, expected), expected)
        }
      }),
      { numRuns: 30, seed: 10 },
    )
  })

  it('[A23] restored at an earlier time, or where other comments count, gives what is so then', () => {
    fc.assert(
      fc.property(anyKnowledge, fc.integer({ min: 0, max: 20 * DAY_MS }), (knowledge, passedMs) => {
        const engine = engineOf(knowledge)
        engine.evaluate(NOW, { posts: [], people: [] })
        const snapshot = snapshotOf(engine)
        for (const usual of [withDefaults(), withDefaults({ countedComments: 1, synapseThreshold: 2 })]) {
          const other = new AttentionEngine(usual)
          const { settings, views } = ownOf(knowledge)
          other.begin(settings)
          expect(other.restore(snapshot).ok).toBe(true)
          other.fill({ follows: [], posts: [], acts: views })
          const expected = new Model(knowledge, NOW - passedMs, usual).evaluate()
          expectAlike(new ReaderOfAll(other).evaluate(NOW - passedMs, expected), expected)
        }
      }),
      { numRuns: 50, seed: 11 },
    )
  })

  it('[A23] gives another viewer, heard of or not, what they would see', () => {
    const anyViewer = fc.constantFrom('bob', 'somebody new')
    fc.assert(
      fc.property(anyKnowledge, anyViewer, fc.array(anyStep, { maxLength: 3 }), (start, viewer, steps) => {
        const first = engineOf(start)
        first.evaluate(NOW, { posts: [], people: [] })
        const acts = start.acts.filter(({ kind }) => kind !== 'view')
        let knowledge: Knowledge = { viewer, follows: start.follows, posts: start.posts, acts }
        let now = NOW
        const engine = restored(snapshotOf(first), knowledge)
        const reader = new ReaderOfAll(engine)
        const own = { follows: { added: [{ from: viewer, to: 'charlie' }] } }
        for (const [change, passedMs] of [[own, 0] as const, ...steps]) {
          now += passedMs
          knowledge = changed(knowledge, change)
          engine.change(change)
          const expected = new Model(knowledge, now, withDefaults()).evaluate()
          expectAlike(reader.evaluate(now, expected), expected)
        }
      }),
      { numRuns: 50, seed: 12 },
    )
  })

  it('[A23] gives back names of any letters', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 8 })
    fc.assert(
      fc.property(names, names, fc.array(names, { maxLength: 4 }), (people, posts, tags) => {
        const contents = {
          people: NameTable.of(people),
          posts: NameTable.of(posts.slice(0, 3)).with(posts.slice(3)),
          tags: new Map(tags.filter((list) => list.length > 0).map((list, post) => [post, list])),
          tables: TABLES,
        }
        const read = readSnapshot(writeSnapshot(contents))
        if (!read.ok) throw new Error(read.error)
        const { value } = read
        expect({ tags: value.tags, tables: value.tables }).toEqual({ tags: contents.tags, tables: TABLES })
        for (const [table, all] of [
          [value.people, people],
          [value.posts, posts],
        ] as const) {
          expect(all.map((_, number) => table.nameOf(number))).toEqual(all)
          expect(all.map((name) => table.find(name))).toEqual([...all.keys()])
          expect(table.count).toBe(all.length)
          expect(table.find(`${all.join('')}x`)).toBeUndefined()
        }
      }),
      { numRuns: 200, seed: 8 },
    )
  })

  it('[A23] damaged, cut, foreign or of another version is refused, and the engine goes on without it', () => {
    const knowledge: Knowledge = {
      viewer: VIEWER,
      follows: [{ from: VIEWER, to: 'bob' }],
      posts: [{ id: 'post 0', author: 'bob', at: NOW - DAY_MS }],
      acts: [],
    }
    const first = engineOf(knowledge)
    expect(first.snapshot()).toBeNull()
    first.evaluate(NOW, { posts: [], people: [] })
    const whole = new Uint8Array(snapshotOf(first))
    const fault = (bytes: Uint8Array): string => {
      const read = readSnapshot(bytes.slice().buffer)
      return read.ok ? 'none' : read.error
    }
    expect(fault(whole)).toBe('none')
    for (let bytes = 0; bytes < whole.length; bytes += 1)
      expect(['foreign', 'damaged']).toContain(fault(whole.subarray(0, bytes)))
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const damaged = whole.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(fault(damaged)).toBe(bit < 32 ? 'foreign' : bit < 64 ? 'other-version' : 'damaged')
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(fault(bytes)).not.toBe('none')
      }),
      { numRuns: 200, seed: 9 },
    )

    const second = new AttentionEngine()
    second.begin({ viewer: VIEWER })
    expect(second.restore(whole.slice(1).buffer).ok).toBe(false)
    second.fill(knowledge)
    const expected = new Model(knowledge, NOW, withDefaults()).evaluate()
    expectAlike(new ReaderOfAll(second).evaluate(NOW, expected), expected)
  })
})

function rowTable(length: readonly number[], items: readonly number[], weights: readonly number[]) {
  return {
    length: Int32Array.from(length),
    items: Int32Array.from(items),
    weights: Float64Array.from(weights),
  }
}

const TABLES: Tables = {
  now: NOW,
  countedComments: 3,
  author: Int32Array.of(0, -1),
  at: Float64Array.of(NOW, 0),
  acts: rowTable([2, 0], [4, 5], [NOW, NOW + 0.5]),
  waiting: rowTable([0, 1], [2], [NOW]),
  byAuthor: rowTable([1, 0], [0], []),
  byActor: rowTable([0, 2], [0, 0], []),
  followers: rowTable([0, 1], [0], []),
  engagement: {
    weighing: Float64Array.of(1, 2, 3, 4, 5),
    epoch: NOW,
    engaged: rowTable([0, 1], [0], [5]),
    plain: rowTable([1, 0], [1], []),
  },
  ahead: [{ by: 0, post: 1, kind: 2, at: NOW + 7 }],
}
