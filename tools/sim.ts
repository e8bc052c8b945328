/** `npm run sim -- TOPIC …`: simulations, by seed. What they print for a seed is always the same. */
import { parseArgs } from 'node:util'
import './node-20'
import { attacks } from './sims/attacks'
import { blocks } from './sims/blocks'
import { killed } from './sims/killed'
import { ledger } from './sims/ledger'
import { churn, siege, travel, weather } from './sims/network'
import { population } from './sims/population'
import { properties } from './sims/properties'
import { reach } from './sims/reach'

const OPTIONS = ['seed', 'runs', 'networks', 'people', 'days'] as const
type Option = (typeof OPTIONS)[number]

/** What each topic counts besides the seed, and how many when it is not said. */
interface Topic {
  readonly usual: Partial<Record<Option, number>>
  /** Gives the exit code, where it can fail. */
  readonly run: (count: (option: Option) => number) => unknown
}

const TOPICS: Readonly<Record<string, Topic>> = {
  properties: runs(10_000, properties),
  attacks: { usual: { networks: 1_000 }, run: (count) => attacks(count('networks'), count('seed')) },
  attention: {
    usual: { people: 150, days: 14 },
    run: (count) => population(count('people'), count('days'), count('seed')),
  },
  ledger: runs(1_000, ledger),
  blocks: runs(100_000, blocks),
  killed: runs(25, killed),
  network: runs(1_000, weather),
  churn: runs(5, churn),
  siege: runs(1_000, siege),
  travel: runs(20, travel),
  reach: { usual: { people: 10_000 }, run: (count) => reach(count('people'), count('seed')) },
}

function runs(usual: number, run: (runs: number, seed: number) => Promise<number> | number): Topic {
  return { usual: { runs: usual }, run: (count) => run(count('runs'), count('seed')) }
}

function usage(): string {
  const lines = Object.entries(TOPICS).map(([name, { usual }]) => {
    const options = Object.entries({ ...usual, seed: 1 }).map(([option, value]) => `[--${option} ${value}]`)
    return `  ${[name, ...options].join(' ')}`
  })
  return ['usage: npm run sim -- TOPIC', 'Topics, and what they take when nothing is said:', ...lines].join(
    '\n',
  )
}

/** Ends with what is wrong and with how it is used. */
function refuse(why: string): never {
  console.error(`${why}\n${usage()}`)
  process.exit(1)
}

function read(): ReturnType<typeof parse> {
  try {
    return parse()
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

function parse() {
  const text = { type: 'string' } as const
  return parseArgs({
    allowPositionals: true,
    options: { seed: text, runs: text, networks: text, people: text, days: text, help: { type: 'boolean' } },
  })
}

const { positionals, values } = read()
if (values.help === true) {
  console.log(usage())
} else {
  const [name = '', ...more] = positionals
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
  if (topic === undefined || more.length > 0) refuse(`There is no topic "${positionals.join(' ')}".`)
  const { usual, run } = topic
  const isOfNoUse = OPTIONS.find(
    (option) => option !== 'seed' && values[option] !== undefined && usual[option] === undefined,
  )
  if (isOfNoUse !== undefined) refuse(`${name} takes no --${isOfNoUse}.`)
  const code = await run((option) => {
    const value = Number(values[option] ?? usual[option] ?? 1)
    if (Number.isSafeInteger(value) && value >= 0) return value
    return refuse(`--${option} must be a whole number, got "${values[option]}".`)
  })
  if (typeof code === 'number') process.exitCode = code
}
