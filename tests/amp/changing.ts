/** For tests of a change of witnesses: w0 to w3 are followed by w0 and three new ones. */
import { beginningId, type Beginning } from '../../src/amp/beginning'
import { Book } from '../../src/amp/book'
import { rootWith } from '../../src/amp/carry-over'
import type { Fact } from '../../src/amp/facts'
import { readFact } from '../../src/amp/gate'
import { Ledger } from '../../src/amp/ledger'
import { manifestId, type Manifest } from '../../src/amp/manifest'
import { signStatement } from '../../src/amp/signing'
import type { Quorum, Stage } from '../../src/amp/statements'
import { joinSignatures, readSuccessor, signManifest, type Successor } from '../../src/amp/successor'
import { Witness } from '../../src/amp/witness'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import type { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { EACH, NOW_MS, type smallLedger } from './network'

export const keys = cheapKeys()
const NEXT = ['w0', 'n1', 'n2', 'n3']
export type Small = Awaited<ReturnType<typeof smallLedger>>

export async function manifestAfter({ network }: Small, change: Partial<Manifest> = {}): Promise<Manifest> {
  return {
    ...network.manifest,
    epoch: 1,
    previous: await manifestId(network.manifest),
    witnesses: NEXT.map((name) => ({ key: keys.signer(name).device, weight: 1, addresses: [] })),
    ...change,
  }
}

export async function signedBy(manifest: Manifest, signers: readonly string[]) {
  return joinSignatures(
    manifest,
    await Promise.all(signers.map((name) => signManifest(manifest, keys.signer(name)))),
  )
}

export async function successorOf(small: Small): Promise<Successor> {
  const signed = await signedBy(await manifestAfter(small), ['w0', 'w1', 'w2'])
  const read = await readSuccessor(signed, small.network.terms, keys.verify)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

/** A witness of its own disk, which may stop at the write that is named. */
export function witnessOn(
  small: Small,
  disk: SimulatedDisk,
  now = () => NOW_MS,
): Witness & { readonly book: Book } {
  const { network } = small
  const rows = ['alice', 'bob', 'charlie'].map((name) => ({ account: network.accountOf(name), amount: EACH }))
  const book = new Book(new Ledger(network.terms, rows))
  const signer = keys.signer('w0')
  const parts = { book, signer, log: disk, memory: disk.witnessMemory(), now }
  return Object.assign(new Witness(parts), { book })
}

/** Starts again with what is on the disk alone, as a desk does it. */
export async function startedAgain(small: Small, disk: SimulatedDisk, now = () => NOW_MS) {
  const witness = witnessOn(small, disk, now)
  for (const { facts } of disk.proofs())
    for (const bytes of facts) {
      const read = await readFact(bytes, small.network.terms, keys.verify)
      if (read.ok) await witness.recall(read.value)
    }
  return witness
}

/** What a book would begin the next epoch with, or something else by the same form. */
export async function beginningWith(book: Book, next: Successor, change: Partial<Omit<Beginning, 't'>> = {}) {
  const root = await rootWith(book, [])
  if (root === null) throw new Error('expected a sum')
  const { ledger, epoch } = book.ledger.terms
  const beginning: Beginning = {
    ...({ v: 1, t: 'begin', ledger, epoch, next: next.id, carried: [] } as const),
    ...root,
    ...change,
  }
  return { beginning, id: await beginningId(beginning) }
}

export function roundWord(small: Small, name: string, t: Stage, round: number, value: Quorum['value']) {
  const { ledger, epoch } = small.network.terms
  const slot = { kind: 'epoch', round } as const
  const signer = keys.signer(name)
  return signStatement({ v: 1, ledger, t, epoch, slot, value, witness: signer.device, timeMs: 1 }, signer)
}

export async function beginBy(
  small: Small,
  name: string,
  round: number,
  { beginning, id }: Awaited<ReturnType<typeof beginningWith>>,
): Promise<Fact> {
  return { t: 'begin', beginning, said: await roundWord(small, name, 'vote', round, id) }
}
