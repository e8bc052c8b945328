/** The blocks of accounts, and what stands beside them: the claim and the rest. Each is a closed map; `t` says which. */
import { MAX_MEMO_CHARS, MAX_SOURCES, MAX_TABLE_ROWS, MAX_VIEW_MS, MAX_WITNESSES } from './limits'
import {
  account,
  amount,
  anyCid,
  blockId,
  bytes,
  constant,
  count,
  key,
  ledgerId,
  list,
  map,
  nullable,
  positive,
  text,
  timeMs,
  variants,
  whole,
  type Typed,
} from './shape'
import { slotShape } from './slots'

const MAX_ALGORITHM_CHARS = 40

const head = { v: constant(1), ledger: ledgerId }
/** Behind which block of the account, and what its balance is then. */
const place = { ...head, account, seq: count, prev: nullable(blockId), balance: amount, timeMs }
/** One bit for each row of a campaign's table, the first row in the lowest bit of the first byte. */
export const rowBits = bytes(1, Math.ceil(MAX_TABLE_ROWS / 8))

export const blockShape = variants('t', {
  send: map({
    ...place,
    t: constant('send'),
    to: account,
    amount: positive,
    /** Words for everybody to read, for ever. */
    memo: nullable(text(1, MAX_MEMO_CHARS)),
  }),
  /** Takes up final sends and claims. */
  recv: map({ ...place, t: constant('recv'), sources: list(slotShape, 1, MAX_SOURCES), amount: positive }),
  /** Locks a budget for the people of an offer table. `algorithm` and `snapshot` say how it was priced. */
  spon: map({
    ...place,
    t: constant('spon'),
    post: anyCid,
    budget: positive,
    table: blockId,
    rows: whole(1, MAX_TABLE_ROWS),
    expiresMs: timeMs,
    /** So long must a viewer look at the post. */
    viewMs: whole(0, MAX_VIEW_MS),
    algorithm: text(1, MAX_ALGORITHM_CHARS),
    snapshot: nullable(anyCid),
  }),
  /** Takes back what nobody of `owed` can claim. `reports` are the close reports that say so. */
  refund: map({
    ...place,
    t: constant('refund'),
    campaign: blockId,
    amount,
    owed: rowBits,
    reports: list(anyCid, 1, MAX_WITNESSES),
  }),
  /** From here on another key signs. */
  rotate: map({ ...place, t: constant('rotate'), key }),
  /** Voids its place. Canonical: no field is the owner's choice. */
  skip: map({ ...head, t: constant('skip'), account, seq: count, prev: nullable(blockId) }),
  /** Canonical too, so two proposals of one claim never differ; the receipt of the view stands beside it. */
  claim: map({ ...head, t: constant('claim'), campaign: blockId, viewer: account, amount: positive }),
  /**
   * Gives back to a sponsor who is gone what nobody of `owed` can claim (rest.ts). Anybody makes it, and whoever heard the
   * same close reports makes the same.
   */
  rest: map({ ...head, t: constant('rest'), campaign: blockId, amount: positive, owed: rowBits }),
})

export type Block = Typed<typeof blockShape>
export type BlockOf<T extends Block['t']> = Extract<Block, { readonly t: T }>
/** Blocks that stand in the chain of an account. */
export type ChainBlock = Exclude<Block, BesideChains>
/** Those that are final at a place of their own. */
type BesideChains = { readonly t: 'claim' } | { readonly t: 'rest' }
/** Those that an owner signs. */
export type OwnedBlock = Exclude<ChainBlock, { readonly t: 'skip' }>

export function isInChain(block: Block): block is ChainBlock {
  return block.t !== 'claim' && block.t !== 'rest'
}
