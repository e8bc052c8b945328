/**
 * Whether a block may become final, a second time and in another way than src/amp/judge.ts: everything is worked out
 * anew from all that was final before, each time. LEDGER.md 5.3, with what src/amp/README.md says of differences.
 */
import type { PlainBlock } from './plain-form'

export type PlainVerdict = 'valid' | 'wait' | 'invalid'

export interface Founding {
  readonly minSend: number
  readonly feePpm: number
  /** By key; weights. */
  readonly witnesses: ReadonlyMap<string, number>
  readonly allocation: ReadonlyMap<string, number>
}

export type PlainTable = readonly (readonly [viewer: string, amount: number])[]

interface Known {
  readonly founding: Founding
  /** What was final before, oldest first. */
  readonly finals: readonly PlainBlock[]
  readonly tables: ReadonlyMap<string, PlainTable>
}

interface Income {
  readonly to: string
  readonly amount: number
}

const text = ({ fields }: PlainBlock, name: string): string => String(fields.get(name))
const number = ({ fields }: PlainBlock, name: string): number => Number(fields.get(name))
const texts = ({ fields }: PlainBlock, name: string): string[] => fields.get(name) as string[]
const total = (amounts: readonly number[]): bigint => amounts.reduce((sum, one) => sum + BigInt(one), 0n)

export function plainVerdict(block: PlainBlock, known: Known): PlainVerdict {
  if (block.t === 'rest') return refund(block, null, known)
  return block.t === 'claim' ? claim(block, known) : chained(block, known)
}

function chained(block: PlainBlock, known: Known): PlainVerdict {
  const account = text(block, 'account')
  const chain = chainOf(account, known)
  const begins = chain.length === 0 && !known.founding.allocation.has(account)
  if (begins && ![...incomes(known).values()].some(({ to }) => to === account)) return 'wait'
  const seq = number(block, 'seq')
  if (seq > chain.length) return 'wait'
  if (seq < chain.length || block.fields.get('prev') !== (chain.at(-1)?.id ?? null)) return 'invalid'
  if (block.t === 'skip') return 'valid'
  const keys = [keyOf(account, chain), ...(block.t === 'rotate' ? [account] : [])]
  if (!keys.includes(block.signer ?? '')) return 'invalid'
  const verdict = content(block, account, known)
  if (verdict !== 'valid') return verdict
  const balance = balanceOf(account, known) + BigInt(change(block))
  return balance >= 0n && balance === BigInt(number(block, 'balance')) ? 'valid' : 'invalid'
}

function content(block: PlainBlock, account: string, known: Known): PlainVerdict {
  switch (block.t) {
    case 'send':
      // LEDGER.md does not say so: AMP sent to oneself would be no payment.
      if (text(block, 'to') === account) return 'invalid'
      return number(block, 'amount') >= known.founding.minSend ? 'valid' : 'invalid'
    case 'recv':
      return receive(block, account, known)
    case 'spon':
      return sponsor(block, known)
    case 'refund':
      return refund(block, account, known)
    default:
      return 'valid'
  }
}

function receive(block: PlainBlock, account: string, known: Known): PlainVerdict {
  const sources = texts(block, 'sources')
  if (new Set(sources).size < sources.length) return 'invalid'
  const all = incomes(known)
  const taken = new Set(known.finals.flatMap((one) => (one.t === 'recv' ? texts(one, 'sources') : [])))
  const found = sources.map((source) => all.get(source))
  // A place that ended in something that pays nobody never will.
  if (sources.some((source) => taken.has(source) || (ended(source, known) && !all.has(source))))
    return 'invalid'
  if (found.some((income) => income !== undefined && income.to !== account)) return 'invalid'
  const these = found.filter((income) => income !== undefined)
  if (these.length < found.length) return 'wait'
  return total(these.map(({ amount }) => amount)) === BigInt(number(block, 'amount')) ? 'valid' : 'invalid'
}

function sponsor(block: PlainBlock, { founding, tables }: Known): PlainVerdict {
  const table = tables.get(text(block, 'table'))
  if (table === undefined) return 'wait'
  if (table.length !== number(block, 'rows')) return 'invalid'
  const offered = total(table.map(([, amount]) => amount)) + total([...fees(block, founding).values()])
  return offered <= BigInt(number(block, 'budget')) ? 'valid' : 'invalid'
}

/** @param account that takes it back; null for somebody who gives it back to the sponsor */
function refund(block: PlainBlock, account: string | null, known: Known): PlainVerdict {
  const { finals, founding, tables } = known
  const id = text(block, 'campaign')
  const campaign = finals.find((one) => one.t === 'spon' && one.id === id)
  if (campaign === undefined) return 'wait'
  if ((account !== null && text(campaign, 'account') !== account) || refundOf(id, known) !== undefined)
    return 'invalid'
  const table = tables.get(text(campaign, 'table')) ?? []
  const owed = block.fields.get('owed') as Uint8Array
  if (owed.length !== Math.ceil(table.length / 8)) return 'invalid'
  const isOwed = (row: number): boolean => bit(owed, row)
  for (let row = table.length; row < owed.length * 8; row += 1) if (isOwed(row)) return 'invalid'
  const promised = total(table.filter((_, row) => isOwed(row)).map(([, amount]) => amount))
  const rest = BigInt(number(campaign, 'budget')) - total([...fees(campaign, founding).values()]) - promised
  const paid = finals.filter((one) => one.t === 'claim' && text(one, 'campaign') === id)
  const isLeftOut = paid.some((one) => !isOwed(table.findIndex(([viewer]) => viewer === text(one, 'viewer'))))
  return !isLeftOut && rest === BigInt(number(block, 'amount')) ? 'valid' : 'invalid'
}

function claim(block: PlainBlock, known: Known): PlainVerdict {
  const { finals, tables } = known
  const id = text(block, 'campaign')
  const campaign = finals.find((one) => one.t === 'spon' && one.id === id)
  if (campaign === undefined) return 'wait'
  const table = tables.get(text(campaign, 'table'))
  if (table === undefined) return 'wait'
  const row = table.findIndex(([viewer]) => viewer === text(block, 'viewer'))
  if (row < 0 || table[row]?.[1] !== number(block, 'amount')) return 'invalid'
  if (finals.some((one) => one.id === block.id)) return 'invalid'
  const closed = refundOf(id, known)
  return closed === undefined || bit(closed.fields.get('owed') as Uint8Array, row) ? 'valid' : 'invalid'
}

/** All that was ever paid to somebody, by place. */
function incomes({ finals, founding }: Known): Map<string, Income> {
  const all = new Map<string, Income>()
  for (const one of finals) {
    if (one.t === 'send') all.set(placeOf(one), { to: text(one, 'to'), amount: number(one, 'amount') })
    if (one.t === 'claim') all.set(placeOf(one), { to: text(one, 'viewer'), amount: number(one, 'amount') })
    if (one.t === 'rest') {
      const campaign = finals.find(({ id }) => id === text(one, 'campaign'))
      if (campaign !== undefined)
        all.set(placeOf(one), { to: text(campaign, 'account'), amount: number(one, 'amount') })
    }
    if (one.t !== 'spon') continue
    for (const [witness, amount] of fees(one, founding))
      if (amount > 0) all.set(`fee ${one.id} ${witness}`, { to: witness, amount })
  }
  return all
}

function fees(campaign: PlainBlock, { feePpm, witnesses }: Founding): Map<string, number> {
  const weight = total([...witnesses.values()])
  const fee = (BigInt(number(campaign, 'budget')) * BigInt(feePpm)) / 1_000_000n
  return new Map([...witnesses].map(([key, own]) => [key, Number((fee * BigInt(own)) / weight)]))
}

function placeOf(block: PlainBlock): string {
  if (block.t === 'rest') return `rest ${text(block, 'campaign')}`
  return block.t === 'claim'
    ? `claim ${text(block, 'campaign')} ${text(block, 'viewer')}`
    : `account ${text(block, 'account')} ${text(block, 'seq')}`
}

function ended(place: string, { finals }: Known): boolean {
  return finals.some((one) => placeOf(one) === place)
}

function chainOf(account: string, { finals }: Known): PlainBlock[] {
  return finals.filter((one) => one.fields.get('account') === account)
}

function keyOf(account: string, chain: readonly PlainBlock[]): string {
  const last = chain.findLast(({ t }) => t === 'rotate')
  return last === undefined ? account : text(last, 'key')
}

function change(block: PlainBlock): number {
  if (block.t === 'send') return -number(block, 'amount')
  if (block.t === 'spon') return -number(block, 'budget')
  return block.t === 'recv' || block.t === 'refund' ? number(block, 'amount') : 0
}

/** Not as blocks say it, but as they add up. */
function balanceOf(account: string, known: Known): bigint {
  return BigInt(known.founding.allocation.get(account) ?? 0) + total(chainOf(account, known).map(change))
}

function refundOf(campaign: string, { finals }: Known): PlainBlock | undefined {
  return finals.find((one) => (one.t === 'refund' || one.t === 'rest') && text(one, 'campaign') === campaign)
}

function bit(bits: Uint8Array, row: number): boolean {
  return Math.floor((bits[Math.floor(row / 8)] ?? 0) / 2 ** (row % 8)) % 2 === 1
}
