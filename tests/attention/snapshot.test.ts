import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttentionEngine } from '../../src/attention/engine'
import { Model } from '../../src/attention/evaluate'
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
    expect(kept.value.columns.actBy).toHaveLength(0)
    expect([...kept.value.tags]).toEqual([[0, ['art']]])
    expect(new TextDecoder().decode(snapshotOf(engine))).not.toContain('bees')
  })

  it('[A23] gives back names of any letters', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 8 })
    fc.assert(
      fc.property(names, names, fc.array(names, { maxLength: 4 }), (people, posts, tags) => {
        const contents = {
          people,
          posts,
          tags: new Map(tags.filter((list) => list.length > 0).map((list, post) => [post, list])),
          columns: columnsOf(people.length),
        }
        expect(readSnapshot(writeSnapshot(contents))).toEqual({ ok: true, value: contents })
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

function columnsOf(people: number) {
  return {
    people,
    followFrom: Int32Array.of(0),
    followTo: Int32Array.of(1),
    postAuthor: Int32Array.of(0, -1),
    postAt: Float64Array.of(NOW, 0),
    actBy: Int32Array.of(1, 1, 0),
    actPost: Int32Array.of(0, 0, 1),
    actKind: Uint8Array.of(0, 1, 2),
    actAt: Float64Array.of(NOW, NOW + 0.5, NOW),
  }
}
