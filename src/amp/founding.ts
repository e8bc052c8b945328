/**
 * The declaration of a new ledger: who its witnesses are, who begins with how much, by which rules. For those who found one
 * in the app (rule FN1) and by `npm run ledger -- found` (rule AM53).
 */
import { err, ok, type Result } from '../lib/result'
import { readDeclaration, writeDeclaration, type LedgerDeclaration } from './declaration'
import { MAX_ALLOCATIONS, MAX_FEE_PPM, MAX_NAME_CHARS, MAX_SYMBOL_CHARS, MAX_WITNESSES } from './limits'
import { allocationId, type Allocation, type Manifest } from './manifest'
import { isSeenWhole } from './memo'
import { amount, positive, text, whole } from './shape'
import { sumOf } from './table'
import type { AccountId, BlockId, KeyId } from './types'

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 24 * HOUR_MS

/** What a ledger is founded with when nobody says otherwise. */
export const USUAL = { symbol: 'AMP', supplyAmp: 1_000_000, grantAmp: 100, feePpm: 10_000 } as const

/** Amounts are base units. */
export interface Founding {
  readonly name: string
  readonly symbol: string
  readonly supply: number
  readonly witnesses: readonly KeyId[]
  /** Where they may be asked; beside the manifest, since addresses change. */
  readonly addresses: ReadonlyMap<KeyId, readonly string[]>
  /** Who begins with how much. What is left of the supply is the witnesses', in equal parts. */
  readonly given: ReadonlyMap<AccountId, number>
  /** What each newcomer may get once from a witness's part; 0 for nothing. */
  readonly grant: number
  readonly feePpm: number
  /** The checkpoint of another ledger from which this one goes on; null for none. */
  readonly previous: BlockId | null
}

/** Why there can be no such ledger: what is out of bounds, by its name, and what does not go together. */
export type FoundingFault =
  | 'name'
  | 'symbol'
  | 'supply'
  | 'grant'
  | 'fee'
  | 'no-witness'
  | 'too-many-witnesses'
  | 'witness-twice'
  | 'too-much-given'
  | 'too-many-accounts'

export function foundingFault(founding: Founding): FoundingFault | null {
  const { name, symbol, supply, witnesses, given, grant, feePpm } = founding
  if (text(1, MAX_NAME_CHARS).read(name) === undefined || !isSeenWhole(name)) return 'name'
  if (text(1, MAX_SYMBOL_CHARS).read(symbol) === undefined || !isSeenWhole(symbol)) return 'symbol'
  if (positive.read(supply) === undefined) return 'supply'
  if (amount.read(grant) === undefined) return 'grant'
  if (whole(0, MAX_FEE_PPM).read(feePpm) === undefined) return 'fee'
  if (witnesses.length === 0) return 'no-witness'
  if (witnesses.length > MAX_WITNESSES) return 'too-many-witnesses'
  if (new Set(witnesses).size !== witnesses.length) return 'witness-twice'
  const sum = sumOf([...given.values()])
  if (sum === null || sum > supply) return 'too-much-given'
  return rowsOf(founding).length > MAX_ALLOCATIONS ? 'too-many-accounts' : null
}

/** As network.json has it. */
export async function declare(founding: Founding): Promise<Result<Record<string, unknown>, FoundingFault>> {
  const fault = foundingFault(founding)
  if (fault !== null) return err(fault)
  const { name, symbol, supply, witnesses, addresses, grant, feePpm, previous } = founding
  const allocation: Allocation = { v: 1, t: 'alloc', rows: rowsOf(founding) }
  const manifest: Manifest = {
    ...{ v: 1, t: 'manifest', name, symbol, supply, previous, epoch: 0 },
    allocation: await allocationId(allocation),
    witnesses: witnesses.map((key) => ({ key, weight: 1, addresses: [] })),
    rules: { minSend: 1, claimGraceMs: HOUR_MS, epochMs: WEEK_MS, feePpm, faucetGrant: grant },
    governors: { keys: [], threshold: 0 },
  }
  return ok(writeDeclaration(manifest, allocation, addresses))
}

/** A network.json in which a ledger is founded, and what pages read of that. */
export interface FoundedFile {
  readonly text: string
  readonly declaration: LedgerDeclaration
}

/** @param network the file without its ledger */
export async function withLedger(
  network: Readonly<Record<string, unknown>>,
  founding: Founding,
): Promise<Result<FoundedFile, FoundingFault>> {
  const ledger = await declare(founding)
  if (!ledger.ok) return ledger
  const written = JSON.stringify({ ...network, ledger: ledger.value }, null, 2)
  // Read as pages will read it, so that they will.
  const read = await readDeclaration((JSON.parse(written) as { ledger: unknown }).ledger)
  if (!read.ok) throw new Error(`what was founded cannot be read: ${read.error}`)
  return ok({ text: `${written}\n`, declaration: read.value })
}

/** What does not divide goes to the first witnesses, a unit each. */
function rowsOf({
  supply,
  given,
  witnesses,
}: Pick<Founding, 'supply' | 'given' | 'witnesses'>): Allocation['rows'] {
  const amounts = new Map(given)
  const left = supply - [...given.values()].reduce((sum, one) => sum + one, 0)
  const part = Math.floor(left / witnesses.length)
  for (const [index, key] of witnesses.entries()) {
    const account = key as string as AccountId
    const share = part + (index < left - part * witnesses.length ? 1 : 0)
    amounts.set(account, (amounts.get(account) ?? 0) + share)
  }
  return [...amounts]
    .filter(([, units]) => units > 0)
    .map(([account, units]) => ({ account, amount: units }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
}
