/**
 * Whether a block may become final: a function of the finals known here and of nothing else, so that everybody who
 * holds the same finals says the same (LEDGER.md 5.3). What a clock or evidence decides stands in timely.ts and binds
 * only the witness that votes.
 */
import { isInChain, type BlockOf, type ChainBlock } from './blocks'
import { feeOf, offerIn, ownKey, type Ledger } from './ledger'
import { slotKey, slotOf } from './slots'
import { hasRow, rowsIn, sumOf } from './table'
import type { AccountId, SignedBlock } from './types'

export type BlockFault =
  | 'place-is-taken'
  | 'other-predecessor'
  | 'not-the-owner'
  | 'wrong-balance'
  | 'too-little'
  | 'below-the-minimum'
  | 'to-itself'
  | 'source-twice'
  | 'source-is-taken'
  | 'source-of-another'
  | 'wrong-sum'
  | 'wrong-rows'
  | 'not-the-sponsor'
  | 'already-closed'
  /** A claim that is final has no row: it would be paid out of what comes back. */
  | 'claimed-not-owed'
  | 'no-offer'
  | 'closed'

/** What must be known or final before more can be said. */
export type Missing = 'predecessor' | 'source' | 'campaign' | 'table'

export type Judgement =
  | { readonly verdict: 'valid' }
  | { readonly verdict: 'wait'; readonly missing: Missing }
  | { readonly verdict: 'invalid'; readonly fault: BlockFault }

const VALID: Judgement = { verdict: 'valid' }

export function judge(ledger: Ledger, signed: SignedBlock): Judgement {
  const { block } = signed
  if (ledger.settled.has(slotKey(slotOf(block)))) return invalid('place-is-taken')
  if (block.t === 'claim') return judgeClaim(ledger, block)
  if (block.t === 'rest') return restFault(ledger, block) ?? VALID
  return judgePlace(ledger, block, signed)
}

function judgePlace(ledger: Ledger, block: ChainBlock, signed: SignedBlock): Judgement {
  const before = ledger.account(block.account)
  // First: what is missing may be the block from which on another key signs.
  if (block.seq > before.seq + 1) return wait('predecessor')
  if (!isByOwner(ledger, signed)) return invalid('not-the-owner')
  if (block.seq !== before.seq + 1) return invalid('place-is-taken')
  if (block.prev !== before.head) return invalid('other-predecessor')
  // Accounts cost nothing to name, so one begins only when there is something in it.
  const isEmpty = before.seq < 0 && before.balance === 0 && ledger.outputsFor(block.account).length === 0
  if (isEmpty) return wait('source')
  if (block.t === 'skip') return VALID
  const found = change(ledger, block)
  if (typeof found !== 'number') return found
  const balance = before.balance + found
  if (balance < 0) return invalid('too-little')
  return balance === block.balance ? VALID : invalid('wrong-balance')
}

/** False when a key signed that may not sign for the account now; such a block is nobody's evidence of anything. */
export function isByOwner(ledger: Ledger, { block, signer }: SignedBlock): boolean {
  if (!isInChain(block) || block.t === 'skip') return true
  if (signer === ledger.account(block.account).key) return true
  return block.t === 'rotate' && signer === ownKey(block.account)
}

/** By how much the block changes the balance of its account, or why it may not. */
function change(ledger: Ledger, block: Exclude<ChainBlock, { readonly t: 'skip' }>): number | Judgement {
  switch (block.t) {
    case 'send':
      if (block.to === block.account) return invalid('to-itself')
      return block.amount < ledger.terms.rules.minSend ? invalid('below-the-minimum') : -block.amount
    case 'recv':
      return received(ledger, block)
    case 'spon':
      return sponsored(ledger, block)
    case 'refund':
      return refunded(ledger, block)
    case 'rotate':
      return 0
  }
}

function received(ledger: Ledger, block: BlockOf<'recv'>): number | Judgement {
  const keys = block.sources.map(slotKey)
  if (new Set(keys).size !== keys.length) return invalid('source-twice')
  const amounts: number[] = []
  for (const key of keys) {
    const output = ledger.outputs.get(key)
    if (output === undefined) return ledger.settled.has(key) ? invalid('source-is-taken') : wait('source')
    if (output.to !== block.account) return invalid('source-of-another')
    amounts.push(output.amount)
  }
  return sumOf(amounts) === block.amount ? block.amount : invalid('wrong-sum')
}

function sponsored(ledger: Ledger, block: BlockOf<'spon'>): number | Judgement {
  // Before the table is asked for: only who has so much has others keep one.
  if (block.budget > ledger.account(block.account).balance) return invalid('too-little')
  const table = ledger.tableById(block.table)
  if (table === undefined) return wait('table')
  if (table.rows.length !== block.rows) return invalid('wrong-rows')
  const offered = sumOf([feeOf(block.budget, ledger.terms), ...table.rows.map(({ amount }) => amount)])
  return offered !== null && offered <= block.budget ? -block.budget : invalid('wrong-sum')
}

function refunded(ledger: Ledger, block: BlockOf<'refund'>): number | Judgement {
  const sponsor = ledger.campaigns.get(block.campaign)?.block.account
  if (sponsor !== undefined && sponsor !== block.account) return invalid('not-the-sponsor')
  return restFault(ledger, block) ?? block.amount
}

/** Of what is taken back of a campaign, whoever takes it; null for nothing. */
function restFault(ledger: Ledger, block: BlockOf<'refund' | 'rest'>): Judgement | null {
  const campaign = ledger.campaigns.get(block.campaign)
  if (campaign === undefined) return wait('campaign')
  if (campaign.owed !== null) return invalid('already-closed')
  const table = ledger.tableOf(campaign)
  if (table === undefined) return wait('table')
  const rows = rowsIn(block.owed, table.rows.length)
  if (rows === undefined) return invalid('wrong-rows')
  // Reports of a quorum name every claim that became final; that they do is not taken on trust.
  const isPaid = (viewer: AccountId): boolean =>
    ledger.settled.has(slotKey({ kind: 'claim', campaign: block.campaign, viewer }))
  const isLeftOut = table.rows.some(({ viewer }, row) => isPaid(viewer) && !hasRow(block.owed, row))
  if (isLeftOut) return invalid('claimed-not-owed')
  const owed = rows.reduce((sum, row) => sum + (table.rows[row]?.amount ?? 0), 0)
  return campaign.block.budget - campaign.fee - owed === block.amount ? null : invalid('wrong-sum')
}

function judgeClaim(ledger: Ledger, block: BlockOf<'claim'>): Judgement {
  const campaign = ledger.campaigns.get(block.campaign)
  if (campaign === undefined) return wait('campaign')
  const table = ledger.tableOf(campaign)
  if (table === undefined) return wait('table')
  const offer = offerIn(table, block.viewer)
  if (offer === null || offer.amount !== block.amount) return invalid('no-offer')
  return ledger.isOwed(campaign, offer.row) ? VALID : invalid('closed')
}

function wait(missing: Missing): Judgement {
  return { verdict: 'wait', missing }
}

function invalid(fault: BlockFault): Judgement {
  return { verdict: 'invalid', fault }
}
