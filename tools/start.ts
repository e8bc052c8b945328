/** `npm start`: builds the site, serves it, and runs the local relay and four witnesses of AMP, until stopped. */
import { DEFAULT_PORT, explainAndExit, portFrom, runUntilStopped, stateDir } from './environment'
import { heldDecision } from './held-payments'
import { startLocalLedger } from './local-ledger'
import { startRelay } from './relay'
import { buildSite, DIST, networkWith } from './site'
import { serveFolder } from './static-server'

const decided = heldDecision(process.argv.slice(2))
if (!decided.ok) {
  console.error(decided.error)
  process.exit(1)
}
const port = portFrom('PORT', DEFAULT_PORT)
const relayPort = portFrom('RELAY_PORT', 0)

await buildSite()
const relay = await startRelay({ port: relayPort, host: '127.0.0.1', stateDir: stateDir() }).catch(
  (error: unknown) => explainAndExit(error, `RELAY_PORT ${relayPort}`),
)
const network = await networkWith(relay.addresses)
const ledger = await startLocalLedger(network.manifest, stateDir(), Date.now, [], decided.value).catch(
  (error: unknown) => explainAndExit(error, 'A port of the witnesses'),
)
const networkJson = { ...network, ledger: ledger.declared }
const server = await serveFolder({ folder: DIST, port, networkJson }).catch((error: unknown) =>
  explainAndExit(error, `PORT ${port}`),
)
console.log(`Synereo is ready at ${server.url}`)
await runUntilStopped([server, relay, ledger])
