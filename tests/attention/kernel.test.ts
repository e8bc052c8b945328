/** The fast kernel gives what the plain model gives, however it came to know what it knows. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttentionFeed, type KernelLimits } from '../../src/attention/feed'
import { exp2 } from '../../src/attention/kernel/exp2'
import { DEFAULT_PARAMS, withDefaults, type ParamChanges, type Params } from '../../src/attention/params'
import type { Act, ActKind, Follow, Knowledge, ModelPost, KnowledgeChange } from '../../src/attention/types'
import { seededRandom } from '../../src/lib/prng'
import { assembledLoops, TARGET } from '../../tools/loops'
import { changed } from '../helpers/changes'
import { differencesFromModel } from '../helpers/kernel'
import {
  anyAct,
  anyAmplification,
  anyFollow,
  anyKnowledge,
  anyPost,
  DAY_MS,
  NOW,
  VIEWER,
} from '../helpers/knowledge'

const FOLDER = new URL('../fixtures/attention/', import.meta.url)
const PARAMS = withDefaults()
const HOUR_MS = 3_600_000
const MANY = 10_000

interface Case {
  readonly input: Knowledge & { readonly now: number; readonly params?: ParamChanges }
  readonly expected: {
    readonly stream: readonly string[]
    readonly posts: readonly { readonly id: string; readonly current: number }[]
  }
}

function loaded(
  knowledge: Knowledge,
  now: number,
  params: Params,
  rankingSize = MANY,
  limits: KernelLimits = {},
): AttentionFeed {
  const feed = new AttentionFeed(knowledge.viewer, params, now, rankingSize, limits)
  feed.load(knowledge, now)
  feed.evaluate(now)
  return feed
}

/** The knowledge as single changes. */
function changesOf(knowledge: Knowledge): KnowledgeChange[] {
  return [
    ...knowledge.follows.map((follow) => ({ follows: { added: [follow] } })),
    ...knowledge.posts.map((post) => ({ posts: { added: [post] } })),
    ...knowledge.acts.map((act) => ({ acts: { added: [act] } })),
    ...(knowledge.amplifications ?? []).map((amplification) => ({
      amplifications: { added: [amplification] },
    })),
    { dials: knowledge.dials ?? {} },
    { tags: knowledge.tags ?? [] },
  ]
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

describe('the kernel on the worked cases', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  const caseOf = (file: string): Case => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case

  it.each(files)('[A0] loaded at once: %s', (file) => {
    const { input, expected } = caseOf(file)
    const params = withDefaults(input.params)
    const feed = loaded(input, input.now, params)
    expect(feed.stream()).toEqual(expected.stream)
    expect(differencesFromModel(feed, input, input.now, params, MANY)).toEqual([])
  })

  it.each(files)('[A0] change by change in any order: %s', (file) => {
    const { input, expected } = caseOf(file)
    const params = withDefaults(input.params)
    const random = seededRandom(7)
    const feed = new AttentionFeed(input.viewer, params, input.now, MANY)
    feed.evaluate(input.now)
    for (const change of shuffled(changesOf(input), random)) {
      feed.change(change)
      if (random() < 0.1) feed.evaluate(input.now)
    }
    feed.evaluate(input.now)
    expect(feed.stream()).toEqual(expected.stream)
    expect(differencesFromModel(feed, input, input.now, params, MANY)).toEqual([])
  })
})

const anyKnowledgeChange: fc.Arbitrary<KnowledgeChange> = fc.oneof(
  fc.record({ follows: addedAndRemoved<Follow>(anyFollow) }),
  { weight: 3, arbitrary: fc.record({ acts: addedAndRemoved<Act>(anyAct) }) },
  fc.record({ amplifications: addedAndRemoved(anyAmplification) }),
  fc.record({
    posts: fc.record({
      added: fc.array(fc.integer({ min: 0, max: 8 }).chain(anyPost), { maxLength: 1 }),
      removed: fc.array(
        fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
        { maxLength: 1 },
      ),
    }),
  }),
  fc.record({ tags: fc.subarray(['art', 'bees']) }),
  fc.record({
    dials: fc.record({
      people: fc.dictionary(fc.constantFrom('bob', 'charlie', 'dora'), fc.constantFrom(0, 0.5, 1, 4), {
        maxKeys: 2,
      }),
      tags: fc.dictionary(fc.constantFrom('art', 'bees'), fc.constantFrom(0, 0.5, 2), { maxKeys: 2 }),
    }),
  }),
)

function addedAndRemoved<T>(item: fc.Arbitrary<T>) {
  return fc.record({ added: fc.array(item, { maxLength: 3 }), removed: fc.array(item, { maxLength: 1 }) })
}

const anyPassage = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 0, max: 12 * HOUR_MS }),
  fc.integer({ min: 0, max: 40 * DAY_MS }),
  fc.integer({ min: -50 * DAY_MS, max: 0 }),
  fc.constant(10_000 * DAY_MS),
)

/** Removals that find something: of the n-th thing known. */
const anyRemoval = fc.record({
  of: fc.constantFrom('act', 'follow', 'post', 'amplification'),
  turn: fc.nat(100),
})

function removal(
  knowledge: Knowledge,
  { of, turn }: { readonly of: string; readonly turn: number },
): KnowledgeChange {
  const nth = <T>(items: readonly T[]): T[] => {
    const item = items[turn % Math.max(1, items.length)]
    return item === undefined ? [] : [item]
  }
  if (of === 'act') return { acts: { removed: nth(knowledge.acts) } }
  if (of === 'follow') return { follows: { removed: nth(knowledge.follows) } }
  if (of === 'post') return { posts: { removed: nth(knowledge.posts).map(({ id }) => id) } }
  return { amplifications: { removed: nth(knowledge.amplifications ?? []) } }
}

describe('the kernel, for any small world', () => {
  const anySteps = fc.array(
    fc.record({
      change: fc.oneof(anyKnowledgeChange, anyRemoval),
      passedMs: anyPassage,
      isEvaluated: fc.boolean(),
    }),
    { maxLength: 12 },
  )

  function holds(
    params: Params,
    rankingSize: number,
    numRuns: number,
    seed: number,
    limits: KernelLimits = {},
  ): void {
    fc.assert(
      fc.property(anyKnowledge, anySteps, (start, steps) => {
        const feed = loaded(start, NOW, params, rankingSize, limits)
        expect(differencesFromModel(feed, start, NOW, params, rankingSize)).toEqual([])
        let knowledge = start
        let now = NOW
        for (const { change, passedMs, isEvaluated } of steps) {
          const made = 'of' in change ? removal(knowledge, change) : change
          knowledge = changed(knowledge, made)
          feed.change(made)
          now += passedMs
          if (!isEvaluated) continue
          feed.evaluate(now)
          expect(differencesFromModel(feed, knowledge, now, params, rankingSize)).toEqual([])
        }
        feed.evaluate(now)
        expect(differencesFromModel(feed, knowledge, now, params, rankingSize)).toEqual([])
      }),
      { numRuns, seed },
    )
  }

  it('[A13] gives the numbers of the plain model after any changes at any times', () =>
    holds(PARAMS, MANY, 400, 3))

  it('[A13] gives the numbers of the plain model after any change of the parameters', () => {
    const anyParams = fc.record({
      chargeHalfLifeMs: fc.constantFrom(HOUR_MS, DAY_MS, 9 * DAY_MS),
      engagementHalfLifeMs: fc.constantFrom(DAY_MS, 30 * DAY_MS),
      rechargeGain: fc.constantFrom(0, 0.05, 1),
      baseTransmission: fc.constantFrom(0.05, 0.4, 0.48),
      synapseThreshold: fc.constantFrom(0.5, 1, 4),
      baseGain: fc.constantFrom(0, 0.1, 1),
      affinityGain: fc.constantFrom(0, 2, 9),
      weights: fc.record({ like: fc.constantFrom(0, 2, 9), share: fc.constantFrom(1, 5) }),
    })
    const step = fc.record({ params: anyParams, change: anyKnowledgeChange, passedMs: anyPassage })
    fc.assert(
      fc.property(anyKnowledge, fc.array(step, { maxLength: 4 }), (start, steps) => {
        const feed = loaded(start, NOW, PARAMS)
        let knowledge = start
        let now = NOW
        for (const { params: changes, change, passedMs } of steps) {
          const params = withDefaults(changes)
          feed.kernel.setParams(params)
          feed.change(change)
          knowledge = changed(knowledge, change)
          now += passedMs
          feed.evaluate(now)
          expect(differencesFromModel(feed, knowledge, now, params, MANY)).toEqual([])
        }
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  it('[A13] also when it keeps only the first few of the Stream', () => holds(PARAMS, 2, 200, 4))

  it('[A13] also where WebAssembly is not allowed', () => holds(PARAMS, MANY, 200, 7, { isPlain: true }))

  it('[A13] also when its memory moves at every occasion', () =>
    holds(PARAMS, MANY, 200, 8, { isRestless: true }))

  it.each<[string, ParamChanges]>([
    [
      'the most that may be transmitted',
      { baseTransmission: 0.48, transmissionGain: 0.5, stopCharge: 2 ** -12 },
    ],
    ['nothing transmitted without engagement', { baseTransmission: 0 }],
    ['a stop charge above one', { stopCharge: 1.5 }],
    ['no threshold', { synapseThreshold: 0 }],
    ['no smoothing and no reserve', { reoSmoothing: 0, attentionReserve: 0, baseGain: 0 }],
    ['engagement that is forgotten at once', { engagementHalfLifeMs: 1_000 }],
    ['a saturation point of nothing', { saturationPoint: 0 }],
    ['one counted comment and a charge for a year', { countedComments: 1, chargeHalfLifeMs: 365 * DAY_MS }],
  ])('[A13] with %s', (_, changes) => holds(withDefaults(changes), MANY, 80, 5))
})

const anyParamChanges: fc.Arbitrary<ParamChanges> = fc.record(
  {
    weights: fc.record({ like: fc.constantFrom(0, 1, 7), view: fc.constantFrom(0, 2) }),
    engagementHalfLifeMs: fc.constantFrom(HOUR_MS, 365 * DAY_MS),
    // Without a reserve the model divides nothing by nothing when engagement has faded away.
    attentionReserve: fc.constantFrom(1, 100),
    saturationPoint: fc.constantFrom(0, 1, 100),
    synapseThreshold: fc.constantFrom(0, 5),
    baseTransmission: fc.constantFrom(0, 0.2, 0.48),
    transmissionGain: fc.constantFrom(0, 0.2, 0.5),
    reoSmoothing: fc.constantFrom(0, 1),
    chargeHalfLifeMs: fc.constantFrom(HOUR_MS, 30 * DAY_MS),
    rechargeGain: fc.constantFrom(0, 1),
    ampPerCharge: fc.constantFrom(1, 1_000),
    stopCharge: fc.constantFrom(2 ** -12, 0.2, 1.5),
    tagTransmission: fc.constantFrom(0, 1),
    baseGain: fc.constantFrom(0, 1),
    affinityGain: fc.constantFrom(0, 10),
    countedComments: fc.constantFrom(0, 1, 5),
  },
  { requiredKeys: [] },
)

describe('the kernel, when the viewer changes what the model values', () => {
  it('[A13] gives the numbers of a kernel that was loaded with those parameters', () => {
    fc.assert(
      fc.property(
        anyKnowledge,
        fc.array(fc.record({ params: anyParamChanges, change: anyKnowledgeChange, passedMs: anyPassage }), {
          maxLength: 5,
        }),
        (start, steps) => {
          const feed = loaded(start, NOW, PARAMS)
          let knowledge = start
          let now = NOW
          for (const { params: changes, change, passedMs } of steps) {
            const params = withDefaults(changes)
            feed.kernel.setParams(params)
            feed.evaluate(now)
            expect(differencesFromModel(feed, knowledge, now, params, MANY)).toEqual([])
            knowledge = changed(knowledge, change)
            feed.change(change)
            now += passedMs
            feed.evaluate(now)
            expect(differencesFromModel(feed, knowledge, now, params, MANY)).toEqual([])
          }
        },
      ),
      { numRuns: 200, seed: 6 },
    )
  })
})

/** 300 people in communities, with weak ties: enough for paths that compete. */
function mediumWorld(seed: number): Knowledge {
  const random = seededRandom(seed)
  const whole = (below: number): number => Math.floor(random() * below)
  const person = (index: number): string => `p${index}`
  const near = (index: number): number => (random() < 0.5 ? whole(300) : (index + 1 + whole(20)) % 300)
  const follows = Array.from({ length: 1_500 }, () => {
    const from = Math.floor(300 * random() ** 2)
    return { from: person(from), to: person(near(from)) }
  })
  const posts: ModelPost[] = Array.from({ length: 900 }, (_, index) => ({
    id: `post ${index}`,
    author: person(whole(300)),
    at: NOW - Math.floor(20 * DAY_MS * random() ** 2),
    ...(random() < 0.05 && { tags: ['art'] }),
  }))
  const acts = Array.from({ length: 6_000 }, () => actIn(posts, random, NOW))
  return { viewer: 'p0', follows, posts, acts, dials: { people: { p7: 0, p9: 2 } }, tags: ['art'] }
}

const KINDS: readonly ActKind[] = ['view', 'like', 'comment', 'share', 'like']

function actIn(posts: readonly ModelPost[], random: () => number, now: number, by?: string): Act {
  const whole = (below: number): number => Math.floor(random() * below)
  const post = posts[whole(posts.length)]
  if (post === undefined) throw new Error('a world without posts')
  const author = Number(post.author.slice(1))
  const actor = random() < 0.6 ? (author + 300 - 1 - whole(20)) % 300 : whole(300)
  return {
    by: by ?? `p${actor}`,
    post: post.id,
    kind: KINDS[whole(KINDS.length)] ?? 'like',
    at: Math.min(now, post.at + Math.floor(random() ** 2 * 20 * DAY_MS)),
  }
}

describe('the kernel, in networks where paths compete', () => {
  it('[A13] gives the numbers of the plain model on every way it can go', () => {
    const searches = { repairs: 0, pulls: 0, guesses: 0, misses: 0 }
    const ways = { full: 0, advance: 0, spread: 0, overflow: 0, harmlessFall: 0, ...searches }
    for (let seed = 1; seed <= 6; seed += 1) {
      const random = seededRandom(seed * 1_000)
      let knowledge = mediumWorld(seed)
      let now = NOW
      const feed = loaded(knowledge, now, PARAMS, 50, {
        ...(seed % 2 === 0 && { maxSpread: 10 }),
        isPlain: seed % 3 === 0,
      })
      expect(differencesFromModel(feed, knowledge, now, PARAMS, 50)).toEqual([])
      for (let step = 0; step < 40; step += 1) {
        for (let change = 0; change < 4; change += 1) {
          const made = anyMediumChange(knowledge, random, now)
          knowledge = changed(knowledge, made)
          feed.change(made)
          if (random() < 0.5) feed.evaluate(now)
        }
        const jump = random()
        now +=
          jump < 0.3 ? 1 : jump < 0.9 ? Math.floor(random() * HOUR_MS) : Math.floor(random() * 3 * DAY_MS)
        feed.evaluate(now)
        expect(differencesFromModel(feed, knowledge, now, PARAMS, 50)).toEqual([])
      }
      for (const [way, count] of Object.entries({ ...feed.kernel.ways, ...feed.kernel.rarities })) {
        ways[way as keyof typeof ways] += count
      }
    }
    for (const [way, count] of Object.entries(ways))
      expect({ way, isTaken: count > 0 }).toEqual({ way, isTaken: true })
  })
})

function anyMediumChange(knowledge: Knowledge, random: () => number, now: number): KnowledgeChange {
  const whole = (below: number): number => Math.floor(random() * below)
  const recent = knowledge.posts.filter(({ at }) => at > now - 5 * DAY_MS)
  const posts = recent.length > 0 ? recent : knowledge.posts
  const choice = random()
  if (choice < 0.45) return { acts: { added: [{ ...actIn(posts, random, now), at: now }] } }
  if (choice < 0.55) return { acts: { added: [actIn(posts, random, now, 'p0')] } }
  if (choice < 0.65) return { acts: { added: [actIn(knowledge.posts, random, now)] } }
  if (choice < 0.75) return { follows: { added: [{ from: `p${whole(300)}`, to: `p${whole(300)}` }] } }
  if (choice < 0.8)
    return {
      follows: { removed: [knowledge.follows[whole(knowledge.follows.length)] ?? { from: '', to: '' }] },
    }
  if (choice < 0.85)
    return { acts: { removed: [knowledge.acts[whole(knowledge.acts.length)] ?? actIn(posts, random, now)] } }
  if (choice < 0.95)
    return { posts: { added: [{ id: `new ${random()}`, author: `p${whole(300)}`, at: now }] } }
  if (choice < 0.97)
    return { dials: { people: { p7: 0, p9: 2, [`p${whole(300)}`]: random() < 0.5 ? 0.5 : 3 } } }
  const post = posts[whole(posts.length)]?.id ?? ''
  return { amplifications: { added: [{ post, by: 'p1', amount: 200, at: now, addressed: ['p0'] }] } }
}

describe('the loops in WebAssembly', () => {
  it('[A13] are those of loops.wat, and are used where they are allowed', async () => {
    expect(readFileSync(TARGET, 'utf8')).toBe(await assembledLoops())
    const { kernel } = new AttentionFeed(VIEWER, PARAMS, NOW, MANY)
    expect(kernel.isCompiled).toBe(true)
  })
})

describe('what the kernel asks of its inputs', () => {
  it('[A13] 2 to the power is exact to 1e-13', () => {
    for (let x = -1_000; x < 1_000; x += 0.377) expect(Math.abs(exp2(x) / 2 ** x - 1)).toBeLessThan(1e-13)
    expect([exp2(0), exp2(-1), exp2(10), exp2(-5_000)]).toEqual([1, 0.5, 1_024, 0])
  })

  it('[A4] parameters under which paths would not lose enough are refused by name', () => {
    expect(() => withDefaults({ baseTransmission: 0.6 })).toThrow('"baseTransmission" and "transmissionGain"')
    expect(() => withDefaults({ stopCharge: 0.0001 })).toThrow('"stopCharge" must be at least')
    expect(withDefaults()).toEqual(DEFAULT_PARAMS)
  })

  it('[A2] knows nothing of a post before it comes', () => {
    const feed = new AttentionFeed(VIEWER, PARAMS, NOW, MANY)
    feed.change({ acts: { added: [{ by: 'bob', post: 'post 0', kind: 'like', at: NOW }] } })
    feed.evaluate(NOW)
    expect(feed.numbers('post 0')).toBeNull()
  })
})
