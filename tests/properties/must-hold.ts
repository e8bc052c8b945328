/** MODEL.md, "What must hold", line by line, of any world. Throws what does not. */
import { expect } from 'vitest'
import { Model } from '../../src/attention/evaluate'
import { AttentionFeed } from '../../src/attention/feed'
import { offerOf } from '../../src/attention/offer'
import { withDefaults } from '../../src/attention/params'
import type { Act, Evaluation, Knowledge, KnowledgeChange } from '../../src/attention/types'
import { seededRandom } from '../../src/lib/prng'
import { changed } from '../helpers/changes'
import { expectAlike, numbersOf } from '../helpers/evaluations'
import { differencesFromModel } from '../helpers/kernel'
import { DAY_MS, NOW, PEOPLE, VIEWER } from '../helpers/knowledge'
import type { World, WorldEvent } from './worlds'

const PARAMS = withDefaults()
/** So little may be rounding. */
const ROUNDING = 1e-9

export function mustHold(world: World): void {
  const before = evaluate(world.knowledge)
  orderAndRepetitionDoNotMatter(world, before)
  pieceByPieceIsFromScratch(world)
  attentionOnlyRaises(world, before)
  capacityNeverFalls(world, before)
  strangersChangeNothing(world, before)
  timeOnlyLowers(world)
  noAmountMovesPastANoughtDial(world)
  offersKeepTheBudget(world)
}

function evaluate(knowledge: Knowledge, now = NOW): Evaluation {
  return new Model(knowledge, now, PARAMS).evaluate()
}

function orderAndRepetitionDoNotMatter({ knowledge, order }: World, before: Evaluation): void {
  const random = seededRandom(order)
  const mixed = <T>(items: readonly T[]): T[] =>
    [...items]
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item)
  const twice = <T>(items: readonly T[]): T[] => mixed([...items, ...items.filter(() => random() < 0.3)])
  // Each comment is one of three: that a record of one comes in once is rule SO1.
  const comments = knowledge.acts.filter(({ kind }) => kind === 'comment')
  const others = knowledge.acts.filter(({ kind }) => kind !== 'comment')
  const again = {
    ...knowledge,
    follows: twice(knowledge.follows),
    posts: mixed(knowledge.posts),
    acts: mixed([...comments, ...twice(others)]),
    amplifications: mixed(knowledge.amplifications ?? []),
  }
  expectAlike(evaluate(again), before)
}

function pieceByPieceIsFromScratch({ knowledge, events }: World): void {
  const feed = new AttentionFeed(VIEWER, PARAMS, NOW, 1_000)
  feed.load(knowledge, NOW)
  feed.evaluate(NOW)
  let known = knowledge
  let now = NOW
  for (const { event, passedMs } of events) {
    now += passedMs
    const change = changeOf(event, known)
    feed.change(change)
    feed.evaluate(now)
    known = changed(known, change)
  }
  expect(differencesFromModel(feed, known, now, PARAMS, 1_000)).toEqual([])
}

function changeOf(event: WorldEvent, { acts }: Knowledge): KnowledgeChange {
  if ('act' in event) return { acts: { added: [event.act] } }
  if ('follow' in event) return { follows: { added: [event.follow] } }
  if ('unfollow' in event) return { follows: { removed: [event.unfollow] } }
  if ('amplification' in event) return { amplifications: { added: [event.amplification] } }
  if ('post' in event) return { posts: { added: [event.post] } }
  const act = acts[event.takenBack % Math.max(1, acts.length)]
  return { acts: { removed: act === undefined ? [] : [act] } }
}

function expectNoFall(after: number, before: number): void {
  expect(after).toBeGreaterThanOrEqual(before * (1 - ROUNDING))
}

/** I rises with e(author, v), with each amplification, and with each countable engagement of a neighbour. */
function attentionOnlyRaises({ knowledge, liker }: World, before: Evaluation): void {
  const post = knowledge.posts.find(({ at }) => at <= NOW)
  if (post === undefined) return
  const current = (evaluation: Evaluation, id: string): number => numbersOf(evaluation, id).current
  const lift = { post: post.id, by: 'fay', amount: 50, at: NOW, addressed: [] }
  const lifted = evaluate({ ...knowledge, amplifications: [...(knowledge.amplifications ?? []), lift] })
  for (const { id } of before.posts) {
    if (id === post.id) expectNoFall(current(lifted, id), current(before, id))
    else expect(current(lifted, id)).toBe(current(before, id))
  }
  const liked = (by: string): Evaluation => {
    const like: Act = { by, post: post.id, kind: 'like', at: NOW }
    return evaluate({ ...knowledge, acts: [...knowledge.acts, like] })
  }
  expectNoFall(current(liked(liker), post.id), current(before, post.id))
  const byViewer = liked(VIEWER)
  for (const { id, author } of knowledge.posts)
    if (author === post.author) expectNoFall(current(byViewer, id), current(before, id))
}

/** Whatever is added. Time alone may lower it: N of who recharged the post before an amplification fades. */
function capacityNeverFalls({ knowledge, liker }: World, before: Evaluation): void {
  const poorer = evaluate({ ...knowledge, amplifications: [] })
  const likes = knowledge.posts.map(({ id }): Act => ({ by: liker, post: id, kind: 'like', at: NOW }))
  const lifts = knowledge.posts.map(({ id }) => ({ post: id, by: 'fay', amount: 50, at: NOW, addressed: [] }))
  const richer = evaluate({
    ...knowledge,
    acts: [...knowledge.acts, ...likes],
    amplifications: [...(knowledge.amplifications ?? []), ...lifts],
  })
  for (const { id, capacity } of before.posts) {
    expectNoFall(capacity, numbersOf(poorer, id).capacity)
    expectNoFall(numbersOf(richer, id).capacity, capacity)
  }
}

/** A set that nobody within two hops attends changes no number, whatever it does to itself and to others. */
function strangersChangeNothing({ knowledge, farm: size }: World, before: Evaluation): void {
  const farm = Array.from({ length: size }, (_, index) => `sybil ${index}`)
  const everybody = [...farm, ...PEOPLE]
  const acts = farm.flatMap((by) =>
    knowledge.posts.map(({ id, at }): Act => ({ by, post: id, kind: 'share', at: Math.max(at, NOW - 1) })),
  )
  const after = evaluate({
    ...knowledge,
    follows: [
      ...knowledge.follows,
      ...farm.flatMap((from) => everybody.filter((to) => to !== from).map((to) => ({ from, to }))),
    ],
    posts: [
      ...knowledge.posts,
      ...farm.map((author) => ({ id: `spam of ${author}`, author, at: NOW - DAY_MS })),
    ],
    acts: [...acts, ...knowledge.acts],
  })
  expect(after.stream).toEqual(before.stream)
  for (const post of before.posts) expect(numbersOf(after, post.id)).toEqual(post)
  for (const [name, reo] of Object.entries(before.reo)) expect(after.reo[name]).toBe(reo)
}

/**
 * Without new acts every e and A falls, and with them what a bundle gives an author. Reo is a share of it and may rise for
 * a while (src/attention/README.md), so it is bounded by what falls.
 */
function timeOnlyLowers({ knowledge }: World): void {
  // What is dated ahead of now begins to count later: that is an act, not time alone.
  const past = { ...knowledge, acts: knowledge.acts.filter(({ at }) => at <= NOW), dials: {} }
  const now = new Model(past, NOW, PARAMS)
  const later = new Model(past, NOW + 40 * DAY_MS, PARAMS)
  for (const author of PEOPLE) {
    for (const by of PEOPLE) {
      expect(later.synapses.engagement(author, by)).toBeLessThanOrEqual(now.synapses.engagement(author, by))
      expect(later.synapses.attention(author, by)).toBeLessThanOrEqual(now.synapses.attention(author, by))
    }
    const given = givenTo(author, now)
    expect(givenTo(author, later)).toBeLessThanOrEqual(given * (1 + ROUNDING))
    expect(later.reo.get(author) ?? 0).toBeLessThanOrEqual(
      (given / (PARAMS.reoSmoothing + given)) * (1 + ROUNDING),
    )
  }
}

/** Σ τ(c→v)·A(a,c) over the bundle. */
function givenTo(author: string, model: Model): number {
  const members = model.bundle(author)
  return members.reduce(
    (sum, { transmission, attentionToAuthor }) => sum + transmission * attentionToAuthor,
    0,
  )
}

function noAmountMovesPastANoughtDial({ knowledge }: World): void {
  const [post] = knowledge.posts
  if (post === undefined) return
  const lift = { post: post.id, by: 'fay', amount: 1e15, at: NOW, addressed: [VIEWER] }
  const [tag] = post.tags ?? []
  const dials = [
    { people: Object.fromEntries([[post.author, 0]]), tags: {} },
    ...(tag === undefined ? [] : [{ people: {}, tags: { [tag]: 0 } }]),
  ]
  for (const set of dials)
    expect(evaluate({ ...knowledge, dials: set, amplifications: [lift] }).stream).not.toContain(post.id)
}

function offersKeepTheBudget({ knowledge, chair, budget }: World): void {
  const { synapses } = new Model(knowledge, NOW, PARAMS)
  const offer = offerOf(synapses, chair, budget, PARAMS)
  expect(offer.reduce((sum, [, amount]) => sum + BigInt(amount), 0n)).toBeLessThanOrEqual(BigInt(budget))
  for (const [name] of offer) expect(name).not.toBe(chair)
}
