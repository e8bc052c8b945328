/** `npm run --silent case -- attention|record FILE`: runs a case through the app's own code, prints one JSON line. */
import { join } from 'node:path'
import './node-20'
import { attentionCase } from './cases/attention'
import { ledgerCase } from './cases/ledger'
import { recordCase } from './cases/record'
import { ROOT } from './site'

const CASES: Record<string, (file: string) => Promise<unknown>> = {
  attention: attentionCase,
  ledger: ledgerCase,
  record: (file) => recordCase(file, join(ROOT, 'public/network.json')),
}

const [kind = '', file] = process.argv.slice(2)
const run = Object.hasOwn(CASES, kind) ? CASES[kind] : undefined
if (run === undefined || file === undefined) {
  console.error(`usage: npm run --silent case -- ${Object.keys(CASES).join('|')} FILE`)
  process.exit(1)
}
try {
  console.log(JSON.stringify(await run(file)))
} catch (error) {
  // A message may quote the file, which may hold line ends.
  const message = error instanceof Error ? error.message : String(error)
  console.error(`${kind} ${file}: ${message.replace(/\s+/g, ' ')}`)
  process.exit(1)
}
