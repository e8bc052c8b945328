/**
 * What is so, as a fold of final blocks alone: no clock, no votes. Whoever holds the same finals has the same ledger,
 * in whatever order they came (each account's own in order). `applyFinal` is the only way to change it.
 */
import { PPM } from './limits'
import type { Terms } from './manifest'
import { hasRow, rowOf, sumOf, type Table } from './table'
import { slotKey, slotOf } from './slots'
import type { AccountId, BlockId, Final, KeyId, Slot, SlotKey } from './types'
import type { Block, BlockOf } from './blocks'

export interface Account {
  /** Of the last final block; -1 before the first. */
  readonly seq: number
  readonly head: BlockId | null
  readonly balance: number
  readonly key: KeyId
}

/** Final, and not yet taken up by whom it is for. */
export interface Output {
  readonly slot: Slot
  readonly to: AccountId
  readonly amount: number
}

export interface Campaign {
  readonly id: BlockId
  readonly block: BlockOf<'spon'>
  /** Weighted median of the acknowledgements of this copy of the proof: about when it became final. */
  readonly finalMs: number
  /** Still locked. */
  readonly locked: number
  readonly fee: number
  /** By its whole table. */
  readonly offered: number
  /** What came back of it. */
  readonly returned: number
  /** Rows that may still claim after the refund; null before it. */
  readonly owed: Uint8Array | null
}

export class Ledger {
  #terms: Terms
  readonly #former: Terms[] = []
  readonly accounts = new Map<AccountId, Account>()
  readonly outputs = new Map<SlotKey, Output>()
  readonly campaigns = new Map<BlockId, Campaign>()
  readonly settled = new Map<SlotKey, BlockId>()
  readonly #tables = new Map<BlockId, Table>()
  readonly #heldTables = new Set<BlockId>()
  readonly #outputsOf = new Map<AccountId, Set<SlotKey>>()

  constructor(terms: Terms, allocation: readonly { readonly account: AccountId; readonly amount: number }[]) {
    this.#terms = terms
    for (const { account, amount } of allocation)
      this.accounts.set(account, { seq: -1, head: null, balance: amount, key: ownKey(account) })
  }

  /** Of the epoch that it is in. */
  get terms(): Terms {
    return this.#terms
  }

  /** From now on the terms of the next epoch hold for the same state. */
  turn(terms: Terms): void {
    this.#former.push(this.#terms)
    this.#terms = terms
  }

  /** Under which a proof of that epoch holds; those of now for one that is not known. */
  termsAt(epoch: number): Terms {
    return this.#former.find((terms) => terms.epoch === epoch) ?? this.#terms
  }

  /** The same state under the terms of the next epoch. */
  under(terms: Terms): Ledger {
    const next = new Ledger(terms, [])
    for (const [id, account] of this.accounts) next.accounts.set(id, account)
    for (const [id, campaign] of this.campaigns) next.campaigns.set(id, campaign)
    for (const [key, id] of this.settled) next.settled.set(key, id)
    for (const output of this.outputs.values()) next.addOutput(output)
    for (const table of this.#tables.values()) next.keepTable(table)
    return next
  }

  account(id: AccountId): Account {
    return this.accounts.get(id) ?? { seq: -1, head: null, balance: 0, key: ownKey(id) }
  }

  nextSlot(id: AccountId): Slot {
    return { kind: 'account', account: id, seq: this.account(id).seq + 1 }
  }

  /** Tables are found by their CID, so whoever brings one can bring no other. */
  keepTable(table: Table): void {
    this.#tables.set(table.id, table)
    this.#heldTables.delete(table.id)
  }

  /** Others brought it for a campaign that is not final: it may be let go of when that is over. */
  holdTable(table: Table): void {
    if (this.#tables.has(table.id)) return
    this.#tables.set(table.id, table)
    this.#heldTables.add(table.id)
  }

  /** Lets go of what was held, unless a final campaign names it; what was kept stays. */
  dropTable(id: BlockId): void {
    const isNamed = [...this.campaigns.values()].some(({ block }) => block.table === id)
    if (!isNamed && this.#heldTables.delete(id)) this.#tables.delete(id)
  }

  tableById(id: BlockId): Table | undefined {
    return this.#tables.get(id)
  }

  tableOf(campaign: Campaign): Table | undefined {
    return this.tableById(campaign.block.table)
  }

  outputsFor(id: AccountId): Output[] {
    return [...(this.#outputsOf.get(id) ?? [])]
      .map((key) => this.outputs.get(key))
      .filter((output) => output !== undefined)
  }

  addOutput(output: Output): void {
    const key = slotKey(output.slot)
    this.outputs.set(key, output)
    const keys = this.#outputsOf.get(output.to) ?? new Set<SlotKey>()
    this.#outputsOf.set(output.to, keys.add(key))
  }

  takeOutput(key: SlotKey): void {
    const output = this.outputs.get(key)
    this.outputs.delete(key)
    if (output !== undefined) this.#outputsOf.get(output.to)?.delete(key)
  }

  /** True when a claim of this row may become final. */
  isOwed(campaign: Campaign, row: number): boolean {
    return campaign.owed === null || hasRow(campaign.owed, row)
  }
}

/** Until it rotates, an account signs with the key that is its name; that key may always rotate. */
export function ownKey(id: AccountId): KeyId {
  return id as string as KeyId
}

/** The witnesses' parts of a campaign's fee. What does not divide stays with the budget. */
export function feeParts(
  budget: number,
  terms: Terms,
): { readonly witness: KeyId; readonly amount: number }[] {
  const fee = BigInt(mostFee(budget, terms))
  return [...terms.weights]
    .map(([witness, weight]) => ({
      witness,
      amount: Number((fee * BigInt(weight)) / BigInt(terms.totalWeight)),
    }))
    .filter(({ amount }) => amount > 0)
}

/** Whoever the witnesses are: what does not divide among them is less than this. */
export function mostFee(budget: number, terms: Terms): number {
  return Number((BigInt(budget) * BigInt(terms.rules.feePpm)) / BigInt(PPM))
}

export function feeOf(budget: number, terms: Terms): number {
  return feeParts(budget, terms).reduce((sum, { amount }) => sum + amount, 0)
}

/** Takes in a final block that judge.ts found no fault with. */
export function applyFinal(ledger: Ledger, { signed, proof }: Final): void {
  const { block, id } = signed
  const slot = slotOf(block)
  ledger.settled.set(slotKey(slot), id)
  if (block.t === 'claim') {
    pay(ledger, { slot, to: block.viewer, amount: block.amount }, block.campaign)
    return
  }
  if (block.t === 'rest') {
    // Not into the balance: that stands in the blocks of the account, of which only the owner may make one.
    const [sponsor] = accountsOf(block, ledger)
    if (sponsor === undefined) throw new Error(`expected the campaign ${block.campaign} before its rest`)
    ledger.addOutput({ slot, to: sponsor, amount: block.amount })
    close(ledger, block)
    return
  }
  const before = ledger.account(block.account)
  ledger.accounts.set(block.account, {
    seq: block.seq,
    head: id,
    balance: block.t === 'skip' ? before.balance : block.balance,
    key: block.t === 'rotate' ? block.key : before.key,
  })
  if (block.t === 'send') {
    ledger.addOutput({ slot, to: block.to, amount: block.amount })
  } else if (block.t === 'recv') {
    for (const source of block.sources) ledger.takeOutput(slotKey(source))
  } else if (block.t === 'spon') {
    const parts = feeParts(block.budget, ledger.terms)
    const fee = feeOf(block.budget, ledger.terms)
    const finalMs = medianMs(proof.signatures, ledger.terms)
    const rows = ledger.tableById(block.table)?.rows ?? []
    const offered = sumOf(rows.map(({ amount }) => amount)) ?? 0
    const open = { locked: block.budget, returned: 0, owed: null }
    ledger.campaigns.set(id, { id, block, finalMs, fee, offered, ...open })
    for (const { witness, amount } of parts) {
      const part: Slot = { kind: 'fee', campaign: id, witness }
      ledger.settled.set(slotKey(part), id)
      pay(ledger, { slot: part, to: witness as string as AccountId, amount }, id)
    }
  } else if (block.t === 'refund') {
    close(ledger, block)
  }
}

/** Whose next block may have waited for this one. */
export function accountsOf(block: Block, ledger: Ledger): AccountId[] {
  switch (block.t) {
    case 'claim':
      return [block.viewer]
    case 'rest': {
      const campaign = ledger.campaigns.get(block.campaign)
      return campaign === undefined ? [] : [campaign.block.account]
    }
    case 'send':
      return [block.account, block.to]
    case 'recv':
    case 'spon':
    case 'refund':
    case 'rotate':
    case 'skip':
      return [block.account]
  }
}

function pay(ledger: Ledger, output: Output, campaign: BlockId): void {
  ledger.addOutput(output)
  change(ledger, campaign, output.amount)
}

function close(ledger: Ledger, { campaign, amount, owed }: BlockOf<'refund' | 'rest'>): void {
  change(ledger, campaign, amount, { returned: amount, owed })
}

function change(
  ledger: Ledger,
  id: BlockId,
  left: number,
  closed: Partial<Pick<Campaign, 'returned' | 'owed'>> = {},
): void {
  const campaign = ledger.campaigns.get(id)
  if (campaign === undefined) throw new Error(`expected the campaign ${id} before what it pays`)
  ledger.campaigns.set(id, { ...campaign, locked: campaign.locked - left, ...closed })
}

/** Lies between honest clocks while the bad ones weigh less than half. */
export function medianMs(
  signatures: readonly { readonly witness: KeyId; readonly timeMs: number }[],
  terms: Terms,
): number {
  const sorted = [...signatures].sort((a, b) => a.timeMs - b.timeMs)
  const total = sorted.reduce((sum, { witness }) => sum + (terms.weights.get(witness) ?? 0), 0)
  let weight = 0
  for (const { witness, timeMs } of sorted) {
    weight += terms.weights.get(witness) ?? 0
    if (weight * 2 >= total) return timeMs
  }
  return 0
}

/** Of a table, the row of this viewer and what it offers. */
export function offerIn(
  table: Table,
  viewer: AccountId,
): { readonly row: number; readonly amount: number } | null {
  const row = rowOf(table, viewer)
  return row < 0 ? null : { row, amount: table.rows[row]?.amount ?? 0 }
}

export interface Supply {
  readonly balances: number
  readonly untaken: number
  readonly locked: number
  readonly total: number | null
}

/** The four sums that must be the supply at any time, whatever of the finals is known here. */
export function supplyOf(ledger: Ledger): Supply {
  const add = (amounts: Iterable<number>): number => sumOf([...amounts]) ?? Number.NaN
  const balances = add([...ledger.accounts.values()].map(({ balance }) => balance))
  const untaken = add([...ledger.outputs.values()].map(({ amount }) => amount))
  const locked = add([...ledger.campaigns.values()].map((campaign) => campaign.locked))
  return { balances, untaken, locked, total: sumOf([balances, untaken, locked]) }
}
