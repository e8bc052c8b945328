/**
 * What somebody lists as final, read for what it adds here: what stands in no such list, and what is settled here, is told
 * before any signature is checked. A list may be long, and whoever makes it may say the same for ever.
 */
import { err, type Result } from '../lib/result'
import { cidOf, decodeCanonical, encodeCanonical } from '../records/codec'
import { blockShape } from './blocks'
import { writtenFactShape, type Fact, type WrittenFact } from './facts'
import { readFact, type FactFault } from './gate'
import { MAX_FACT_BYTES } from './limits'
import type { Terms } from './manifest'
import { slotKey, slotOf } from './slots'
import type { BlockId, SlotKey, VerifySignature } from './types'

export type ListedFault = FactFault | 'not-listed' | 'settled'

const LISTED: ReadonlySet<unknown> = new Set<WrittenFact['t']>([
  ...(['final', 'certified', 'table', 'successor', 'turn', 'page'] as const),
])

export async function readListed(
  bytes: Uint8Array,
  terms: Terms,
  settled: ReadonlyMap<SlotKey, BlockId>,
  verify: VerifySignature,
): Promise<Result<Fact, ListedFault>> {
  // Those that are larger are no finals of a block.
  const decoded = bytes.byteLength > MAX_FACT_BYTES ? null : decodeCanonical(bytes)
  if (decoded?.ok === false) return decoded
  const known = decoded === null ? null : await told(decoded.value, terms, settled)
  if (known !== null) return err(known)
  const read = await readFact(bytes, terms, verify)
  return read.ok && !LISTED.has(read.value.t) ? err('not-listed') : read
}

/** What can be told without signatures; null when more has to be looked at. */
async function told(
  value: unknown,
  terms: Terms,
  settled: ReadonlyMap<SlotKey, BlockId>,
): Promise<ListedFault | null> {
  const kind = typeof value === 'object' && value !== null && 't' in value ? value.t : null
  if (!LISTED.has(kind)) return 'not-listed'
  if (kind !== 'final' && kind !== 'certified') return null
  const fact = writtenFactShape.read(value)
  if (fact === undefined || (fact.t !== 'final' && fact.t !== 'certified')) return 'bad-schema'
  const { block, proof } = fact
  if (block.ledger !== terms.ledger) return 'other-ledger'
  if (proof.ledger === terms.ledger && proof.epoch < terms.epoch) return 'past-epoch'
  const here = settled.get(slotKey(slotOf(block)))
  if (here === undefined) return null
  const id = (await cidOf(encodeCanonical(blockShape.write(block)))) as string as BlockId
  return id === here ? 'settled' : null
}
