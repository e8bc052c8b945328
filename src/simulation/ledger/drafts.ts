/** Blocks for two-judges.ts: a small ledger that grows, and drafts of blocks that may come next in it. */
import type { Block, BlockOf } from '../../amp/blocks'
import { blockShape, isInChain } from '../../amp/blocks'
import { applyFinal, feeOf, Ledger, offerIn, type Campaign } from '../../amp/ledger'
import { MAX_SOURCES, UNITS_PER_AMP } from '../../amp/limits'
import type { Terms } from '../../amp/manifest'
import { slotKey, slotOf } from '../../amp/slots'
import { hasRow, rowBitsOf, tableFrom, type Table } from '../../amp/table'
import type { AccountId, Final, KeyId, SignedBlock, Slot } from '../../amp/types'
import type { DeviceSigner } from '../../identity/types'
import { cidOf, encodeCanonical } from '../../records/codec'
import { cheapKeys } from './cheap-keys'
import { LedgerNetwork, type Keys } from './network'

const WITNESSES = ['w0', 'w1', 'w2', 'w3'] as const
const PEOPLE = ['alice', 'bob', 'charlie', 'dora'] as const
const EACH = 1_000 * UNITS_PER_AMP
export const MIN_SEND = 5
const FEE_PPM = 10_000
const NOW_MS = 1_700_000_000_000
const DAY_MS = 86_400_000

/** A block before it is signed, as a map of dag-cbor that faults may change. */
export interface Draft {
  readonly t: Block['t']
  readonly raw: Record<string, unknown>
  /** Null for claims, rests and skips. */
  signer: DeviceSigner | null
}

export class World {
  readonly keys: Keys
  readonly ledger: Ledger
  readonly random: () => number
  readonly accounts: readonly AccountId[]
  /** Has nothing and never gets anything. */
  readonly stranger: AccountId
  /** Of something that is not there. */
  readonly elsewhere: string
  readonly tables: Table[] = []
  /** Places that were taken up. */
  readonly taken: Slot[] = []
  readonly claims: BlockOf<'claim'>[] = []
  readonly #signers = new Map<string, DeviceSigner>()
  #rotations = 0

  static async found(random: () => number): Promise<World> {
    const keys = cheapKeys()
    const network = await LedgerNetwork.found({
      witnesses: WITNESSES,
      allocation: new Map(PEOPLE.map((name) => [name, EACH])),
      feePpm: FEE_PPM,
      claimGraceMs: 0,
      keys,
      now: () => NOW_MS,
    })
    const terms: Terms = { ...network.terms, rules: { ...network.terms.rules, minSend: MIN_SEND } }
    const allocation = PEOPLE.map((name) => ({ account: network.accountOf(name), amount: EACH }))
    const accounts = [...PEOPLE, ...WITNESSES].map((name) => network.accountOf(name))
    const elsewhere = await cidOf(encodeCanonical('elsewhere'))
    const ledger = new Ledger(terms, allocation)
    return new World(random, keys, ledger, accounts, network.accountOf('mallory'), elsewhere)
  }

  private constructor(
    random: () => number,
    keys: Keys,
    ledger: Ledger,
    accounts: readonly AccountId[],
    stranger: AccountId,
    elsewhere: string,
  ) {
    this.random = random
    this.keys = keys
    this.ledger = ledger
    this.accounts = accounts
    this.stranger = stranger
    this.elsewhere = elsewhere
    for (const name of [...PEOPLE, ...WITNESSES, 'mallory']) this.#know(keys.signer(name))
  }

  signerOf(key: KeyId | AccountId): DeviceSigner {
    const signer = this.#signers.get(key)
    if (signer === undefined) throw new Error('expected a key that was made here')
    return signer
  }

  newKey(): DeviceSigner {
    this.#rotations += 1
    return this.#know(this.keys.signer(`device ${String(this.#rotations)}`))
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)]
  }

  /** A block that nothing speaks against. */
  async draft(): Promise<Draft> {
    const account = this.pick(this.accounts) ?? this.stranger
    const wanted = this.pick([
      'send',
      'recv',
      'recv',
      'spon',
      'claim',
      'claim',
      'refund',
      'rest',
      'rotate',
      'skip',
    ])
    const block =
      (wanted === 'recv' && this.#recv(account)) ||
      (wanted === 'claim' && this.#claim()) ||
      (wanted === 'refund' && this.#refund()) ||
      (wanted === 'rest' && this.#rest()) ||
      (wanted === 'spon' && (await this.#sponsor(account))) ||
      (wanted === 'rotate' && this.#rotate(account)) ||
      (wanted === 'skip' && this.#skip(account)) ||
      this.#send(account)
    const isUnsigned = !isInChain(block) || block.t === 'skip'
    const signer = isUnsigned ? null : this.signerOf(this.ledger.account(block.account).key)
    return { t: block.t, raw: blockShape.write(block) as Record<string, unknown>, signer }
  }

  /** Taken in as if a quorum had acknowledged it. */
  settle(signed: SignedBlock): void {
    const { ledger, epoch } = this.ledger.terms
    const { block, id } = signed
    if (block.t === 'recv') this.taken.push(...block.sources)
    if (block.t === 'claim') this.claims.push(block)
    const said = { v: 1, ledger, t: 'ack', epoch, slot: slotOf(block), value: id } as const
    const final: Final = { signed, proof: { ...said, signatures: [] } }
    applyFinal(this.ledger, final)
  }

  /** Rows in the order of their viewers. @param isKnown false for one that nobody has seen */
  async table(amounts: ReadonlyMap<AccountId, number>, isKnown: boolean): Promise<Table> {
    const rows = [...amounts]
      .map(([viewer, amount]) => ({ viewer, amount }))
      .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
    const table = await tableFrom(rows)
    if (table === undefined) throw new Error('expected sorted rows')
    if (isKnown) {
      this.tables.push(table)
      this.ledger.keepTable(table)
    }
    return table
  }

  #know(signer: DeviceSigner): DeviceSigner {
    this.#signers.set(signer.device, signer)
    return signer
  }

  #place(account: AccountId, change: number) {
    const { seq, head, balance } = this.ledger.account(account)
    const place = { v: 1, ledger: this.ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
    return { ...place, balance: balance + change, timeMs: NOW_MS }
  }

  #rich(account: AccountId, least: number): AccountId {
    const isRich = (id: AccountId): boolean => this.ledger.account(id).balance >= least
    return isRich(account) ? account : (this.pick(this.accounts.filter(isRich)) ?? account)
  }

  #send(anyone: AccountId): BlockOf<'send'> {
    const account = this.#rich(anyone, MIN_SEND)
    const to = this.pick(this.accounts.filter((one) => one !== account)) ?? this.stranger
    const most = this.ledger.account(account).balance
    const amount = Math.max(MIN_SEND, Math.floor((most / 3) * this.random()))
    return {
      ...this.#place(account, -amount),
      t: 'send',
      to,
      amount,
      memo: this.pick([null, 'for the honey', 'ü'.repeat(140)]) ?? null,
    }
  }

  #recv(anyone: AccountId): BlockOf<'recv'> | false {
    const rich = this.accounts.filter((one) => this.ledger.outputsFor(one).length > 0)
    const account = rich.includes(anyone) ? anyone : this.pick(rich)
    if (account === undefined) return false
    const most = 1 + Math.floor(this.random() * MAX_SOURCES)
    const outputs = this.ledger.outputsFor(account).slice(0, most)
    const amount = outputs.reduce((sum, output) => sum + output.amount, 0)
    return { ...this.#place(account, amount), t: 'recv', sources: outputs.map(({ slot }) => slot), amount }
  }

  async #sponsor(anyone: AccountId): Promise<BlockOf<'spon'>> {
    const account = this.#rich(anyone, UNITS_PER_AMP)
    const budget = 1_000 + Math.floor((this.ledger.account(account).balance / 4) * this.random())
    const viewers = this.accounts.filter((one) => one !== account && this.random() < 1 / 2)
    const others = viewers.length === 0 ? [this.stranger] : viewers
    const each = Math.floor((budget - feeOf(budget, this.ledger.terms)) / others.length)
    const isExact = this.random() < 1 / 2
    const table = await this.table(
      new Map(others.map((one) => [one, isExact ? each : Math.ceil(each / 2)])),
      true,
    )
    return {
      ...this.#place(account, -budget),
      ...{ t: 'spon', post: this.elsewhere, budget, table: table.id, rows: table.rows.length },
      ...{ expiresMs: NOW_MS + DAY_MS, viewMs: 3_000, algorithm: 'reo', snapshot: null },
    }
  }

  #claim(): BlockOf<'claim'> | false {
    const open = [...this.ledger.campaigns.values()].flatMap((campaign) =>
      this.unclaimed(campaign).filter(({ row }) => this.ledger.isOwed(campaign, row)),
    )
    const offer = this.pick(open)
    if (offer === undefined) return false
    const { campaign, viewer, amount } = offer
    return { v: 1, ledger: this.ledger.terms.ledger, t: 'claim', campaign, viewer, amount }
  }

  unclaimed({ id, block }: Campaign) {
    const table = this.ledger.tableById(block.table)
    return (table?.rows ?? []).flatMap(({ viewer }) => {
      const offer = table === undefined ? null : offerIn(table, viewer)
      const isClaimed = this.ledger.settled.has(claimKey(id, viewer))
      return offer === null || isClaimed ? [] : [{ campaign: id, viewer, ...offer }]
    })
  }

  #refund(): BlockOf<'refund'> | false {
    const left = this.#left()
    if (left === null) return false
    const { account, ...rest } = left
    const reports = WITNESSES.slice(1).map(() => this.elsewhere)
    return { ...this.#place(account, rest.amount), t: 'refund', ...rest, reports }
  }

  #rest(): BlockOf<'rest'> | false {
    const left = this.#left()
    if (left === null || left.amount === 0) return false
    const { campaign, amount, owed } = left
    return { v: 1, ledger: this.ledger.terms.ledger, t: 'rest', campaign, amount, owed }
  }

  #left() {
    const campaign = this.pick([...this.ledger.campaigns.values()].filter(({ owed }) => owed === null))
    const table = campaign === undefined ? undefined : this.ledger.tableOf(campaign)
    if (campaign === undefined || table === undefined) return null
    const open = new Set(this.unclaimed(campaign).map(({ row }) => row))
    const rows = table.rows.map((_, row) => row).filter((row) => !open.has(row) || this.random() < 1 / 3)
    const owed = rowBitsOf(rows, table.rows.length)
    const promised = table.rows.reduce((sum, { amount }, row) => sum + (hasRow(owed, row) ? amount : 0), 0)
    const { account, budget } = campaign.block
    const amount = budget - campaign.fee - promised
    return { account, campaign: campaign.id, amount, owed }
  }

  #rotate(anyone: AccountId): BlockOf<'rotate'> {
    const account = this.#rich(anyone, 1)
    return { ...this.#place(account, 0), t: 'rotate', key: this.newKey().device }
  }

  #skip(anyone: AccountId): BlockOf<'skip'> {
    const account = this.#rich(anyone, 1)
    const { v, ledger, seq, prev } = this.#place(account, 0)
    return { v, ledger, t: 'skip', account, seq, prev }
  }
}

function claimKey(campaign: Campaign['id'], viewer: AccountId) {
  return slotKey({ kind: 'claim', campaign, viewer })
}
