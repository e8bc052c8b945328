/** What comes of what a witness hears, and what it works with. */
import type { DeviceSigner } from '../identity/types'
import type { Book, News } from './book'
import type { Fact } from './facts'
import type { OpinionFault } from './opinion'
import type { BlockId, Slot } from './types'
import type { WitnessLog, WitnessMemory } from './witness-log'
import type { WitnessRules } from './witness-rules'

export type RefusalFault = OpinionFault | 'spoke-otherwise' | 'returned-elsewhere'

export interface Refusal {
  readonly slot: Slot
  readonly value: BlockId
  readonly fault: RefusalFault
}

export interface Answer {
  /** For everybody. */
  readonly say: readonly Fact[]
  /** For whoever asked: what was said before, or what is final by now. */
  readonly reply: readonly Fact[]
  /** For whoever asked too. */
  readonly refusal: Refusal | null
  /** What the book learned on the way. */
  readonly news: readonly News[]
}

/** What comes of one fact, while it is being worked on. */
export interface Turn {
  readonly say: Fact[]
  readonly reply: Fact[]
  readonly refusals: Refusal[]
  readonly news: News[]
}

export interface WitnessParts {
  readonly book: Book
  readonly signer: DeviceSigner
  readonly log: WitnessLog
  readonly memory: WitnessMemory
  readonly now: () => number
  /** Lets others on the machine have their turn. */
  readonly breathe?: () => Promise<void>
  /** Others only to show what breaks without them. */
  readonly rules?: WitnessRules
}
