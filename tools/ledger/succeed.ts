/**
 * `npm run ledger -- succeed | sign | announce`: other witnesses for a ledger that goes on. The manifest of its next epoch
 * goes from one of the witnesses to the next to be signed; those of them who run learn of it once it is announced.
 */
import { access, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changesIn } from '../../src/amp/changes'
import { readSignedManifest, withLater, writeSignedManifest } from '../../src/amp/declaration'
import { MAX_ADDRESS_CHARS, MAX_WITNESSES } from '../../src/amp/limits'
import {
  manifestId,
  manifestShape,
  weightOf,
  type Manifest,
  type SignedManifest,
  type Terms,
} from '../../src/amp/manifest'
import {
  readProposal,
  readSuccessor,
  signersOf,
  withSignature,
  type Successor,
} from '../../src/amp/successor'
import type { BlockId, KeyId } from '../../src/amp/types'
import { verifyStrictly } from '../../src/identity/ed25519'
import { witnessKey } from '../witness'
import { asOnlooker, declarationOf, readJson, readNetwork, readWhole } from './check'
import { addressAt, placeFault, type WitnessAddress } from './found'
import { writeOnce, writeWhole } from './whole-file'

export interface SuccessionPlan extends WitnessAddress {
  readonly network: Record<string, unknown>
  /** Where the manifest and the keys of new witnesses are written. */
  readonly folder: string
  /** Witnesses of now that are none in the next epoch. */
  readonly without: readonly KeyId[]
  /** So many get new keys; they will be asked at the first ports from `port` that no other has at this host. */
  readonly newWitnesses: number
  readonly port: number
  /** Those that have their keys already, each with where it may be asked; null for who is only heard. */
  readonly others: ReadonlyMap<KeyId, string | null>
}

export interface SuccessionPlanned {
  readonly file: string
  readonly manifest: Manifest
  readonly witnesses: readonly { readonly stateDir: string; readonly port: number }[]
}

/** Throws with a sentence for whoever plans it, before any key is made. */
export async function planSuccession(plan: SuccessionPlan): Promise<SuccessionPlanned> {
  const { network, folder, without, newWitnesses, others } = plan
  const { addresses } = await declarationOf(network)
  const terms = await lastTerms(network)
  const now = terms.manifest.witnesses
  const stranger = without.find((key) => !terms.weights.has(key))
  if (stranger !== undefined) throw new Error(`--without: ${stranger} is no witness of this ledger.`)
  const stay = now.filter(({ key }) => !without.includes(key))
  const twice = stay.find(({ key }) => others.has(key))
  if (twice !== undefined) throw new Error(`--key: ${twice.key} is a witness already, and stays one.`)
  const count = stay.length + newWitnesses + others.size
  if (count < 1 || count > MAX_WITNESSES)
    throw new Error(
      `A ledger has one witness at least and ${String(MAX_WITNESSES)} at most, not ${String(count)}.`,
    )
  if (without.length + newWitnesses + others.size === 0) throw new Error('These are the witnesses of now.')
  const kept = stay.flatMap(({ key, addresses: own }) => [...own, ...(addresses.get(key) ?? [])])
  const ports = freePorts(plan, [...kept, ...[...others.values()].filter((each) => each !== null)])
  const fault = placeFault(plan.host, plan.port, ports.at(-1) ?? plan.port)
  if (fault !== null) throw new Error(fault)
  const file = join(folder, 'successor.json')
  if (await exists(file)) throw new Error(`${file} is there already.`)
  await mkdir(folder, { recursive: true })
  const made = []
  const witnesses: Manifest['witnesses'][number][] = stay.map((each) => ({
    ...each,
    addresses: each.addresses.length > 0 ? each.addresses : (addresses.get(each.key) ?? []).slice(0, 1),
  }))
  for (const [index, port] of ports.entries()) {
    const stateDir = join(folder, `witness-of-epoch-${String(terms.epoch + 1)}-${String(index + 1)}`)
    const { signer, libp2pKey } = await witnessKey(join(stateDir, 'witness'))
    made.push({ stateDir, port })
    const address = addressAt(plan, port, libp2pKey.publicKey.toString())
    witnesses.push({ key: signer.device, weight: 1, addresses: [address] })
  }
  for (const [key, address] of others)
    witnesses.push({ key, weight: 1, addresses: address === null ? [] : [address] })
  const manifest: Manifest = {
    ...terms.manifest,
    witnesses,
    epoch: terms.epoch + 1,
    previous: await manifestId(terms.manifest),
  }
  if (manifestShape.read(manifestShape.write(manifest)) === undefined)
    throw new Error(`An address has ${String(MAX_ADDRESS_CHARS)} characters at most.`)
  await keep(file, { manifest, signatures: [] })
  return { file, manifest, witnesses: made }
}

/** As many as there are new witnesses. @param addresses of those that will be witnesses beside them */
function freePorts({ host, port, newWitnesses }: SuccessionPlan, addresses: readonly string[]): number[] {
  const taken = new Set(
    addresses.flatMap((address) => {
      const [, , itsHost = '', transport, itsPort] = address.split('/')
      const isHere = itsHost.toLowerCase() === host.toLowerCase() && transport === 'tcp'
      return isHere ? [Number(itsPort)] : []
    }),
  )
  const ports: number[] = []
  for (let next = port; ports.length < newWitnesses; next += 1) if (!taken.has(next)) ports.push(next)
  return ports
}

export interface Signed {
  readonly weight: number
  readonly needed: number
}

/**
 * Adds the word of the witness whose key is in this folder. It signs one successor of an epoch and never another, which it
 * notes on its own disk first: two that a quorum signed would be two ledgers.
 */
export async function signSuccession(
  network: Record<string, unknown>,
  file: string,
  folder: string,
): Promise<Signed> {
  const terms = await lastTerms(network)
  const signed = await readPlan(file)
  const read = await readProposal(signed, terms, verifyStrictly)
  if (!read.ok)
    throw new Error(
      read.error === 'no-successor'
        ? `${file} does not follow on the epoch that ${String(network.name)} is in.`
        : `A signature in ${file} does not hold: ${read.error}.`,
    )
  if (!(await exists(join(folder, 'witness.key')))) throw new Error(`There is no witness.key in ${folder}.`)
  const { signer } = await witnessKey(folder)
  if (!signersOf(terms).has(signer.device)) throw new Error(`${signer.device} is no witness of this ledger.`)
  await noteOnce(join(folder, `signed-epoch-${String(signed.manifest.epoch)}`), read.value.id)
  const joined = await withSignature(signed, signer)
  await keep(file, joined)
  const keys = joined.signatures.map(({ key }) => key)
  return { weight: weightOf(keys, terms), needed: terms.quorumWeight }
}

/**
 * Writes the change into this network.json, then tells the witnesses: new ones read it, and whoever stops this on the way
 * has lost nothing and repeats it. With what the old epoch ended is written in the end: who comes new believes no other.
 */
export async function announceAt(path: string, file: string, waitMs?: number): Promise<boolean> {
  const network = await readNetwork(path)
  const { signed } = await signedSuccessor(network, file)
  const next = withSuccessor(network, signed)
  if (next !== network) await writeNetwork(path, next)
  const ends = await tell(next, file, waitMs)
  const ledger = next.ledger as { readonly ends?: readonly unknown[] }
  if (ends !== null && ends.length > (ledger.ends?.length ?? 0))
    await writeNetwork(path, { ...next, ledger: { ...ledger, ends } })
  return ends !== null
}

function writeNetwork(path: string, network: Record<string, unknown>): Promise<void> {
  return writeWhole(path, `${JSON.stringify(network, null, 2)}\n`)
}

/** Tells the witnesses, and waits until the ledger is in the next epoch. False when they do not agree in time. */
export async function announceSuccession(
  network: Record<string, unknown>,
  file: string,
  waitMs?: number,
): Promise<boolean> {
  return (await tell(network, file, waitMs)) !== null
}

/** With what each epoch ended, once they have changed; null when they do not agree in time. */
async function tell(
  network: Record<string, unknown>,
  file: string,
  waitMs = 120_000,
): Promise<readonly BlockId[] | null> {
  const { signed } = await signedSuccessor(network, file)
  const { terms } = await declarationOf(network)
  return asOnlooker(withSuccessor(network, signed), async ({ desk, book, finals }) => {
    const endMs = Date.now() + waitMs
    while (book.ledger.terms.epoch < signed.manifest.epoch && Date.now() < endMs) {
      const { change } = book
      if (change.successor !== null) await desk.ask([{ t: 'successor', successor: change.successor }])
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      await desk.catchUp()
    }
    if (book.ledger.terms.epoch < signed.manifest.epoch) return null
    return (await changesIn(await finals(), terms)).map(({ end }) => end)
  })
}

/** The network.json by which newcomers find the witnesses of the next epoch; the same when it names them already. */
export function withSuccessor(
  network: Record<string, unknown>,
  signed: SignedManifest,
): Record<string, unknown> {
  const ledger = network.ledger as Record<string, unknown> & { readonly successors?: readonly unknown[] }
  if ((ledger.successors?.length ?? 0) >= signed.manifest.epoch) return network
  const successors = [...(ledger.successors ?? []), writeSignedManifest(signed)]
  return { ...network, ledger: { ...withLater(ledger, [signed], []), successors } }
}

/** Of the last epoch that a network.json declares. @param most of this one at most */
export async function lastTerms(
  network: Record<string, unknown>,
  most = Number.POSITIVE_INFINITY,
): Promise<Terms> {
  const { terms, successors } = await declarationOf(network)
  let last = terms
  for (const signed of successors) {
    if (last.epoch >= most) return last
    const successor = await readSuccessor(signed, last, verifyStrictly)
    if (!successor.ok) throw new Error(`network.json: a later manifest does not follow: ${successor.error}.`)
    last = successor.value.terms
  }
  return last
}

/** Throws while too few have signed it, and when NETWORK names another for its epoch. */
export async function signedSuccessor(network: Record<string, unknown>, file: string): Promise<Successor> {
  const plan = await readPlan(file)
  const { epoch } = plan.manifest
  const { successors } = await declarationOf(network)
  const named = successors.find(({ manifest }) => manifest.epoch === epoch)
  if (named !== undefined && (await manifestId(named.manifest)) !== (await manifestId(plan.manifest)))
    throw new Error(`network.json names other witnesses for epoch ${String(epoch)} already.`)
  const terms = await lastTerms(network, epoch - 1)
  const successor = await readSuccessor(plan, terms, verifyStrictly)
  if (!successor.ok) {
    const keys = plan.signatures.map(({ key }) => key)
    const [has, needs] = [weightOf(keys, terms), terms.quorumWeight]
    throw new Error(
      has < needs
        ? `${file} is signed by a weight of ${String(has)} of the ${String(needs)} that are needed. Let more of the witnesses of now sign it.`
        : `${file} is no plan for the next witnesses of this ledger (${successor.error.replaceAll('-', ' ')}).`,
    )
  }
  return successor.value
}

export async function readPlan(file: string): Promise<SignedManifest> {
  const signed = readSignedManifest(readJson(file, await readWhole(file)))
  if (signed === undefined) throw new Error(`${file} is no manifest to be signed.`)
  return signed
}

/** A signature that is half there would spoil those of the others. */
function keep(file: string, signed: SignedManifest): Promise<void> {
  return writeWhole(file, `${JSON.stringify(writeSignedManifest(signed), null, 2)}\n`)
}

async function noteOnce(path: string, id: string): Promise<void> {
  if ((await writeOnce(path, id)) || (await readFile(path, 'utf8')) === id) return
  throw new Error(
    `This witness has signed another successor of its epoch, as ${path} says. It signs one only.`,
  )
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
