/** `npm run ledger -- found`: keys for witnesses, and a network.json that declares their ledger. */
import { access, mkdir, writeFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import { foundingFault, withLedger, type Founding, type FoundingFault } from '../../src/amp/founding'
import { MAX_ALLOCATIONS, MAX_WITNESSES } from '../../src/amp/limits'
import type { Manifest } from '../../src/amp/manifest'
import type { KeyId } from '../../src/amp/types'
import { deviceIdFrom } from '../../src/identity/person-id'
import { witnessKey } from '../witness'

export interface WitnessAddress {
  readonly host: string
  /** Behind something that speaks TLS, as a page that came over https needs it. */
  readonly isSecure: boolean
}

export interface FoundingPlan extends WitnessAddress, Omit<Founding, 'witnesses' | 'addresses'> {
  /** Where everything is written. */
  readonly folder: string
  /** The network.json of the site, to which the ledger is added. */
  readonly network: Record<string, unknown>
  /** So many witnesses get new keys. */
  readonly newWitnesses: number
  /** Keys that others have: of pages, or of helpers that said which one is theirs. */
  readonly others: readonly KeyId[]
  /** Where the new witnesses will be asked: the first at `port`, each other at the next. */
  readonly port: number
}

export interface Founded {
  readonly manifest: Manifest
  readonly networkFile: string
  /** A STATE_DIR for `npm run helper` each, and the port it is to listen at. */
  readonly witnesses: readonly { readonly stateDir: string; readonly port: number; readonly key: KeyId }[]
}

const MAX_PORT = 65_535

/** Throws with a sentence for the founder, and writes over nothing. */
export async function foundLedger(plan: FoundingPlan): Promise<Founded> {
  const fault = faultOf(plan)
  if (fault !== null) throw new Error(fault)
  const target = join(plan.folder, 'network.json')
  if (await exists(target)) throw new Error(`${target} is there already: a ledger is founded once.`)
  const { network } = plan
  if (network.ledger != null) throw new Error('That network.json declares a ledger already.')
  await mkdir(plan.folder, { recursive: true })
  const witnesses = []
  const addresses = new Map<KeyId, readonly string[]>()
  for (let index = 0; index < plan.newWitnesses; index += 1) {
    const stateDir = join(plan.folder, `witness-${String(index + 1)}`)
    const { signer, libp2pKey } = await witnessKey(join(stateDir, 'witness'))
    const port = plan.port + index
    witnesses.push({ stateDir, port, key: signer.device })
    addresses.set(signer.device, [addressAt(plan, port, libp2pKey.publicKey.toString())])
  }
  const keys = [...witnesses.map(({ key }) => key), ...plan.others]
  const founded = await withLedger(network, { ...plan, witnesses: keys, addresses })
  if (!founded.ok) throw new Error(SENTENCES[founded.error])
  await writeFile(target, founded.value.text, { flag: 'wx' })
  return { manifest: founded.value.declaration.manifest, networkFile: target, witnesses }
}

/** What can be known before any key is made: else a later run would find keys that nobody asked for. */
function faultOf(plan: FoundingPlan): string | null {
  const { newWitnesses, others, host, port } = plan
  const misplaced = placeFault(host, port, port + Math.max(newWitnesses, 1) - 1)
  if (misplaced !== null) return misplaced
  const witnesses = [...placeholders(newWitnesses), ...others]
  const fault = foundingFault({ ...plan, witnesses, addresses: new Map() })
  return fault === null ? null : SENTENCES[fault]
}

/** Why no witness can be asked there. */
export function placeFault(host: string, firstPort: number, lastPort: number): string | null {
  if (firstPort < 1 || lastPort > MAX_PORT) return 'The ports of the witnesses are out of bounds.'
  return /^[^\s:/]+$/.test(host) ? null : 'The host is a name or an IPv4 address.'
}

const WITNESSES = `A ledger has one witness at least and ${counted(MAX_WITNESSES)} at most.`

const SENTENCES: Readonly<Record<FoundingFault, string>> = {
  name: 'The name of the ledger is empty, or out of bounds.',
  symbol: 'The symbol is empty, or out of bounds.',
  supply: 'The supply is out of bounds.',
  grant: 'The grant is out of bounds.',
  fee: 'The fee is out of bounds.',
  'no-witness': WITNESSES,
  'too-many-witnesses': WITNESSES,
  'witness-twice': 'A witness is named twice.',
  'too-much-given': 'More is given away than the supply.',
  'too-many-accounts': `A ledger begins with AMP in ${counted(MAX_ALLOCATIONS)} accounts at most.`,
}

/** Keys that nobody has, to try a declaration with. */
function placeholders(count: number): KeyId[] {
  return Array.from({ length: count }, (_, index) => deviceIdFrom(new Uint8Array(32).fill(index)))
}

function counted(count: number): string {
  return count.toLocaleString('en')
}

export function addressAt({ host, isSecure }: WitnessAddress, port: number, peer: string): string {
  const name = isIPv4(host) ? 'ip4' : 'dns4'
  return `/${name}/${host}/tcp/${String(port)}/${isSecure ? 'wss' : 'ws'}/p2p/${peer}`
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
