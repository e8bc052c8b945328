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

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    networks: { type: 'string' },
    people: { type: 'string' },
    days: { type: 'string' },
  },
})

function whole(name: keyof typeof values, usual: number): number {
  const value = Number(values[name] ?? usual)
  if (Number.isSafeInteger(value) && value >= 0) return value
  console.error(`--${name} must be a whole number, got "${values[name]}".`)
  process.exit(1)
}

const [topic] = positionals
if (topic === 'properties') {
  process.exitCode = properties(whole('runs', 10_000), whole('seed', 1))
} else if (topic === 'attacks') {
  attacks(whole('networks', 1_000), whole('seed', 1))
} else if (topic === 'attention') {
  population(whole('people', 150), whole('days', 14), whole('seed', 1))
} else if (topic === 'ledger') {
  process.exitCode = await ledger(whole('runs', 1_000), whole('seed', 1))
} else if (topic === 'blocks') {
  process.exitCode = await blocks(whole('runs', 100_000), whole('seed', 1))
} else if (topic === 'killed') {
  process.exitCode = await killed(whole('runs', 25), whole('seed', 1))
} else if (topic === 'network') {
  process.exitCode = await weather(whole('runs', 1_000), whole('seed', 1))
} else if (topic === 'churn') {
  process.exitCode = await churn(whole('runs', 5), whole('seed', 1))
} else if (topic === 'siege') {
  process.exitCode = await siege(whole('runs', 1_000), whole('seed', 1))
} else if (topic === 'travel') {
  process.exitCode = await travel(whole('runs', 20), whole('seed', 1))
} else if (topic === 'reach') {
  reach(whole('people', 10_000), whole('seed', 1))
} else {
  console.error('usage: npm run sim -- properties [--runs N] [--seed S] | attacks [--networks N] [--seed S]')
  console.error('       | attention [--people N] [--days D] [--seed S] | ledger [--runs N] [--seed S]')
  console.error(
    '       | network | churn | siege | travel [--runs N] [--seed S] | reach [--people N] [--seed S]',
  )
  console.error('       | killed [--runs N] [--seed S] | blocks [--runs N] [--seed S]')
  process.exitCode = 1
}
