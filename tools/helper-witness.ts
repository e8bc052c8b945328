/** A witness beside the volunteer's relay: it votes when the ledger of a network.json names its key, else it says which key that is. */
import { readDeclaration } from '../src/amp/declaration'
import { networkIdOf } from '../src/records/network-id'
import { readNetworkFile } from './network-file'
import type { RelayLimits } from './relay-limits'
import { UNDECIDED, type HeldDecision } from './held-payments'
import { listen, runWitness, witnessKey, type RunningWitness } from './witness'

export interface HelperWitnessInit {
  readonly networkFile: string
  /** Where its key and what it says are kept. */
  readonly folder: string
  readonly host: string
  /** 0 for any free port: then nobody knows where to ask, and it hears what is passed on alone. */
  readonly port: number
  /** What it spends on whoever comes; those for pages of this machine where none are given. */
  readonly limits?: RelayLimits
  /** What becomes of payments that it holds. */
  readonly decided?: HeldDecision
}

export interface HelperWitness {
  /** By which a manifest names it. */
  readonly key: string
  /** Null when the ledger does not name this key: then nothing runs. */
  readonly running: RunningWitness | null
}

export async function startHelperWitness(init: HelperWitnessInit): Promise<HelperWitness> {
  const read = await readNetworkFile(init.networkFile)
  if (!read.ok) throw new Error(read.error)
  const network = read.value
  const key = await witnessKey(init.folder)
  const declaration = await readDeclaration(network.ledger)
  if (!declaration.ok) throw new Error(`${init.networkFile}: ${declaration.error}`)
  const { device } = key.signer
  const { manifest, successors } = declaration.value
  const named = [manifest, ...successors.map((each) => each.manifest)].flatMap(({ witnesses }) => witnesses)
  if (!named.some((each) => each.key === device)) return { key: device, running: null }
  const id = await networkIdOf(network.manifest)
  const line = await listen(key, init.host, init.port, init.limits)
  const decided = init.decided ?? UNDECIDED
  return { key: device, running: await runWitness(key, line, id, network.ledger, Date.now, decided) }
}
