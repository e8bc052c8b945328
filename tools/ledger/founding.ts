/** The declaration of a new ledger: who its witnesses are, who begins with how much, by which rules. */
import { writeDeclaration } from '../../src/amp/declaration'
import { allocationId, isWhole, manifestShape, type Allocation, type Manifest } from '../../src/amp/manifest'
import type { AccountId, BlockId, KeyId } from '../../src/amp/types'

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 24 * HOUR_MS

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

/** As network.json has it. Throws with a sentence for the founder. */
export async function declare(founding: Founding): Promise<Record<string, unknown>> {
  const { name, symbol, supply, witnesses, addresses, grant, feePpm, previous } = founding
  const allocation: Allocation = { v: 1, t: 'alloc', rows: rowsOf(founding) }
  if (!isWhole(allocation, supply)) throw new Error('More is given away than the supply.')
  const manifest: Manifest = {
    ...{ v: 1, t: 'manifest', name, symbol, supply, previous, epoch: 0 },
    allocation: await allocationId(allocation),
    witnesses: witnesses.map((key) => ({ key, weight: 1, addresses: [] })),
    rules: { minSend: 1, claimGraceMs: HOUR_MS, epochMs: WEEK_MS, feePpm, faucetGrant: grant },
    governors: { keys: [], threshold: 0 },
  }
  if (manifestShape.read(manifestShape.write(manifest)) === undefined)
    throw new Error(
      'The name, the symbol, the supply, the fee, the grant or the number of witnesses is out of bounds.',
    )
  return writeDeclaration(manifest, allocation, addresses)
}

/** What does not divide goes to the first witnesses, a unit each. */
export function rowsOf({
  supply,
  given,
  witnesses,
}: Pick<Founding, 'supply' | 'given' | 'witnesses'>): Allocation['rows'] {
  const amounts = new Map(given)
  const left = supply - [...given.values()].reduce((sum, amount) => sum + amount, 0)
  const part = Math.floor(left / witnesses.length)
  for (const [index, key] of witnesses.entries()) {
    const account = key as string as AccountId
    const share = part + (index < left - part * witnesses.length ? 1 : 0)
    amounts.set(account, (amounts.get(account) ?? 0) + share)
  }
  return [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([account, amount]) => ({ account, amount }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
}
