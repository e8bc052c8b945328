/** What a campaign counts for where sponsors compete (rule AM109): what it spends, not what it locks and takes back. */
import type { Campaign } from './ledger'

/** While it is open what it offers and its fee, once it is closed its fee and what was paid of it; base units. */
export function weightOfCampaign({ block, fee, offered, locked, owed, returned }: Campaign): number {
  return owed === null ? fee + offered : block.budget - returned - locked
}
