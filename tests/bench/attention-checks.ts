/** Exactness in the same run as speed: a kernel beside one loaded anew, and beside the plain model. */
import { Model } from '../../src/attention/evaluate'
import type { Kernel } from '../../src/attention/kernel/kernel'
import { VIEW } from '../../src/attention/kernel/post-table'
import { withDefaults } from '../../src/attention/params'
import type { ActKind, Knowledge } from '../../src/attention/types'
import { NOW, VIEWER, type Network } from './network'

const KINDS: readonly ActKind[] = ['like', 'comment', 'share', 'view']

/** The greatest relative difference of any T, N, Reo, charge, arrival or current; infinite when the Streams differ. */
export function worstDifference(kernel: Kernel, fresh: Kernel, now: number, ranked: number): number {
  fresh.evaluateAll(now)
  let worst = 0
  const note = (actual: number, expected: number): void => {
    const difference = Math.abs(actual - expected)
    // Below 1e-12 numbers are as good as none.
    if (difference > 1e-12) worst = Math.max(worst, difference / Math.abs(expected))
  }
  for (let place = 0; place < Math.min(ranked, fresh.ranking.count); place += 1) {
    const expected = fresh.currents.current[fresh.ranking.posts[place] ?? 0] ?? 0
    note(kernel.currents.current[kernel.ranking.posts[place] ?? 0] ?? 0, expected)
  }
  for (let person = 0; person < kernel.people; person += 1) {
    note(kernel.reach.transmission[person] ?? 0, fresh.reach.transmission[person] ?? 0)
    note(kernel.standing.near[person] ?? 0, fresh.standing.near[person] ?? 0)
    note(kernel.standing.reo(person), fresh.standing.reo(person))
  }
  for (let post = 0; post < kernel.posts.count; post += 1) {
    const actual = kernel.post(post)
    const expected = fresh.post(post)
    note(actual.charge, expected.charge)
    note(actual.transmission, expected.transmission)
    note(actual.current, expected.current)
  }
  return worst
}

/** The same against the plain model over strings. */
export function plainDifference(kernel: Kernel, network: Network, ranked: number): number {
  const { columns, amplified, muted } = network
  const name = (number: number): string => String(number).padStart(6, '0')
  const knowledge: Knowledge = {
    viewer: name(VIEWER),
    follows: Array.from(columns.followFrom, (from, index) => ({
      from: name(from),
      to: name(columns.followTo[index] ?? 0),
    })),
    posts: Array.from(columns.postAuthor, (author, post) => ({
      id: name(post),
      author: name(author),
      at: columns.postAt[post] ?? 0,
    })),
    acts: Array.from(columns.actBy, (by, act) => ({
      by: name(by),
      post: name(columns.actPost[act] ?? 0),
      kind: KINDS[columns.actKind[act] ?? VIEW] ?? 'view',
      at: columns.actAt[act] ?? 0,
    })),
    // As the kernel has them: of several on one post the last.
    amplifications: [...new Map(amplified.map((one) => [one.post, one])).values()].map(
      ({ post, amount, at }) => ({
        post: name(post),
        by: name(1),
        amount,
        at,
        addressed: [],
      }),
    ),
    dials: { people: Object.fromEntries(muted.map((person) => [name(person), 0])) },
  }
  const expected = new Model(knowledge, NOW, withDefaults()).evaluate()
  kernel.evaluateAll(NOW)
  let worst = 0
  const note = (actual: number, wanted: number): void => {
    if (Math.abs(actual - wanted) > 1e-12) worst = Math.max(worst, Math.abs(actual / wanted - 1))
  }
  for (let person = 1; person < columns.people; person += 1) {
    note(kernel.reach.transmission[person] ?? 0, expected.transmission[name(person)] ?? 0)
    note(kernel.standing.reo(person), expected.reo[name(person)] ?? 0)
  }
  expected.posts.forEach(({ charge, current, transmission }, post) => {
    const actual = kernel.post(post)
    note(actual.charge, charge)
    note(actual.transmission, transmission)
    note(actual.current, current)
  })
  expected.stream.slice(0, ranked).forEach((id, place) => {
    if (name(kernel.ranking.posts[place] ?? 0) !== id) worst = Infinity
  })
  return worst
}
