/**
 * The attention kernel on networks like those of small, middling and large communities: a full evaluation beside the time
 * to stream once through the bytes that it must touch and beside what peers compute, single changes and time alone
 * beside a full evaluation. Ratios are of samples taken in turns in one process; what was measured is checked.
 */
import { Model } from '../../src/attention/evaluate'
import { Kernel } from '../../src/attention/kernel/kernel'
import type { Columns } from '../../src/attention/kernel/load'
import { VIEW, type TimedAct } from '../../src/attention/kernel/post-table'
import { withDefaults } from '../../src/attention/params'
import type { ActKind, Knowledge } from '../../src/attention/types'
import { seededRandom } from '../../src/lib/prng'
import { followDistances, graphology } from './attention-peers'
import { networkOf, NOW, SIZES, VIEWER, type Network, type Size } from './network'
import { median, type Bench, type Row } from './row'

const SEED = 42
const PARAMS = withDefaults()
const STREAM = 200
const WARM_UP = 2_000
const CHANGES = 400
const HOUR_MS = 3_600_000
const STEP_MS = HOUR_MS / 4
const KINDS: readonly ActKind[] = ['like', 'comment', 'share', 'view']

/** Samples of a full evaluation, of follow distances, and of graphology's, which take long. */
const SAMPLES: Readonly<Record<string, readonly [number, number, number]>> = {
  a: [400, 30, 9],
  b: [60, 15, 5],
  c: [12, 5, 1],
}

export const attention: Bench = {
  name: 'attention',
  async run() {
    const rows: Row[] = []
    for (const size of SIZES) rows.push(...(await measured(size)))
    return rows
  },
}

async function measured(size: Size): Promise<Row[]> {
  const network = networkOf(size, SEED)
  const [fullSamples = 1, distanceSamples = 1, graphSamples = 1] = SAMPLES[size.name] ?? []
  const title = (name: string): string => `attention ${size.name}: ${name}`
  const build = timeOf(() => kernelOf(network))
  const kernel = kernelOf(network)
  for (let turn = 0; turn < 3; turn += 1) kernel.evaluateAll(NOW)
  const arrayBytes = kernel.bytes
  const bytes = new Float64Array(bytesTouched(kernel) >> 3).fill(1)
  const full: number[] = []
  const memory: number[] = []
  // The same once more: what fits is in the cache then, which the kernel before it does not find either.
  const cached: number[] = []
  let sink = 0
  // Compiled from many calls, not in the midst of a long one, the loop is nearly twice as fast.
  for (let turn = 0; turn < WARM_UP; turn += 1) sink += sumOf(bytes.subarray(0, WARM_UP))
  const evaluateAll = (): void => void full.push(timeOf(() => kernel.evaluateAll(NOW)))
  const distances: number[] = []
  const recalculate = followDistances(network)
  for (let turn = 0; turn < fullSamples; turn += 1) {
    evaluateAll()
    memory.push(timeOf(() => (sink += sumOf(bytes))))
    cached.push(timeOf(() => (sink += sumOf(bytes))))
    if (turn < distanceSamples) distances.push(await timeOfAsync(recalculate))
  }
  // Before graphology, whose garbage would be collected in the midst of these.
  if (!(sink > 0)) throw new Error('the sum of ones must be above 0')

  const added: TimedAct[] = []
  const changes = changesOn(kernel, network, added)
  const differenceNow = worstDifference(kernel, kernelOf(network, added), NOW)
  const { times, now } = timeAlone(kernel)
  const differenceLater = worstDifference(kernel, kernelOf(network, added), now)

  const peers = graphology(network)
  const ranks: number[] = []
  const paths: number[] = []
  for (let turn = 0; turn < graphSamples; turn += 1) {
    ranks.push(timeOf(peers.rank))
    paths.push(timeOf(peers.paths))
  }

  const fullRow = (peer: string, value: number): Row => ({
    name: title('full evaluation'),
    value: median(full),
    unit: 'ms',
    peer: title(peer),
    ratio: median(full) / value,
  })
  const own = (name: string, samples: readonly number[]): Row[] => [
    { name: title(`${name}, median`), value: median(samples), unit: 'ms' },
    { name: title(`${name}, 95th percentile`), value: percentile(samples, 0.95), unit: 'ms' },
    { name: title(`${name}, worst`), value: Math.max(...samples), unit: 'ms' },
    fullRow(`${name}, median`, median(samples)),
  ]
  const peer = (name: string, samples: readonly number[]): Row => ({
    name: title(name),
    value: median(samples),
    unit: 'ms',
    peer: title('full evaluation'),
    ratio: median(samples) / median(full),
  })
  return [
    { name: title('build from columns, first'), value: build, unit: 'ms' },
    { name: title('arrays'), value: arrayBytes / 1e6, unit: 'MB' },
    { name: title('bytes that must be touched'), value: bytes.byteLength / 1e6, unit: 'MB' },
    { name: title('full evaluation, best'), value: Math.min(...full), unit: 'ms' },
    { name: title('stream through these bytes'), value: median(memory), unit: 'ms' },
    fullRow('stream through these bytes', median(memory)),
    { name: title('stream through them again, from the cache'), value: median(cached), unit: 'ms' },
    fullRow('stream through them again, from the cache', median(cached)),
    peer('nostr-social-graph, follow distances', distances),
    peer('graphology, pagerank', ranks),
    peer('graphology, Dijkstra from one source', paths),
    ...Object.entries(changes).flatMap(([name, samples]) => own(name, samples)),
    ...own('the Stream after time alone', times),
    { name: title('worst difference after the changes'), value: differenceNow, unit: 'relative' },
    { name: title('worst difference after time alone'), value: differenceLater, unit: 'relative' },
    ...(size.name === 'a'
      ? [
          {
            name: title('worst difference from the plain model'),
            value: plainDifference(network),
            unit: 'relative',
          },
        ]
      : []),
  ]
}

function kernelOf({ columns, muted, amplified }: Network, added: readonly TimedAct[] = []): Kernel {
  const kernel = new Kernel({ params: PARAMS, viewer: VIEWER, now: NOW, rankingSize: STREAM })
  kernel.load(added.length === 0 ? columns : withActs(columns, added), NOW)
  for (const { post, amount, at } of amplified) kernel.amplify(post, [{ amount, at, isForViewer: false }])
  for (const person of muted) kernel.setDial(person, 0)
  return kernel
}

function withActs(columns: Columns, added: readonly TimedAct[]): Columns {
  return {
    ...columns,
    actBy: Int32Array.from([...columns.actBy, ...added.map(({ by }) => by)]),
    actPost: Int32Array.from([...columns.actPost, ...added.map(({ post }) => post)]),
    actKind: Uint8Array.from([...columns.actKind, ...added.map(({ kind }) => kind)]),
    actAt: Float64Array.from([...columns.actAt, ...added.map(({ at }) => at)]),
  }
}

/** 48 a person reached, 12 an engaged pair, 4 a plain follow, 12 a counted act, 65 a post. */
function bytesTouched({ reach, synapses, posts }: Kernel): number {
  const count = (lengths: Int32Array): number =>
    lengths.reduce((sum, length, person) => sum + ((reach.transmission[person] ?? 0) > 0 ? length : 0), 0)
  const acts = posts.acts.length.reduce((sum, length) => sum + length, 0)
  return (
    48 * reach.transmission.reduce((reached, here) => reached + (here > 0 ? 1 : 0), 0) +
    12 * count(synapses.engaged.length) +
    4 * count(synapses.plain.length) +
    12 * acts +
    65 * posts.count
  )
}

/** Acts on recent posts while time is held still, each followed by the Stream it gives. */
function changesOn(
  kernel: Kernel,
  { columns }: Network,
  added: TimedAct[],
): Readonly<Record<string, number[]>> {
  const random = seededRandom(SEED)
  const whole = (below: number): number => Math.floor(random() * below)
  const recent = [...columns.postAt.keys()].filter((post) => (columns.postAt[post] ?? 0) > NOW - 72 * HOUR_MS)
  const friends = kernel.standing.friends(kernel.synapses, kernel.fade)
  const actors: Readonly<Record<string, () => number>> = {
    'act by anybody': () => whole(columns.people),
    'act by a followed person': () => friends[whole(friends.length)] ?? VIEWER,
    'act by the viewer': () => VIEWER,
  }
  const samples: Record<string, number[]> = {}
  for (const [name, actor] of Object.entries(actors)) {
    samples[name] = Array.from({ length: CHANGES }, (_, turn) => {
      const act: TimedAct = { by: actor(), post: recent[whole(recent.length)] ?? 0, kind: turn % 3, at: NOW }
      added.push(act)
      return timeOf(() => {
        kernel.addAct(act)
        kernel.evaluate(NOW)
      })
    })
  }
  return samples
}

/** Eight hours in steps. The list of links that matter, made once in some hours, is made before. */
function timeAlone(kernel: Kernel): { readonly times: number[]; readonly now: number } {
  let now = NOW + 1
  kernel.evaluate(now)
  const times = Array.from({ length: (8 * HOUR_MS) / STEP_MS }, () => {
    now += STEP_MS
    return timeOf(() => kernel.evaluate(now))
  })
  return { times, now }
}

/** The greatest relative difference of any T, N, Reo, charge, arrival or current; infinite when the Streams differ. */
function worstDifference(kernel: Kernel, fresh: Kernel, now: number): number {
  fresh.evaluateAll(now)
  let worst = 0
  const note = (actual: number, expected: number): void => {
    const difference = Math.abs(actual - expected)
    // Below 1e-12 numbers are as good as none.
    if (difference > 1e-12) worst = Math.max(worst, difference / Math.abs(expected))
  }
  for (let place = 0; place < Math.min(STREAM, fresh.ranking.count); place += 1) {
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
function plainDifference(network: Network): number {
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
  const expected = new Model(knowledge, NOW, PARAMS).evaluate()
  const kernel = kernelOf(network)
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
  expected.stream.slice(0, STREAM).forEach((id, place) => {
    if (name(kernel.ranking.posts[place] ?? 0) !== id) worst = Infinity
  })
  return worst
}

function sumOf(numbers: Float64Array): number {
  let sum = 0
  const count = numbers.length
  // A counted loop: an iterator costs several times as much.
  for (let index = 0; index < count; index += 1) sum += numbers[index] as number
  return sum
}

function timeOf(work: () => unknown): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}

async function timeOfAsync(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}
