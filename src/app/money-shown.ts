/** The ledger as the owner's wallet shows it: campaigns and movements, from the book and what waits in line. */
import type { Book } from '../amp/book'
import type { Reach } from '../amp/forecast'
import { medianMs, offerIn, supplyOf, type Campaign, type Ledger } from '../amp/ledger'
import type { Owner } from '../amp/owner'
import type { BlockState, Purse, Unfulfilled } from '../amp/purse'
import { slotKey } from '../amp/slots'
import { isOver } from '../amp/timely'
import type { Final, SignedBlock } from '../amp/types'
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
  const { balances, untaken, locked, total } = supplyOf(ledger)
  const own = [...ledger.campaigns.values()].filter(({ block }) => block.account === person)
  const movements = movementsShown(book, owner, purse, person, nowMs)
  return {
    balance: owner.balance + owner.untaken(),
    arriving: owner.untaken(),
    escrow: own.reduce((sum, campaign) => sum + campaign.locked, 0),
    campaigns: campaignsShown(book, owner, person, nowMs, forecasts),
    movements: movements.slice(0, MAX_MOVEMENTS_SHOWN),
    leaving: leavingIn(movements, new Set(purse.held().map(({ id }) => id))),
    isWaiting: owner.open() !== null || owner.elsewhere().length > 0,
    conflict: conflictShown(book, owner, purse, person),
    spender: owner.spender(),
    starter: ledger.terms.rules.faucetGrant,
    votes: ledger.terms.totalWeight,
    quorum: ledger.terms.quorumWeight,
    supply: { balances, untaken, locked, total: total ?? Number.NaN, declared: ledger.terms.supply },
  }
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
  const wished = purse.unfulfilled().flatMap((one) => wishMovement(one, nowMs))
  return [...final, ...signed, ...wished].sort((a, b) => b.at - a.at)
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

function ownMovement({ block, id }: SignedBlock, state: MovementState): Movement[] {
  if (block.t === 'send')
    return [
      { id, kind: 'sent', person: block.to, amount: block.amount, memo: block.memo, at: block.timeMs, state },
    ]
  if (block.t === 'spon')
    return [{ id, kind: 'campaign', person: null, amount: block.budget, memo: null, at: block.timeMs, state }]
  return []
}

function finalMovement({ signed, proof }: Final, person: PersonId, ledger: Ledger): Movement[] {
  const terms = ledger.termsAt(proof.epoch)
  const { block, id } = signed
  const state: MovementState = { at: 'final' }
  switch (block.t) {
    case 'send': {
      if (block.account === person) return ownMovement(signed, state)
      if (block.to !== person) return []
      const isWitness = terms.weights.has(block.account as string as DeviceId)
      const from = isWitness ? null : block.account
      const kind = isWitness ? 'granted' : 'received'
      return [{ id, kind, person: from, amount: block.amount, memo: block.memo, at: block.timeMs, state }]
    }
    case 'spon':
      return block.account === person ? ownMovement(signed, state) : []
    case 'refund':
      return block.account === person
        ? [{ id, kind: 'refund', person: null, amount: block.amount, memo: null, at: block.timeMs, state }]
        : []
    case 'rest':
      return ledger.campaigns.get(block.campaign)?.block.account === person
        ? [
            {
              id,
              kind: 'given-back',
              person: null,
              amount: block.amount,
              memo: null,
              at: medianMs(proof.signatures, terms),
              state,
            },
          ]
        : []
    case 'claim': {
      const at = medianMs(proof.signatures, terms)
      return block.viewer === person
        ? [{ id, kind: 'paid-for-attention', person: null, amount: block.amount, memo: null, at, state }]
        : []
    }
    case 'recv':
    case 'rotate':
    case 'skip':
      return []
  }
}

function wishMovement({ wish, state }: Unfulfilled, nowMs: number): Movement[] {
  const shown: MovementState = state.at === 'saved' ? state : { at: 'rejected', why: state.fault }
  const row = { id: wish.id, at: nowMs, state: shown }
  if (wish.t === 'send')
    return [{ ...row, kind: 'sent', person: wish.to, amount: wish.amount, memo: wish.memo }]
  if (wish.t !== 'sponsor') return []
  return [{ ...row, kind: 'campaign', person: null, amount: wish.terms.budget, memo: null }]
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
