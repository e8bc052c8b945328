/** `npm start`: builds the site, serves it, and runs the local relay and four witnesses of AMP, until stopped. */
import { join } from 'node:path'
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
import { choosePort, keepPort } from './kept-port'
import { startLocalLedger } from './local-ledger'
import { startRelay } from './relay'
import { buildSite, DIST, networkWith } from './site'
import { serveFolder } from './static-server'

const HOST = '127.0.0.1'

helpIfAsked(`npm start: the site, its relay and four witnesses of AMP, until stopped. Settings come from the environment:

PORT=${DEFAULT_PORT}  the port of the page
RELAY_PORT=  the port of the relay; if empty that of the last start, or any that is free
STATE_DIR=.local  where the keys and ports of the relay and of the witnesses stand, and what these have said
${HELD_HELP}`)
const decided = heldDecision(process.argv.slice(2))
if (!decided.ok) refuseTyped(decided.error)
const port = portFrom('PORT', DEFAULT_PORT)
const askedRelayPort = portFrom('RELAY_PORT', null)

await buildSite()
// A page that stays open over a restart knows only where relay and witnesses were (rule RL15).
const relayPortFile = join(stateDir(), 'relay.port')
const relayPort = await choosePort(relayPortFile, HOST, askedRelayPort)
const relay = await startRelay({ port: relayPort.port, host: HOST, stateDir: stateDir() }).catch(
  (error: unknown) => explainAndExit(error, `RELAY_PORT ${relayPort.port}`),
)
await keepPort(relayPortFile, relay.addresses[0] ?? '', relayPort)
const network = await networkWith(relay.addresses)
const ledger = await startLocalLedger({
  ...{ network: network.manifest, stateDir: stateDir(), decided: decided.value },
}).catch((error: unknown) => explainAndExit(error, 'A port of the witnesses'))
const networkJson = { ...network, ledger: ledger.declared }
const server = await serveFolder({ folder: DIST, port, networkJson }).catch((error: unknown) =>
  explainAndExit(error, `PORT ${port}`),
)
for (const missed of [...(relayPort.missed === null ? [] : [relayPort.missed]), ...ledger.missedPorts])
  console.log(`Port ${missed} is in use by another program: pages that were open have to be loaded again.`)
for (const sentence of ledger.missing) console.error(sentence)
console.log(`Synereo is ready at ${server.url}`)
await runUntilStopped([server, relay, ledger])
