import { runChurn } from '../../src/simulation/network/churn'
import { runStory } from '../../src/simulation/network/faults'
import { runSiege } from '../../src/simulation/network/siege'
import { runTravel, type TravelReport } from '../../src/simulation/network/travel'
import { commit } from './commit'

/** Every so many runs a line, so that one sees that it goes on. */
const RUNS_PER_LINE = 100
/** … and of long stories one in so long. */
const LINE_MS = 60_000
/** Small stories are told often … */
const CHURNING_PEOPLE = [10, 12, 14, 16] as const
/** … and by every twentieth seed one with more people than a page has links. */
const CROWDED = { people: 40, each: 20 } as const

/** All that was going on has come to a wait: nothing in the simulation waits for anything but simulated time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

interface Outcome {
  readonly violation: string | null
}

interface Telling<T> {
  readonly summary: (outcomes: readonly T[]) => string
  /** Of topics whose stories take long: a line for each. */
  readonly told?: (outcome: T) => string
  /** What one story lacks that most must have, and of a hundred how many must have it. */
  readonly lacks?: (outcome: T) => string | null
  readonly leastPercent?: number
}

/** Plays one seed after the other; stops at the first violation and says how to see it alone. */
async function play<T extends Outcome>(
  topic: string,
  runs: number,
  seed: number,
  run: (seed: number) => Promise<T>,
  { summary, told, lacks, leastPercent = 100 }: Telling<T>,
): Promise<number> {
  const at = commit()
  const alone = (one: number): string => `alone: npm run sim -- ${topic} --runs 1 --seed ${one}`
  let playing: number | null = null
  let lacking = 0
  // What throws ends the process, and so does a promise that nothing will ever keep.
  process.once('exit', () => {
    if (playing !== null) console.error(`seed ${playing} at ${at} came to no end\n${alone(playing)}`)
  })
  const startedMs = Date.now()
  let saidMs = startedMs
  const outcomes: T[] = []
  for (let one = seed; one < seed + runs; one += 1) {
    const before = process.cpuUsage()
    playing = one
    const outcome = await run(one)
    playing = null
    if (told !== undefined) console.log(`seed ${one}: ${told(outcome)}; ${secondsSince(before)} s of a core`)
    if (outcome.violation !== null) {
      console.error(`seed ${one} at ${at}: ${outcome.violation}`)
      console.error(alone(one))
      return 1
    }
    const lack = lacks?.(outcome) ?? null
    if (lack !== null) {
      lacking += 1
      console.error(`seed ${one} at ${at}: ${lack}\n${alone(one)}`)
    }
    outcomes.push(outcome)
    const isDue = outcomes.length % RUNS_PER_LINE === 0 || Date.now() - saidMs > LINE_MS
    if (!isDue && outcomes.length !== runs) continue
    saidMs = Date.now()
    const seconds = Math.round((Date.now() - startedMs) / 1_000)
    console.log(
      `${outcomes.length} runs of ${topic} at ${at}, nothing violated, ${seconds} s: ${summary(outcomes)}`,
    )
  }
  const percent = runs === 0 ? 100 : (100 * (runs - lacking)) / runs
  if (percent >= leastPercent) return 0
  console.error(
    `${percent.toFixed(1)} % of ${runs} runs of ${topic} at ${at}: ${leastPercent} % are promised`,
  )
  return 1
}

function secondsSince(before: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1e6).toFixed(1)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Stories of a network in bad weather. @returns the exit code: 1 when an invariant was violated */
export function weather(runs: number, seed: number): Promise<number> {
  return play('network', runs, seed, (one) => runStory({ seed: one, settle }), {
    summary: (all) => {
      const of = (name: Exclude<keyof (typeof all)[number], 'violation'>): string =>
        `${name} ${sum(all.map((story) => story[name]))}`
      return [
        ...[of('written'), of('kept'), of('crashes'), of('powerFailures'), of('partitions')],
        ...[of('honest'), of('hostile'), of('visits'), of('messages')],
      ].join(', ')
    },
  })
}

/** How many people come and go in the story of this seed. */
function churningPeople(seed: number): number {
  if (seed % CROWDED.each === 0) return CROWDED.people
  return CHURNING_PEOPLE[seed % CHURNING_PEOPLE.length] ?? CHURNING_PEOPLE[0]
}

/** 30 % of the pages end in each minute, and a partition of two minutes. */
export function churn(runs: number, seed: number): Promise<number> {
  return play('churn', runs, seed, (one) => runChurn({ seed: one, settle, people: churningPeople(one) }), {
    summary: (all) =>
      [
        `written ${sum(all.map(({ written }) => written))}, kept ${sum(all.map(({ kept }) => kept))}`,
        `pages ended ${sum(all.map(({ ends }) => ends))}, of these without power ${sum(all.map((one) => one.powerFailures))}`,
        `healed after ${Math.max(...all.map(({ healedMs }) => healedMs)) / 1_000} s at most`,
      ].join(', '),
    told: ({ people, written, ends, powerFailures, healedMs }) =>
      `${people} people, ${written} written, ${ends} pages ended (${powerFailures} without power), healed after ${healedMs / 1_000} s`,
  })
}

/** So many of a hundred posts are promised to come within so long where nearly everybody is hostile. */
const BESIEGED_PERCENT = 99
const BESIEGED_MS = 30_000

/** 80 % of the peers are hostile, and one link is honest. @returns 1 also when the promise is not held */
export function siege(runs: number, seed: number): Promise<number> {
  return play('siege', runs, seed, (one) => runSiege({ seed: one, settle }), {
    leastPercent: BESIEGED_PERCENT,
    lacks: ({ arrivedMs }) =>
      arrivedMs !== null && arrivedMs <= BESIEGED_MS
        ? null
        : `the post came ${arrivedMs === null ? 'never' : `after ${Math.round(arrivedMs / 1_000)} s`}`,
    summary: (all) => {
      const times = all.map(({ arrivedMs }) => arrivedMs ?? Infinity).sort((a, b) => a - b)
      const at = (share: number): number => Math.round(times[Math.ceil(times.length * share) - 1] ?? Infinity)
      const inTime = times.filter((ms) => ms <= BESIEGED_MS).length
      const links = sum(all.map(({ hostileLinks }) => hostileLinks)) / all.length
      return (
        `within 30 s in ${inTime}, median ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}, last ${at(1)}; ` +
        `${links.toFixed(1)} links with hostile peers`
      )
    },
  })
}

const DAY_MS = 86_400_000
const TRAVELLING_PEOPLE = 24

/** How far posts of different charge come between pages in a ring, liked or not, with peers that push rubbish. */
export async function travel(runs: number, seed: number): Promise<number> {
  for (const [ageDays, engagement] of [
    [0, 0],
    [2, 0],
    [4, 0],
    [4, 0.2],
    [4, 0.5],
    [4, 1],
  ] as const) {
    const plan = { people: TRAVELLING_PEOPLE, ageMs: ageDays * DAY_MS, engagement, pushers: 4 }
    const code = await play('travel', runs, seed, (one) => runTravel({ ...plan, seed: one, settle }), {
      summary: (all) => {
        const mean = (name: Exclude<keyof TravelReport, 'violation'>): string =>
          `${name} ${(sum(all.map((report) => report[name])) / all.length).toFixed(1)}`
        return [
          `${ageDays} days old, liked by ${engagement * 100} %: of ${TRAVELLING_PEOPLE - 1} in the mean`,
          ...[mean('reached'), mean('visited'), mean('pushersLinks'), mean('pushed'), mean('messages')],
        ].join(', ')
      },
    })
    if (code !== 0) return code
  }
  return 0
}
