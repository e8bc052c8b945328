/**
 * The attention kernel on one network: a full evaluation beside the time to stream once through the bytes that it must
 * touch and beside what peers compute, single changes and time alone beside a full evaluation. Ratios are of samples
 * taken in turns in one process; what was measured is checked. Runs in Node and in a worker. The targets are those of
 * ../shared/design/PERFORMANCE.md.
 */
import { Kernel } from '../../src/attention/kernel/kernel'
import type { Columns } from '../../src/attention/kernel/load'
import type { TimedAct } from '../../src/attention/kernel/post-table'
import { withDefaults } from '../../src/attention/params'
import { seededRandom } from '../../src/lib/prng'
import { plainDifference, worstDifference } from './attention-checks'
import { followDistances, graphology } from './attention-peers'
import { readingRows } from './attention-reading'
import { networkOf, NOW, SIZES, VIEWER, type Network, type Size } from './network'
import { median, type Row, type Target } from './row'

const SEED = 42
const PARAMS = withDefaults()
const STREAM = 200
const WARM_UP = 2_000
const WARM_UP_TIMES = 20
const WARM_UP_SIZE: Size = { ...SIZES[0], name: 'warm-up' }
const CHANGES = 400
const HOUR_MS = 3_600_000
const STEP_MS = HOUR_MS / 12
/** Not counted. */
const FIRST_STEPS = 24

interface Plan {
  /** A turn is a full evaluation, streaming and follow distances. */
  readonly turns: number
  /** Samples of graphology's, which take long. */
  readonly graphs: number
  readonly distancesPerFull: number
  readonly fullPerStreaming: number
  readonly fullPerChange: Readonly<Record<string, number>>
  readonly fullPerTime?: number
}

const ANYBODY = 'act by anybody'
const FRIEND = 'act by a followed person'
const OWN = 'act by the viewer'
/** The greatest that a worst difference may be. */
const EXACT: Target = { atMost: 1e-9 }
const MOST_ARRAYS_MB = 150

const PLANS: Readonly<Record<string, Plan>> = {
  a: {
    turns: 200,
    graphs: 9,
    distancesPerFull: 12,
    fullPerStreaming: 7,
    // By the viewer: not dearer than an evaluation.
    fullPerChange: { [ANYBODY]: 100, [FRIEND]: 8, [OWN]: 1 },
  },
  b: {
    turns: 60,
    graphs: 5,
    distancesPerFull: 5,
    fullPerStreaming: 6.5,
    fullPerChange: { [ANYBODY]: 1_500, [FRIEND]: 40, [OWN]: 20 },
    fullPerTime: 5,
  },
  c: {
    turns: 15,
    graphs: 1,
    distancesPerFull: 16,
    fullPerStreaming: 10,
    fullPerChange: { [ANYBODY]: 10_000, [FRIEND]: 150, [OWN]: 30 },
    fullPerTime: 6,
  },
}

export interface Place {
  readonly place: string
  /** Changes that are timed together, where the clock is coarse. */
  readonly changesAtOnce: number
  /** Whether graphology is measured too, which takes much memory. */
  readonly hasGraphology: boolean
}

export async function measured(size: Size, { place, changesAtOnce, hasGraphology }: Place): Promise<Row[]> {
  const network = networkOf(size, SEED)
  const plan = PLANS[size.name]
  if (plan === undefined) throw new Error(`there is no plan for network ${size.name}`)
  const title = (name: string): string => `attention ${size.name}, ${place}: ${name}`
  const build = timeOf(() => kernelOf(network))
  warmUpEvaluations()
  const kernel = kernelOf(network)
  for (let turn = 0; turn < 3; turn += 1) kernel.evaluateAll(NOW)
  const arrayBytes = kernel.bytes
  const bytes = new Float64Array(bytesTouched(kernel) >> 3).fill(1)
  const full: number[] = []
  const streamed: number[] = []
  // The same once more: what fits is in the cache then, which the kernel before it does not find either.
  const cached: number[] = []
  let sink = 0
  // Compiled from many calls, not in the midst of a long one, the loop is nearly twice as fast.
  for (let turn = 0; turn < WARM_UP; turn += 1) sink += sumOf(bytes.subarray(0, WARM_UP))
  const distances: number[] = []
  const waits: number[] = []
  const recalculate = followDistances(network)
  for (let turn = 0; turn < plan.turns; turn += 1) {
    full.push(timeOf(() => kernel.evaluateAll(NOW)))
    streamed.push(timeOf(() => (sink += sumOf(bytes))))
    cached.push(timeOf(() => (sink += sumOf(bytes))))
    const began = performance.now()
    waits.push(await recalculate())
    distances.push(performance.now() - began)
  }
  if (!(sink > 0)) throw new Error('the sum of ones must be above 0')

  // Before graphology, whose garbage would be collected in the midst of these.
  warmUpChanges()
  const passing = kernelOf(network)
  passing.evaluateAll(NOW)
  const times = timeAlone(passing)
  const differenceThen = worstDifference(passing, kernelOf(network), passing.now, STREAM)
  const added: TimedAct[] = []
  const changes = changesOn(kernel, network, CHANGES, changesAtOnce, added)
  const differenceNow = worstDifference(kernel, kernelOf(network, added), NOW, STREAM)
  timeAlone(kernel)
  const differenceLater = worstDifference(kernel, kernelOf(network, added), kernel.now, STREAM)
  const graphs = hasGraphology ? graphologyTimes(network, plan.graphs) : null

  const own = 'full evaluation'
  const fullRow = (peer: string, value: number, target?: Target): Row => ({
    name: title(own),
    value: median(full),
    unit: 'ms',
    peer: title(peer),
    ratio: median(full) / value,
    ...(target && { target }),
  })
  const peer = (name: string, samples: readonly number[]): Row => ({
    name: title(name),
    value: median(samples),
    unit: 'ms',
    peer: title(own),
    ratio: median(samples) / median(full),
  })
  const change = (name: string, samples: readonly number[], atLeast?: number): Row[] => [
    { name: title(`${name}, median`), value: median(samples), unit: 'ms' },
    { name: title(`${name}, 95th percentile`), value: percentile(samples, 0.95), unit: 'ms' },
    { name: title(`${name}, worst`), value: Math.max(...samples), unit: 'ms' },
    fullRow(`${name}, median`, median(samples), atLeast === undefined ? undefined : { atLeast }),
  ]
  const difference = (when: string, value: number): Row => ({
    name: title(`worst difference ${when}`),
    value,
    unit: 'relative',
    target: EXACT,
  })
  const streaming = { atMost: plan.fullPerStreaming }
  return [
    ...(hasGraphology ? readingRows(network, title) : []),
    { name: title('build from columns, first'), value: build, unit: 'ms' },
    {
      name: title('arrays'),
      value: arrayBytes / 1e6,
      unit: 'MB',
      ...(size.name === 'c' && { target: { atMost: MOST_ARRAYS_MB } }),
    },
    { name: title('bytes that must be touched'), value: bytes.byteLength / 1e6, unit: 'MB' },
    { name: title('full evaluation, best'), value: Math.min(...full), unit: 'ms' },
    { name: title('full evaluation, worst'), value: Math.max(...full), unit: 'ms' },
    { name: title('stream through these bytes'), value: median(streamed), unit: 'ms' },
    fullRow('stream through these bytes', median(streamed), streaming),
    { name: title('stream through them again, from the cache'), value: median(cached), unit: 'ms' },
    fullRow('stream through them again, from the cache', median(cached), streaming),
    {
      ...peer('nostr-social-graph, follow distances', distances),
      target: { atLeast: plan.distancesPerFull },
    },
    { name: title('of which it waits for timers of its own'), value: median(waits), unit: 'ms' },
    ...(graphs === null
      ? []
      : [
          peer('graphology, pagerank', graphs.ranks),
          peer('graphology, Dijkstra from one source', graphs.paths),
        ]),
    ...Object.entries(changes).flatMap(([name, samples]) => change(name, samples, plan.fullPerChange[name])),
    ...change('the Stream after time alone', times, plan.fullPerTime),
    difference('after time alone', differenceThen),
    difference('after the changes', differenceNow),
    difference('after the changes and time', differenceLater),
    ...(size.name === 'a'
      ? [difference('from the plain model', plainDifference(kernelOf(network), network, STREAM))]
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
function bytesTouched({ reach, synapses, posts, people }: Kernel): number {
  const { transmission } = reach
  let bytes = 65 * posts.count
  for (let person = 0; person < people; person += 1) {
    if ((transmission[person] ?? 0) === 0) continue
    bytes += 48 + 12 * synapses.engaged.length(person) + 4 * synapses.plain.length(person)
  }
  for (let post = 0; post < posts.count; post += 1) bytes += 12 * posts.acts.length(post)
  return bytes
}

/** On a small network, as often as the peer's sum is: a network that takes 0.3 ms would be measured half compiled. */
function warmUpEvaluations(): void {
  const kernel = kernelOf(networkOf(WARM_UP_SIZE, SEED))
  for (let turn = 0; turn < WARM_UP; turn += 1) kernel.evaluateAll(NOW)
}

/** On a small network: what is measured later is compiled by then. */
function warmUpChanges(): void {
  const network = networkOf(WARM_UP_SIZE, SEED)
  const kernel = kernelOf(network)
  kernel.evaluateAll(NOW)
  changesOn(kernel, network, WARM_UP, 1, [])
  for (let turn = 0; turn < WARM_UP_TIMES; turn += 1) timeAlone(kernel)
}

/** Acts on recent posts while time is held still, each followed by the Stream it gives; milliseconds of each. */
function changesOn(
  kernel: Kernel,
  { columns }: Network,
  count: number,
  atOnce: number,
  added: TimedAct[],
): Readonly<Record<string, number[]>> {
  const random = seededRandom(SEED)
  const whole = (below: number): number => Math.floor(random() * below)
  const recent = [...columns.postAt.keys()].filter((post) => (columns.postAt[post] ?? 0) > NOW - 72 * HOUR_MS)
  const friends = kernel.standing.friends(kernel.synapses, kernel.fade)
  const actors: Readonly<Record<string, () => number>> = {
    [ANYBODY]: () => whole(columns.people),
    [FRIEND]: () => friends[whole(friends.length)] ?? VIEWER,
    [OWN]: () => VIEWER,
  }
  const samples: Record<string, number[]> = {}
  for (const [name, actor] of Object.entries(actors)) {
    // The first are not counted. Of the viewer there are none more: they would make friends, and another network.
    const first = name === OWN ? 0 : count
    const taken = Array.from({ length: Math.ceil((first + count) / atOnce) }, () => {
      const acts = Array.from({ length: atOnce }, (_, turn): TimedAct => {
        return {
          by: actor(),
          post: recent[whole(recent.length)] ?? 0,
          kind: (added.length + turn) % 3,
          at: NOW,
        }
      })
      added.push(...acts)
      const together = timeOf(() => {
        for (const act of acts) {
          kernel.addAct(act)
          kernel.evaluate(NOW)
        }
      })
      return together / atOnce
    })
    samples[name] = taken.slice(-Math.ceil(count / atOnce))
  }
  return samples
}

/** Eight hours in steps. The list of links that matter, made once in some hours, is made before. */
function timeAlone(kernel: Kernel): number[] {
  let now = kernel.now + 1
  kernel.evaluate(now)
  const times = Array.from({ length: (8 * HOUR_MS) / STEP_MS }, () => {
    now += STEP_MS
    return timeOf(() => kernel.evaluate(now))
  })
  return times.slice(FIRST_STEPS)
}

function graphologyTimes(
  network: Network,
  samples: number,
): { readonly ranks: readonly number[]; readonly paths: readonly number[] } {
  const peers = graphology(network)
  const ranks: number[] = []
  const paths: number[] = []
  for (let turn = 0; turn < samples; turn += 1) {
    ranks.push(timeOf(peers.rank))
    paths.push(timeOf(peers.paths))
  }
  return { ranks, paths }
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

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}
