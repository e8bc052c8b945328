import type { Forecast, Reach } from '../amp/forecast'
import type { DeviceId, PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'

/** How far a movement has come (LEDGER.md 5.1). */
export type MovementState =
  /** Kept here, and no block was signed for it: its owner may withdraw it (rule AM121). */
  | { readonly at: 'saved'; readonly waitsFor: string | null }
  | {
      readonly at: 'pending'
      readonly votes: number
      readonly needed: number
      readonly isForked: boolean
      readonly refused: string | null
    }
  | { readonly at: 'certified' }
  | { readonly at: 'final' }
  | { readonly at: 'void' }
  | { readonly at: 'rejected'; readonly why: string }

export interface Movement {
  readonly id: string
  readonly kind: 'sent' | 'received' | 'granted' | 'campaign' | 'refund' | 'given-back' | 'paid-for-attention'
  /** The other side; null for a witness that granted starter AMP, which is nobody one knows. */
  readonly person: PersonId | null
  /** Base units. */
  readonly amount: number
  /** What its sender wrote; null for nothing. */
  readonly memo: string | null
  /** Of a campaign, and what is paid or comes back by it. */
  readonly post: RecordCid | null
  /** Unix milliseconds: when it became final, by the witnesses (rule AM150); before that, when it was signed or wished for. */
  readonly at: number
  readonly state: MovementState
}

/** A campaign whose escrow is final. */
export interface CampaignState {
  readonly id: string
  readonly post: RecordCid
  readonly sponsor: PersonId
  /** Base units, as all of these. */
  readonly budget: number
  /** What it counts for where it lifts a post and among others: what is offered and the fee, later what was paid. */
  readonly weight: number
  /** When it became final; Unix milliseconds. */
  readonly at: number
  /** So long must the post be looked at to be paid. */
  readonly viewMs: number
  /** How many it has an offer for. */
  readonly viewers: number
  /** The owner of the page, if it has an offer for them; the others may be ten thousand, and nobody asks who they are. */
  readonly addressed: readonly PersonId[]
  /** What the owner is offered for looking; 0 for nothing. */
  readonly offer: number
  /** How far the owner's claim has come; null before there is one, and when there is no offer. */
  readonly claim: 'sent' | 'paid' | null
  /** Still locked; once it is closed, for claims alone that witnesses had voted for. */
  readonly locked: number
  /** Of an own campaign what came of it so far; null for one of others. */
  readonly reach: Reach | null
  /** What was expected of an own one that this device began. */
  readonly forecast: Forecast | null
  /** When its time is over, by its block and the grace behind it; Unix milliseconds. */
  readonly endsMs: number
  /** Its time is over: nothing more is claimed, but what was promised. */
  readonly isOver: boolean
  /** What nobody can claim has come back. */
  readonly isClosed: boolean
}

/** Somebody who signed two spends for one place of their account. */
export interface ForkShown {
  readonly person: PersonId
  readonly times: number
  /** When the last was found here; Unix milliseconds. */
  readonly at: number
  /** A device signed them all that the owner does not spend from any more: whoever has it may have signed one. */
  readonly isByFormerDevice: boolean
}

/** A block as its reader may see it. */
export interface BlockShown {
  readonly id: string
  readonly kind: string
  /** Null for what others gave back, which is nobody's block. */
  readonly account: PersonId | null
  /** Its place in the account; null for what has a place of its own. */
  readonly seq: number | null
  /** Null for what is canonical and needs no signature. */
  readonly signer: string | null
  /** Base64. */
  readonly signature: string | null
  /** DAG-JSON. */
  readonly text: string
}

/** A block with what witnesses said of it. */
export interface ProofShown {
  readonly block: BlockShown
  readonly stage: 'vote' | 'ack' | 'vow' | 'void'
  readonly said: readonly { readonly witness: string; readonly at: number; readonly signature: string }[]
  /** How many votes those who said it have together, how many make it final, and how many there are. */
  readonly votes: number
  readonly needed: number
  readonly allVotes: number
}

/** One of the blocks that want the same place of the account. */
export interface ConflictBlock {
  readonly id: string
  readonly kind: 'sent' | 'campaign' | 'refund' | 'taken-up' | 'moved'
  readonly person: PersonId | null
  /** Base units; 0 for what moves none. */
  readonly amount: number
  /** Unix milliseconds, by whoever signed it. */
  readonly at: number
}

export interface Conflict {
  /** Null when this device signed nothing there. */
  readonly here: ConflictBlock | null
  /** None where witnesses say that there is one and cannot show it any more. */
  readonly elsewhere: readonly ConflictBlock[]
}

/** Waits for a word of the owner: this browser was put back from a copy, and may have paid it since. */
export type HeldPayment = Omit<ConflictBlock, 'at'>

/** What a budget would offer to whom. */
export interface OfferPreview {
  readonly rows: readonly { readonly person: PersonId; readonly amount: number }[]
  /** For the witnesses. */
  readonly fee: number
  /** The least that any of those who may be paid asks for; null when nobody who may be paid has standing. */
  readonly leastAsked: number | null
  /** How many may look, and what that costs. */
  readonly forecast: Forecast
}

/** The owner's AMP as the views see it. Amounts are base units of 10⁻⁶ AMP. */
export interface MoneyState {
  readonly symbol: string
  /** Final: nobody can take it away. */
  readonly balance: number
  /** How much of it no payment has claimed, be it signed or in line. */
  readonly spendable: number
  /** How much of it came just now, and is spent only after a block of the own account has taken it up. */
  readonly arriving: number
  /** How much of it leaves by payments and campaigns that are not final yet. */
  readonly leaving: number
  /** Locked in own campaigns. */
  readonly escrow: number
  /** Of everybody's that are known here those that count (rule AM42), newest first. */
  readonly campaigns: readonly CampaignState[]
  /** Newest first. */
  readonly movements: readonly Movement[]
  /** How many more there are: of the smallest that others sent, and the oldest. */
  readonly unlisted: number
  /** Double spends that were found, by whom. */
  readonly forks: readonly ForkShown[]
  /** The key of this device, by which a manifest may name it a witness. */
  readonly device: DeviceId
  /** Null for who is none. */
  readonly witness: {
    readonly votes: number
    /** What it said is lost, so it says nothing more. */
    readonly hasForgotten: boolean
    /** Its part is over: the witnesses change, and it votes on no payment until the next ones have begun. */
    readonly isHandingOver: boolean
    /** network.json is from before a change of witnesses: see `ledgerForSite`. */
    readonly isSiteBehind: boolean
    /** What the account of its key has left for newcomers, in base units; null where the network gives them nothing. */
    readonly toGive: number | null
  } | null
  /** The witnesses change, or have changed since the page began; null for neither. */
  readonly change: 'waiting' | 'done' | null
  /** A block of the account is not settled: the owner may ask to void it. */
  readonly isWaiting: boolean
  /** A payment or campaign stands before what is paid next; what is held (rule AM113) does not. */
  readonly isNextBehind: boolean
  /** Several blocks want the same place, and none has a quorum: the owner is offered to skip it. */
  readonly conflict: Conflict | null
  /** Not there for none. */
  readonly held?: readonly HeldPayment[]
  readonly spender: 'this-device' | 'the-words' | 'another-device'
  /** What the network gives who had none of it yet; 0 for nothing, and once it came. */
  readonly starter: number
  /** Those of all witnesses together: each has one, or as many as the network gives it. */
  readonly votes: number
  /** So many of them make a payment final. */
  readonly quorum: number
  /** What of a campaign's budget is theirs, from 0 to 1. */
  readonly feeShare: number
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
  /** Keys of witnesses that are proven to have said what no honest one says; or somebody has them. Of this run. */
  readonly faultyWitnesses: readonly string[]
  /** It goes on from a checkpoint of another ledger. */
  readonly hasOrigin: boolean
  /** Everything that is final was read from a quorum of the witnesses in this run. */
  readonly isRead: boolean
  /** Of the newest checkpoint that a quorum signed; null before one was found. */
  readonly proven: {
    /** Unix milliseconds. */
    readonly atMs: number
    readonly signers: number
    /** What it proves to be in the owner's account; null when nobody showed whether it is in there. */
    readonly balance: number | null
  } | null
}

/**
 * What came of asking for starter AMP. A witness gives once to an account and to so many in a day; `away` when none
 * answered.
 */
export type GrantAnswer = 'granted' | 'refused' | 'away'

/**
 * What came of asking to cancel a payment: nobody was asked when it waited no more, and nobody knows when the tab that
 * leads did not answer.
 */
export type GiveUpAnswer = 'asked' | 'too-late' | 'away'

/** What came of asking the witnesses for their sum. */
export type SumChecked =
  | {
      readonly at: 'signed'
      /** So many witnesses signed the same. */
      readonly signers: number
      /** Base units: exactly the supply. */
      readonly sum: number
      readonly root: string
      /** What is proven to be in the owner's account; null when it is not in there. */
      readonly balance: number | null
      /** This page holds exactly what they signed. */
      readonly isSameHere: boolean
    }
  /** Too few answered, or they do not hold the same at the moment. */
  | { readonly at: 'no-quorum'; readonly votes: number }

/** What came of replaying the ledger that is kept here. */
export interface Replayed {
  /** That fit, each with its signatures. */
  readonly blocks: number
  readonly accounts: number
  readonly supply: MoneyState['supply']
  /** What the owner has by it, in base units. */
  readonly own: number
  /** The first of those that do not fit … */
  readonly misfits: readonly {
    /** Among all that is kept, from 0 on. */
    readonly place: number
    /** The name of a rule of the ledger. */
    readonly reason: string
    /** Null for what cannot be read. */
    readonly block: BlockShown | null
  }[]
  /** … of so many. */
  readonly misfitCount: number
}

/** What can be said of where a ledger comes from that goes on from another. */
export type OriginChecked =
  | { readonly at: 'none' }
  /** The proof is not to be had beside this page, or too large to be read here. */
  | { readonly at: 'no-file' }
  | { readonly at: 'refused'; readonly why: string }
  | {
      readonly at: 'verified'
      readonly name: string
      /** By which the other ledger is named. */
      readonly ledger: string
      readonly symbol: string
      readonly signers: number
      readonly witnesses: number
      readonly signedMs: number
      /** That began with something here. */
      readonly accounts: number
      /** That began with nothing here, and what they had there. */
      readonly leftOut: { readonly accounts: number; readonly amount: number }
    }

/** What is done with the plan of the next witnesses (succession-desk.ts). */
export type PlanStep = 'look' | 'sign' | 'tell'

/** A plan that goes round among the witnesses of now to be signed. */
export interface PlanShown {
  /** For the next who signs it. */
  readonly text: string
  /** Keys. */
  readonly comes: readonly string[]
  readonly goes: readonly string[]
  /** So many stay. */
  readonly stays: number
  /** By weight, as in a quorum. */
  readonly signed: number
  readonly needed: number
  readonly isSignedHere: boolean
}

export type PlanError =
  | 'no-ledger'
  | 'not-a-plan'
  /** Of another ledger, or of an epoch that is over or not yet there. */
  | 'does-not-follow'
  | 'bad-signature'
  /** A rule, the name, who governs: a page does not sign what it does not show. */
  | 'changes-more'
  /** This page is none, or has lost what it said. */
  | 'no-witness'
  /** How the ledger stands is not known yet. */
  | 'not-read'
  | 'signed-another'
  | 'too-few'
  | 'leader-away'

export type SendError =
  | 'no-ledger'
  | 'no-identity'
  | 'to-yourself'
  | 'not-an-amount'
  | 'not-a-memo'
  | 'no-offers'
  | 'too-little'
  | 'another-device'
  | 'broken'
  | 'leader-away'
