/** Where all AMP of a ledger is at one moment, as a list in one order: in accounts, on the way, locked in campaigns. */
import { cidOf, encodeCanonical } from '../records/codec'
import type { Ledger } from './ledger'
import { account, amount, blockId, constant, count, key, map, nullable, positive, variants } from './shape'
import type { Typed } from './shape'
import { slotKey, slotShape } from './slots'
import type { BlockId } from './types'

const head = { v: constant(1) }

export const leafShape = variants('t', {
  account: map({
    ...head,
    t: constant('account'),
    account,
    /** How many of its blocks are final; the last one is `head`. */
    blocks: count,
    head: nullable(blockId),
    balance: amount,
    key,
  }),
  /** Final, and not yet taken up. */
  output: map({ ...head, t: constant('output'), slot: slotShape, to: account, amount: positive }),
  /** What a campaign still locks. */
  campaign: map({ ...head, t: constant('campaign'), campaign: blockId, sponsor: account, amount: positive }),
})
export type Leaf = Typed<typeof leafShape>

/** Everybody who holds the same finals has the same list. */
export function leavesOf(ledger: Ledger): Leaf[] {
  const leaves: Leaf[] = []
  for (const [id, { seq, head: last, balance, key: signs }] of ledger.accounts)
    leaves.push({ v: 1, t: 'account', account: id, blocks: seq + 1, head: last, balance, key: signs })
  for (const { slot, to, amount: sum } of ledger.outputs.values())
    leaves.push({ v: 1, t: 'output', slot, to, amount: sum })
  for (const { id, block, locked } of ledger.campaigns.values())
    if (locked > 0) leaves.push({ v: 1, t: 'campaign', campaign: id, sponsor: block.account, amount: locked })
  const named = leaves.map((leaf) => ({ leaf, name: leafName(leaf) }))
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ leaf }) => leaf)
}

/** How many there are, without making them. */
export function leafCount({ accounts, outputs, campaigns }: Ledger): number {
  const locking = [...campaigns.values()].filter(({ locked }) => locked > 0)
  return accounts.size + outputs.size + locking.length
}

/** No two leaves of a ledger have the same. */
export function leafName(leaf: Leaf): string {
  switch (leaf.t) {
    case 'account':
      return `account ${leaf.account}`
    case 'output':
      return `output ${slotKey(leaf.slot)}`
    case 'campaign':
      return `campaign ${leaf.campaign}`
  }
}

export function leafAmount(leaf: Leaf): number {
  return leaf.t === 'account' ? leaf.balance : leaf.amount
}

export async function leafId(leaf: Leaf): Promise<BlockId> {
  return (await cidOf(encodeCanonical(leafShape.write(leaf)))) as string as BlockId
}
