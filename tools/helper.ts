/** `npm run helper`: a relay for volunteers, until stopped. HOST is the address to listen on. */
import { explainAndExit, portFrom, runUntilStopped, stateDir } from './environment'
import { startRelay } from './relay'

const port = portFrom('RELAY_PORT', 0)
const relay = await startRelay({ port, host: process.env.HOST ?? '0.0.0.0', stateDir: stateDir() }).catch(
  (error: unknown) => explainAndExit(error, `RELAY_PORT ${port}`),
)
console.log('This relay can be named in network.json as:')
for (const address of relay.addresses) console.log(`  ${address}`)
await runUntilStopped([relay])
