/** `npm run bench [-- NAME…] [--json]`: measures, and prints a table or JSON rows. Nothing here passes or fails. */
import './node-20'
import { attention } from '../tests/bench/attention'
import { conversation } from '../tests/bench/conversation'
import { page } from '../tests/bench/page'
import { payments } from '../tests/bench/payments'
import { picture } from '../tests/bench/picture'
import { isMet, type Bench, type Row } from '../tests/bench/row'
import { scroll } from '../tests/bench/scroll'
import { search } from '../tests/bench/search'
import { size } from '../tests/bench/size'
import { storage } from '../tests/bench/storage'
import { sync } from '../tests/bench/sync'
import { transfer } from '../tests/bench/transfer'
import { witnessPages } from '../tests/bench/witness-pages'
import { worker } from '../tests/bench/worker'
import { installChromiumIfMissing } from './chromium'
import { helpIfAsked } from './environment'

const BENCHES: readonly Bench[] = [
  size,
  storage,
  conversation,
  page,
  transfer,
  sync,
  attention,
  worker,
  search,
  picture,
  scroll,
  payments,
  witnessPages,
]

const all = BENCHES.map(({ name }) => name).join(', ')
const typed = process.argv.slice(2)
helpIfAsked(
  `npm run bench [-- NAME… --json]: measures what is named, or everything: ${all}. With --json rows of JSON.`,
)
const isJson = typed.includes('--json')
const names = typed.filter((argument) => argument !== '--json')
const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join(', ')}"; there are: ${all}.`)
  process.exit(1)
}

installChromiumIfMissing()
const rows: Row[] = []
for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (!isJson) console.error(`measuring ${bench.name}…`)
  rows.push(...(await bench.run()))
}
if (isJson) console.log(JSON.stringify(rows))
else for (const row of rows) console.log(line(row))

function line(row: Row): string {
  const { name, value, unit, peer, ratio, target } = row
  const number = value.toPrecision(4).padStart(10)
  const against = peer === undefined ? '' : `   ${(ratio ?? 0).toPrecision(3)} × "${peer}"`
  if (target === undefined) return `${number} ${unit.padEnd(8)} ${name}${against}`
  const aim = 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`
  return `${number} ${unit.padEnd(8)} ${name}${against}   ${aim}: ${isMet(row) === true ? 'met' : 'missed'}`
}
