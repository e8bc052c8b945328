/** `npm run ledger -- found`: keys for witnesses, and a network.json that declares their ledger. */
import { access, mkdir, writeFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import { readDeclaration } from '../../src/amp/declaration'
import { MAX_ALLOCATIONS, MAX_WITNESSES } from '../../src/amp/limits'
import { sumOf } from '../../src/amp/table'
import type { Manifest } from '../../src/amp/manifest'
import type { KeyId } from '../../src/amp/types'
import { deviceIdFrom } from '../../src/identity/person-id'
import { witnessKey } from '../witness'
import { declare, rowsOf, type Founding } from './founding'

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
  const fault = await faultOf(plan)
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
  const ledger = await declare({ ...plan, witnesses: keys, addresses })
  // Written as pages will read it, so that they will.
  const written = JSON.stringify({ ...network, ledger }, null, 2)
  const read = await readDeclaration((JSON.parse(written) as { ledger: unknown }).ledger)
  if (!read.ok) throw new Error(read.error)
  await writeFile(target, `${written}\n`, { flag: 'wx' })
  return { manifest: read.value.manifest, networkFile: target, witnesses }
}

/** What can be known before any key is made: else a later run would find keys that nobody asked for. */
async function faultOf(plan: FoundingPlan): Promise<string | null> {
  const { newWitnesses, others, given, supply, host, port } = plan
  const count = newWitnesses + others.length
  if (count < 1 || count > MAX_WITNESSES)
    return `A ledger has one witness at least and ${String(MAX_WITNESSES)} at most, not ${String(count)}.`
  if (new Set(others).size !== others.length) return 'A witness is named twice.'
  const sum = sumOf([...given.values()])
  if (sum === null || sum > supply) return 'More is given away than the supply.'
  if (port < 1 || port + newWitnesses - 1 > MAX_PORT) return 'The ports of the witnesses are out of bounds.'
  if (!/^[^\s:/]+$/.test(host)) return 'The host is a name or an IPv4 address.'
  const witnesses = [...placeholders(newWitnesses), ...others]
  const rows = rowsOf({ supply, given, witnesses }).length
  if (rows > MAX_ALLOCATIONS)
    return `A ledger begins with AMP in ${counted(MAX_ALLOCATIONS)} accounts at most, not in ${counted(rows)}.`
  return declare({ ...plan, witnesses, addresses: new Map() }).then(
    () => null,
    (error: unknown) => (error as Error).message,
  )
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
