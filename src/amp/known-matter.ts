/**
 * Whether a fact is about anything that is known here (rule AM110). Who would pass on what is about nothing spends the
 * share of its neighbours on what anybody makes up without AMP, and often without a signature. Whoever lacks what a fact
 * is about asks for it anyway, and proposals are shown to the witnesses over streams.
 */
import { isInChain } from './blocks'
import type { Book } from './book'
import type { Fact } from './facts'
import { isByOwner, judge } from './judge'
import { ownKey } from './ledger'
import { MAX_SKEW_MS } from './limits'
import { slotKey, slotOf } from './slots'
import type { Plea, Receipt } from './statements'
import { isOver } from './timely'
import type { AccountId, BlockId, SignedBlock } from './types'

/** @param book that has taken the fact in */
export function isOfSomething(fact: Fact, book: Book, nowMs: number): boolean {
  switch (fact.t) {
    case 'block':
      return isOfAnAccount(fact.signed, book)
    case 'table':
      return book.ledger.tableById(fact.table.id) !== undefined
    case 'receipt':
      return isKept(fact.receipt, book)
    case 'plea':
      return isOfOwner(fact.plea, book)
    case 'forked':
      return book.tally(slotKey({ kind: 'account', account: fact.account, seq: fact.seq }))?.fork() != null
    case 'closing':
      return isToBeClosed(fact.campaign, book, nowMs)
    case 'page':
      return book.change.hasPage(fact.page.id)
    // Signed by witnesses, or told once.
    case 'said':
    case 'quorum':
    case 'final':
    case 'certified':
    case 'report':
    case 'twice':
    case 'lie':
    case 'successor':
    case 'begin':
    case 'turn':
      return true
  }
}

function isOfAnAccount(signed: SignedBlock, book: Book): boolean {
  const { block, id } = signed
  const { ledger } = book
  const key = slotKey(slotOf(block))
  if (ledger.settled.get(key) === id || book.tally(key)?.candidate(id) !== undefined) return true
  // Nobody signed it, so anybody may have made it up: it is due, or it is nothing.
  if (!isInChain(block) || block.t === 'skip') return false
  // Of a payment that is ahead of what is known here, the one before may be on its way.
  const mayCome = isByOwner(ledger, signed) && judge(ledger, signed).verdict !== 'invalid'
  return mayCome && hasSomething(block.account, book)
}

/** Accounts cost nothing to name. */
function hasSomething(account: AccountId, { ledger }: Book): boolean {
  return ledger.accounts.has(account) || ledger.outputsFor(account).length > 0
}

/** The book keeps those of viewers who are offered something, signed by themselves. */
function isKept({ campaign, viewer, fromMs, toMs }: Receipt, book: Book): boolean {
  return book
    .receipts(slotKey({ kind: 'claim', campaign, viewer }))
    .some((kept) => kept.fromMs === fromMs && kept.toMs === toMs)
}

function isOfOwner({ account, seq, key }: Plea, book: Book): boolean {
  const owner = book.ledger.account(account)
  return (
    hasSomething(account, book) && seq === owner.seq + 1 && (key === owner.key || key === ownKey(account))
  )
}

/** Of a clock that is behind, too. */
function isToBeClosed(id: BlockId, { ledger }: Book, nowMs: number): boolean {
  const campaign = ledger.campaigns.get(id)
  return campaign?.owed === null && isOver(campaign, ledger, nowMs + MAX_SKEW_MS)
}
