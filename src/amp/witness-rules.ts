/** The rules by which a witness speaks; others only to show what breaks without them. */
import { EPOCH_RULES, type EpochRules } from './epoch-rules'
import { ROUND_RULES, type RoundRules } from './round-rules'
import { SLOT_RULES, type SlotRules } from './slot-rules'

export interface WitnessRules extends SlotRules {
  /** A report says what may still become final; a vote after it would not be in it. */
  readonly votesAfterReport: boolean
  /** Who finds words of its own that it does not remember has lost its log, and might say otherwise now. */
  readonly fallsSilent: boolean
  /** What it adds after its list may complete a quorum that the next epoch does not know of. */
  readonly saysWhenFrozen: boolean
  /** How it agrees with others on the beginning of the next epoch. */
  readonly rounds: RoundRules
  /** Which beginnings keep what it said. */
  readonly mayStandBehind: EpochRules['mayStandBehind']
}

export const WITNESS_RULES: WitnessRules = {
  ...SLOT_RULES,
  ...{ votesAfterReport: false, fallsSilent: true, saysWhenFrozen: false },
  ...{ rounds: ROUND_RULES, mayStandBehind: EPOCH_RULES.mayStandBehind },
}
