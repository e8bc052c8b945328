/** Where two blocks of the owner want the same place of the account: after an old backup, or from two devices at once. */
import { isInChain } from '../amp/blocks'
import type { Book } from '../amp/book'
import type { Owner } from '../amp/owner'
import type { Purse } from '../amp/purse'
import { slotKey } from '../amp/slots'
import type { AccountId, SignedBlock } from '../amp/types'
import type { Conflict, ConflictBlock } from './money-state'

/** Null while nothing collides, and once a quorum has voted for one of them: that one is finished. */
export function conflictShown(book: Book, owner: Owner, purse: Purse, account: AccountId): Conflict | null {
  const [open, others] = [owner.open(), owner.elsewhere()]
  if (!(isContested(purse, open) || (open === null ? 0 : 1) + others.length >= 2)) return null
  const tally = book.tally(slotKey(book.ledger.nextSlot(account)))
  if (tally === undefined || tally.quorumValues('vote').length > 0) return null
  return {
    here: open === null ? null : described(open),
    elsewhere: others.flatMap((one) => described(one) ?? []),
  }
}

/** Witnesses voted for another block there, though they may have forgotten which: they keep their word alone. */
function isContested(purse: Purse, open: SignedBlock | null): boolean {
  const state = open === null ? null : purse.blockState(open)
  return state?.at === 'pending' && state.refused === 'spoke-otherwise'
}

function described({ block, id }: SignedBlock): ConflictBlock | null {
  if (!isInChain(block) || block.t === 'skip') return null
  const at = block.timeMs
  switch (block.t) {
    case 'send':
      return { id, at, kind: 'sent', person: block.to, amount: block.amount }
    case 'spon':
      return { id, at, kind: 'campaign', person: null, amount: block.budget }
    case 'recv':
      return { id, at, kind: 'taken-up', person: null, amount: block.amount }
    case 'refund':
      return { id, at, kind: 'refund', person: null, amount: block.amount }
    case 'rotate':
      return { id, at, kind: 'moved', person: null, amount: 0 }
  }
}
