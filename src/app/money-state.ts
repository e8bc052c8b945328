import type { PersonId } from '../identity/types'

/** How far a movement has come (LEDGER.md 5.1). */
export type MovementState =
  /** Kept here, not sent yet. */
  | { readonly at: 'saved' }
  | { readonly at: 'pending'; readonly votes: number; readonly needed: number; readonly isForked: boolean }
  | { readonly at: 'certified' }
  | { readonly at: 'final' }
  | { readonly at: 'void' }
  | { readonly at: 'rejected'; readonly why: string }

export interface Movement {
  readonly id: string
  readonly kind: 'sent' | 'received' | 'granted'
  /** The other side; null for a witness that granted starter AMP, which is nobody one knows. */
  readonly person: PersonId | null
  /** Base units. */
  readonly amount: number
  /** Unix milliseconds, by whoever signed it. */
  readonly at: number
  readonly state: MovementState
}

/** The owner's AMP as the views see it. Amounts are base units of 10⁻⁶ AMP. */
export interface MoneyState {
  readonly symbol: string
  /** Final: nobody can take it away. */
  readonly balance: number
  /** How much of it came just now, and is spent only after a block of the own account has taken it up. */
  readonly arriving: number
  /** Locked in own campaigns. */
  readonly escrow: number
  /** Newest first. */
  readonly movements: readonly Movement[]
  readonly spender: 'this-device' | 'the-words' | 'another-device'
  /** What the network gives a newcomer; 0 for nothing. */
  readonly starter: number
  readonly witnesses: number
  /** So many of them make a payment final. */
  readonly quorum: number
  /** The sums that are the supply at any time. */
  readonly supply: {
    readonly balances: number
    readonly untaken: number
    readonly locked: number
    readonly total: number
    readonly declared: number
  }
  /** The ledger contradicts itself, which more than a third of bad witnesses can bring about: nothing may be spent. */
  readonly isBroken: boolean
}

export type SendError =
  | 'no-ledger'
  | 'no-identity'
  | 'to-yourself'
  | 'not-an-amount'
  | 'too-little'
  | 'another-device'
  | 'broken'
  | 'leader-away'
