/**
 * `npm run helper`: a relay for volunteers, until stopped. HOST is the address to listen on. With NETWORK, the path of a
 * network.json whose ledger names the key in STATE_DIR/witness, it is a witness too. `--help` says what can be set.
 */
import { join } from 'node:path'
import { explainAndExit, helpIfAsked, portFrom, refuseTyped, runUntilStopped, stateDir } from './environment'
import { HELD_HELP, heldDecision } from './held-payments'
import { choosePort, keepPort, type ChosenPort } from './kept-port'
import { readNetworkFile } from './network-file'
import { startRelay } from './relay'
import { DEFAULT_LIMITS, limitLines, relayLimits } from './relay-limits'

const HELP = `npm run helper: a relay for volunteers, until stopped. Settings come from the environment:

HOST=0.0.0.0  the address to listen on
RELAY_PORT=  the port of the relay, 0 for any that is free; without it the one it had last, which is kept beside its key
STATE_DIR=.local  the folder for its key and port (of a relay 74 bytes; of a witness what it said too, which grows with the ledger)
NETWORK=  a network.json; when its ledger names the key in STATE_DIR/witness, this is a witness too
WITNESS_PORT=  the port at which the witness is asked, in the same way
${limitLines(DEFAULT_LIMITS).join('\n')}

Each bound holds for the relay and again for the witness, as far as it has what is bounded; the memory is that of both.
${HELD_HELP}
There is no setting for all that goes through together: where a line must not be filled, bound it outside of this program.`

helpIfAsked(HELP)
const decided = heldDecision(process.argv.slice(2))
if (!decided.ok) refuseTyped(decided.error)
const limits = relayLimits(process.env)
if (!limits.ok) {
  console.error(limits.error.join('\n'))
  process.exit(1)
}

const networkFile = process.env.NETWORK ?? ''
if (networkFile !== '') {
  const network = await readNetworkFile(networkFile)
  if (!network.ok) {
    console.error(network.error)
    process.exit(1)
  }
}

const host = process.env.HOST ?? '0.0.0.0'
const portFile = join(stateDir(), 'relay.port')
const chosen = await choosePort(portFile, host, portFrom('RELAY_PORT', null))
sayMissed(chosen)
const relay = await startRelay({ port: chosen.port, host, stateDir: stateDir(), limits: limits.value }).catch(
  (error: unknown) => explainAndExit(error, `RELAY_PORT ${chosen.port}`),
)
const [first = ''] = relay.addresses
await keepPort(portFile, first, chosen)
console.log('This relay can be named in network.json as:')
for (const address of relay.addresses) console.log(`  ${address}`)
console.log(`Pages that came over https cannot use these. For them let a reverse proxy speak TLS before this port, and name it as:
  /dns4/HOST/tcp/443/wss${first.slice(first.lastIndexOf('/p2p/'))}`)
console.log('Its limits:')
for (const line of limitLines(limits.value)) console.log(`  ${line}`)

const parts: { stop(): Promise<void> }[] = [relay]
if (networkFile !== '') {
  const { startHelperWitness } = await import('./helper-witness')
  const folder = join(stateDir(), 'witness')
  const witnessPortFile = join(folder, 'witness.port')
  const witnessPort = await choosePort(witnessPortFile, host, portFrom('WITNESS_PORT', null))
  const { key, running } = await startHelperWitness({
    ...{ networkFile, folder, host, port: witnessPort.port, limits: limits.value, decided: decided.value },
  }).catch((error: unknown) => explainAndExit(error, `WITNESS_PORT ${witnessPort.port}`))
  if (running === null)
    console.log(`The ledger of ${networkFile} does not name this witness. Its key is:\n  ${key}`)
  else {
    sayMissed(witnessPort)
    await keepPort(witnessPortFile, running.address, witnessPort)
    parts.unshift(running)
    console.log(`This witness votes, and can be asked at:\n  ${running.address}`)
  }
}
await runUntilStopped(parts)

function sayMissed({ missed }: ChosenPort): void {
  if (missed === null) return
  console.log(
    `Port ${missed}, which network.json may name, is in use by another program: this time it is another one.`,
  )
}
