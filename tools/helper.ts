/**
 * `npm run helper`: a relay for volunteers, until stopped. HOST is the address to listen on. With NETWORK, the path of a
 * network.json whose ledger names the key in STATE_DIR/witness, it is a witness too.
 */
import { join } from 'node:path'
import { explainAndExit, portFrom, runUntilStopped, stateDir } from './environment'
import { startRelay } from './relay'

const host = process.env.HOST ?? '0.0.0.0'
const port = portFrom('RELAY_PORT', 0)
const relay = await startRelay({ port, host, stateDir: stateDir() }).catch((error: unknown) =>
  explainAndExit(error, `RELAY_PORT ${port}`),
)
console.log('This relay can be named in network.json as:')
for (const address of relay.addresses) console.log(`  ${address}`)

const networkFile = process.env.NETWORK ?? ''
const parts: { stop(): Promise<void> }[] = [relay]
if (networkFile !== '') {
  const { startHelperWitness } = await import('./helper-witness')
  const witnessPort = portFrom('WITNESS_PORT', 0)
  const folder = join(stateDir(), 'witness')
  const { key, running } = await startHelperWitness({
    ...{ networkFile, folder, host, port: witnessPort },
  }).catch((error: unknown) => explainAndExit(error, `WITNESS_PORT ${witnessPort}`))
  if (running === null)
    console.log(`The ledger of ${networkFile} does not name this witness. Its key is:\n  ${key}`)
  else {
    parts.unshift(running)
    console.log(`This witness votes, and can be asked at:\n  ${running.address}`)
  }
}
await runUntilStopped(parts)
