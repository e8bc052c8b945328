/** The ledger as the owner's wallet shows it: campaigns and movements, from the book and what waits in line. */
import type { Book } from '../amp/book'
import type { Reach } from '../amp/forecast'
import { medianMs, offerIn, supplyOf, type Campaign, type Ledger } from '../amp/ledger'
import { LEAST_TOLD_UNITS, PPM } from '../amp/limits'
import type { Owner } from '../amp/owner'
import type { BlockState, Purse, Unfulfilled } from '../amp/purse'
import { slotKey } from '../amp/slots'
import { isOver } from '../amp/timely'
import type { BlockId, Final, SignedBlock } from '../amp/types'
import type { DeviceId, PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import { chosenCampaigns } from './campaign-choice'
import { conflictShown } from './conflict'
import type { Forecasts } from './forecasts'
import type { CampaignState, MoneyState, Movement, MovementState } from './money-state'

/** A view draws the first of them, and more when they are asked for; the sums count them all. */
const MAX_MOVEMENTS_SHOWN = 1_000
const UNDER_WAY: ReadonlySet<MovementState['at']> = new Set(['saved', 'pending', 'certified'])

export interface Shown {
  readonly book: Book
  readonly owner: Owner
  readonly purse: Purse
  readonly forecasts: Forecasts
}

/** What of the wallet's state the book and the owner's line say. */
export function accountShown(
  { book, owner, purse, forecasts }: Shown,
  person: PersonId,
  nowMs: number,
): Omit<
  MoneyState,
  | 'symbol'
  | 'forks'
  | 'device'
  | 'witness'
  | 'change'
  | 'isBroken'
  | 'faultyWitnesses'
  | 'hasOrigin'
  | 'isRead'
  | 'proven'
> {
  const { ledger } = book
  const { faucetGrant } = ledger.terms.rules
  const { balances, untaken, locked, total } = supplyOf(ledger)
  const own = [...ledger.campaigns.values()].filter(({ block }) => block.account === person)
  const movements = movementsShown(book, owner, purse, person, nowMs)
  const listed = listedOf(movements)
  return {
    balance: owner.balance + owner.untaken(),
    spendable: Math.max(0, spendableOf(owner, purse)),
    arriving: owner.untaken(),
    escrow: own.reduce((sum, campaign) => sum + campaign.locked, 0),
    campaigns: campaignsShown(book, owner, person, nowMs, forecasts),
    movements: listed,
    unlisted: movements.length - listed.length,
    leaving: leavingIn(movements, new Set(purse.held().map(({ id }) => id))),
    isWaiting: owner.open() !== null || owner.elsewhere().length > 0,
    isNextBehind: lineOf(purse, owner).isNextBehind,
    conflict: conflictShown(book, owner, purse, person),
    spender: owner.spender(),
    // Less is no grant: one bad witness could take it from all newcomers with a millionth each.
    starter: movements.some(({ kind, amount }) => kind === 'granted' && amount >= faucetGrant)
      ? 0
      : faucetGrant,
    votes: ledger.terms.totalWeight,
    quorum: ledger.terms.quorumWeight,
    feeShare: ledger.terms.rules.feePpm / PPM,
    supply: { balances, untaken, locked, total: total ?? Number.NaN, declared: ledger.terms.supply },
  }
}

/** What no payment has claimed yet, be it signed or in line. */
export function spendableOf(owner: Owner, purse: Purse): number {
  return owner.balance + owner.untaken() - purse.promised() - owner.openAmount()
}

/** Those that count, newest first. */
function campaignsShown(
  book: Book,
  owner: Owner,
  person: PersonId,
  nowMs: number,
  forecasts: Forecasts,
): CampaignState[] {
  const { ledger } = book
  const weighed = [...ledger.campaigns.values()].map((campaign) => {
    const { block, finalMs: at } = campaign
    const table = ledger.tableOf(campaign)
    return {
      ...{ campaign, at, sponsor: block.account, budget: block.budget },
      offer: table === undefined ? 0 : (offerIn(table, person)?.amount ?? 0),
      endsMs: block.expiresMs + ledger.terms.rules.claimGraceMs,
      isOver: isOver(campaign, ledger, nowMs),
    }
  })
  return chosenCampaigns(weighed, person)
    .map(({ campaign, ...shown }): CampaignState => {
      const { id, block, locked } = campaign
      const key = slotKey({ kind: 'claim', campaign: id, viewer: person })
      return {
        ...shown,
        id,
        post: block.post as RecordCid,
        viewMs: block.viewMs,
        viewers: block.rows,
        addressed: shown.offer > 0 ? [person] : [],
        claim: ledger.settled.has(key) ? 'paid' : owner.isClaiming(key) ? 'sent' : null,
        locked,
        isClosed: campaign.owed !== null,
        reach: block.account === person ? reachOf(campaign, ledger) : null,
        forecast: forecasts.for(block.post, block.table),
      }
    })
    .sort((a, b) => b.at - a.at)
}

/** Who was paid for looking, and how much together. */
function reachOf({ id, block }: Campaign, ledger: Ledger): Reach {
  const paid = (ledger.tableById(block.table)?.rows ?? []).filter(({ viewer }) =>
    ledger.settled.has(slotKey({ kind: 'claim', campaign: id, viewer })),
  )
  return { people: paid.length, spent: paid.reduce((sum, { amount }) => sum + amount, 0) }
}

/** Newest first: what is final, what this device signed, and what waits in line or was refused. */
function movementsShown(book: Book, owner: Owner, purse: Purse, person: PersonId, nowMs: number): Movement[] {
  const { terms } = book.ledger
  const final = book.finals().flatMap((one) => finalMovement(one, person, book.ledger))
  const known = new Set(final.map(({ id }) => id))
  const signed = [...owner.signed(), ...owner.elsewhere()]
    .filter(({ id }) => !known.has(id))
    .flatMap((one) => ownMovement(one, movementState(purse.blockState(one), terms.quorumWeight)))
  const wished = lineOf(purse, owner).wishes.flatMap((one) => wishMovement(one, nowMs))
  return [...wished.toReversed(), ...signed.toReversed(), ...final].sort((a, b) => b.at - a.at)
}

/** Dust of others fills what room the rest leaves, so nobody hides with it what else happened (rule AM149). */
function listedOf(movements: readonly Movement[]): Movement[] {
  const first = movements.filter((one) => !isDust(one)).slice(0, MAX_MOVEMENTS_SHOWN)
  const dust = movements.filter(isDust).slice(0, MAX_MOVEMENTS_SHOWN - first.length)
  const listed = new Set([...first, ...dust])
  // What is under way may have to be cancelled, however much came after it.
  return movements.filter((one) => listed.has(one) || UNDER_WAY.has(one.state.at))
}

function isDust({ kind, amount }: Movement): boolean {
  return (kind === 'received' || kind === 'granted') && amount < LEAST_TOLD_UNITS
}

/**
 * The line, oldest first; of what only waits for its turn it says so. What is held has none.
 * @returns also whether what is paid next waits behind another
 */
function lineOf(
  purse: Purse,
  owner: Owner,
): { readonly wishes: readonly Unfulfilled[]; readonly isNextBehind: boolean } {
  const held = new Set(purse.held().map(({ id }) => id))
  const open = owner.open()?.block.t
  let isBehind = open === 'send' || open === 'spon'
  const isSpender = owner.spender() === 'this-device'
  const wishes = purse.unfulfilled().map((one) => {
    const { wish, state } = one
    if (state.at !== 'saved' || wish.t === 'refund' || held.has(wish.id)) return one
    // It was so when it was tried last; since then the account may have come back to this device.
    const fault = isSpender && state.waitsFor === 'not-the-owner' ? null : state.waitsFor
    const waitsFor = fault ?? (isBehind ? 'busy' : null)
    isBehind = true
    return { wish, state: { ...state, waitsFor } }
  })
  return { wishes, isNextBehind: isBehind }
}

/** What the owner gives away by movements that are not settled yet; what is held goes nowhere. */
function leavingIn(movements: readonly Movement[], held: ReadonlySet<string>): number {
  return movements
    .filter(({ id }) => !held.has(id))
    .filter(({ kind, state }) => (kind === 'sent' || kind === 'campaign') && UNDER_WAY.has(state.at))
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** Whom this person paid, or signed to pay, and by whom it was paid. */
export function dealtWith(book: Book, owner: Owner, person: PersonId): ReadonlySet<PersonId> {
  const people = new Set<PersonId>()
  for (const { block } of [...book.finals().map(({ signed }) => signed), ...owner.signed()]) {
    if (block.t !== 'send') continue
    if (block.account === person) people.add(block.to)
    if (block.to === person) people.add(block.account)
  }
  return people
}

/** What most movements do not have. */
const BARE = { person: null, memo: null, post: null }

function ownMovement({ block, id }: SignedBlock, state: MovementState, settledMs?: number): Movement[] {
  if (block.t === 'send') {
    const { to: person, amount, memo, timeMs } = block
    return [{ ...BARE, id, kind: 'sent', person, amount, memo, at: settledMs ?? timeMs, state }]
  }
  if (block.t !== 'spon') return []
  const { budget: amount, timeMs } = block
  const at = settledMs ?? timeMs
  return [{ ...BARE, id, kind: 'campaign', amount, post: block.post as RecordCid, at, state }]
}

function finalMovement({ signed, proof }: Final, person: PersonId, ledger: Ledger): Movement[] {
  const terms = ledger.termsAt(proof.epoch)
  const { block, id } = signed
  const state: MovementState = { at: 'final' }
  // Whoever signs a payment may date it as they like, and so would choose where it stands for others (rule AM150).
  const settledMs = (): number => medianMs(proof.signatures, terms)
  const postOf = ({ campaign }: { readonly campaign: BlockId }): RecordCid | null =>
    (ledger.campaigns.get(campaign)?.block.post as RecordCid | undefined) ?? null
  switch (block.t) {
    case 'send': {
      if (block.account === person) return ownMovement(signed, state, settledMs())
      if (block.to !== person) return []
      const isWitness = terms.weights.has(block.account as string as DeviceId)
      const from = isWitness ? null : block.account
      const kind = isWitness ? 'granted' : 'received'
      const { amount, memo } = block
      return [{ ...BARE, id, kind, person: from, amount, memo, at: settledMs(), state }]
    }
    case 'spon':
      return block.account === person ? ownMovement(signed, state, settledMs()) : []
    case 'refund': {
      const { account, amount } = block
      return account === person
        ? [{ ...BARE, id, kind: 'refund', amount, post: postOf(block), at: settledMs(), state }]
        : []
    }
    case 'rest': {
      if (ledger.campaigns.get(block.campaign)?.block.account !== person) return []
      const { amount } = block
      return [{ ...BARE, id, kind: 'given-back', amount, post: postOf(block), at: settledMs(), state }]
    }
    case 'claim': {
      if (block.viewer !== person) return []
      const { amount } = block
      const sponsor = ledger.campaigns.get(block.campaign)?.block.account ?? null
      const row = { ...BARE, id, kind: 'paid-for-attention', person: sponsor, amount } as const
      return [{ ...row, post: postOf(block), at: settledMs(), state }]
    }
    case 'recv':
    case 'rotate':
    case 'skip':
      return []
  }
}

function wishMovement({ wish, state }: Unfulfilled, nowMs: number): Movement[] {
  const shown: MovementState = state.at === 'saved' ? state : { at: 'rejected', why: state.fault }
  const row = { ...BARE, id: wish.id, at: wish.wishedMs ?? nowMs, state: shown }
  if (wish.t === 'send')
    return [{ ...row, kind: 'sent', person: wish.to, amount: wish.amount, memo: wish.memo }]
  if (wish.t !== 'sponsor') return []
  const { budget, post } = wish.terms
  return [{ ...row, kind: 'campaign', amount: budget, post: post as RecordCid }]
}

function movementState(state: BlockState, needed: number): MovementState {
  switch (state.at) {
    case 'pending':
      return {
        at: 'pending',
        votes: state.votedWeight,
        needed,
        isForked: state.isForked,
        refused: state.refused,
      }
    case 'certified':
      return { at: 'certified' }
    case 'final':
      return { at: 'final' }
    case 'void':
      return { at: 'void' }
    case 'rejected':
      return { at: 'rejected', why: state.fault ?? 'another payment took its place' }
  }
}
