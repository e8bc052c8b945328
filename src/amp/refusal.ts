/** Why a block is not voted for, or a statement not made. */
import type { Slot } from './types'

export const REFUSAL_SENTENCES = {
  'other-ledger': 'It belongs to another ledger.',
  'wrong-key': 'It is not signed by the key of its account.',
  'wrong-place': 'It does not follow the last block of its account.',
  'wrong-balance': 'It states a balance that the account would not have.',
  'too-little': 'It moves less than the ledger allows.',
  overspent: 'The account does not have so much.',
  'not-theirs': 'It takes up AMP that were sent to somebody else.',
  'already-taken': 'It takes up AMP that were taken up before.',
  'wrong-amount': 'Its amount is not what it should be.',
  'wrong-table': 'Its offers do not add up, or are not those that it names.',
  'wrong-time': 'It is dated ahead, or its campaign ends too soon or too late.',
  'no-evidence': 'What would show that it is right is missing.',
  'not-offered': 'Nothing of this campaign was offered to this person.',
  'not-watched': 'The receipt of the view does not fit the campaign or the person.',
  'watched-another': 'The person watched another post at the same time.',
  closed: 'The campaign is closed.',
  'not-over': 'The campaign is not over yet.',
  refunded: 'The rest of the campaign was paid back before.',
  'wrong-reports': 'The close reports do not say what the refund says.',
  settled: 'Its place is taken for good.',
  'voted-for-another': 'Another block stands at its place.',
  vowed: 'Its place is being voided.',
  acknowledged: 'A block at this place was acknowledged and cannot be voided.',
  'not-asked-by-owner': 'Only the owner, or proof of a fork, can void a place.',
  frozen: 'The witnesses are changing.',
  'not-yet': 'Blocks before it are missing here.',
} as const

export type Reason = keyof typeof REFUSAL_SENTENCES

/** What may pass: the same block may be voted for later. Every other reason stands for good. */
export const PASSING_REASONS: ReadonlySet<Reason> = new Set<Reason>([
  'not-yet',
  'frozen',
  'voted-for-another',
  'vowed',
  'not-over',
  'acknowledged',
])

export interface Refusal {
  readonly reason: Reason
  /** For 'not-yet': the finals that must be known first. */
  readonly lacks: readonly Slot[]
}

export function refusal(reason: Reason, lacks: readonly Slot[] = []): Refusal {
  return { reason, lacks }
}
