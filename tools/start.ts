/** `npm start`: builds the site, serves it, and runs the local relay and four witnesses of AMP, until stopped. */
import {
  DEFAULT_PORT,
  explainAndExit,
  helpIfAsked,
  portFrom,
  refuseTyped,
  runUntilStopped,
  stateDir,
} from './environment'
import { HELD_HELP, heldDecision } from './held-payments'
import { startLocalLedger } from './local-ledger'
import { startRelay } from './relay'
import { buildSite, DIST, networkWith } from './site'
import { serveFolder } from './static-server'

helpIfAsked(`npm start: the site, its relay and four witnesses of AMP, until stopped. Settings come from the environment:

PORT=${DEFAULT_PORT}  the port of the page
RELAY_PORT=0  the port of the relay, 0 for any that is free
STATE_DIR=.local  where the keys of the relay and of the witnesses stand, and what these have said
${HELD_HELP}`)
const decided = heldDecision(process.argv.slice(2))
if (!decided.ok) refuseTyped(decided.error)
const port = portFrom('PORT', DEFAULT_PORT)
const relayPort = portFrom('RELAY_PORT', 0)

await buildSite()
const relay = await startRelay({ port: relayPort, host: '127.0.0.1', stateDir: stateDir() }).catch(
  (error: unknown) => explainAndExit(error, `RELAY_PORT ${relayPort}`),
)
const network = await networkWith(relay.addresses)
const ledger = await startLocalLedger({
  ...{ network: network.manifest, stateDir: stateDir(), decided: decided.value },
}).catch((error: unknown) => explainAndExit(error, 'A port of the witnesses'))
const networkJson = { ...network, ledger: ledger.declared }
const server = await serveFolder({ folder: DIST, port, networkJson }).catch((error: unknown) =>
  explainAndExit(error, `PORT ${port}`),
)
console.log(`Synereo is ready at ${server.url}`)
await runUntilStopped([server, relay, ledger])
