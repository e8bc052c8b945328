/** Compares the kernel with the plain model, number by number (rule A13). */
import { Model } from '../../src/attention/evaluate'
import type { AttentionFeed } from '../../src/attention/feed'
import type { Params } from '../../src/attention/params'
import { nearReach } from '../../src/attention/transmission'
import type { Evaluation, Knowledge } from '../../src/attention/types'

const RELATIVE = 1e-9
const ABSOLUTE = 1e-12

function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(expected))
}

/** What differs, as sentences; none when the kernel's numbers are those of the model from scratch. */
export function differencesFromModel(
  feed: AttentionFeed,
  knowledge: Knowledge,
  now: number,
  params: Params,
  rankingSize: number,
): string[] {
  const model = new Model(knowledge, now, params)
  const evaluation = model.evaluate()
  const found: string[] = []
  const check = (name: string, actual: number | undefined, expected: number): void => {
    if (actual === undefined || !isClose(actual, expected))
      found.push(`${name}: expected ${expected}, got ${actual}`)
  }
  const isMuted = (person: string): boolean => knowledge.dials?.people?.[person] === 0
  const near = nearReach(knowledge.viewer, model.synapses, isMuted)
  // The Stream first: asking for the numbers of a post brings it up to date, which must not be needed.
  found.push(...streamDifferences(feed, evaluation, rankingSize))
  for (const person of model.people) {
    const isViewer = person === knowledge.viewer
    check(`T(${person})`, feed.transmission(person), isViewer ? 1 : (evaluation.transmission[person] ?? 0))
    check(`N(${person})`, feed.nearness(person), near.get(person) ?? 0)
    check(`Reo(${person})`, feed.reo(person), evaluation.reo[person] ?? 0)
  }
  for (const post of evaluation.posts) {
    const numbers = feed.numbers(post.id)
    for (const key of ['charge', 'capacity', 'transmission', 'arriving', 'current'] as const) {
      check(`${key} of ${post.id}`, numbers?.[key], post[key])
    }
  }
  return found
}

/** The first of the Stream must be the same posts; of currents that differ by a rounding either may come first. */
function streamDifferences(
  feed: AttentionFeed,
  { posts, stream }: Evaluation,
  rankingSize: number,
): string[] {
  const actual = feed.stream()
  const wanted = Math.min(rankingSize, stream.length)
  if (actual.length < wanted) return [`the Stream: expected ${wanted} posts, got ${actual.length}`]
  if (actual.length > stream.length)
    return [`the Stream: expected no more than ${stream.length}, got ${actual.length}`]
  const current = new Map(posts.map((post) => [post.id, post.current]))
  return actual.flatMap((id, place) => {
    const expected = stream[place] ?? ''
    if (id === expected || isClose(current.get(id) ?? NaN, current.get(expected) ?? NaN)) return []
    return [`place ${place} of the Stream: expected ${expected}, got ${id}`]
  })
}
