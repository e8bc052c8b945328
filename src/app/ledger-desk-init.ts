/** What the ledger at work on one machine is given: where it keeps, how it reaches others, whom it tells. */
import type { LedgerDeclaration } from '../amp/declaration'
import type { ExchangeAnswer } from '../amp/exchange'
import type { Participant } from '../amp/participant'
import type { AccountId, ForkProof, KeyId, VerifySignature } from '../amp/types'
import type { KeptProof } from '../amp/witness-log'
import type { LedgerNeighbour } from '../peer/ledger-line'
import type { LieStore } from './lie-shelf'

/** What became final, in the order in which it was kept: a peer reads it from any place on; and who was seen to lie. */
export interface FinalsStore extends LieStore {
  finals(): Promise<readonly Uint8Array[]>
  keepFinals(facts: readonly Uint8Array[]): Promise<void>
  mark(list: string): Promise<number>
  keepMark(list: string, next: number): Promise<void>
  /** What the witness here must be able to show. */
  proofs(): Promise<readonly KeptProof[]>
  dropProofs(names: readonly string[]): Promise<void>
}

/** The way to others; LedgerLine in a running peer. */
export interface Line {
  say(facts: readonly Uint8Array[]): Promise<void>
  ask(to: string, question: Uint8Array): Promise<Uint8Array>
  neighbours(): Promise<readonly LedgerNeighbour[]>
}

export interface DeskInit {
  readonly declaration: LedgerDeclaration
  readonly participant: Participant
  readonly store: FinalsStore
  readonly verify: VerifySignature
  /** Names the list of finals of this run, so that others know from where on they know it. */
  readonly mark: string
  /** Something of the ledger has changed. */
  readonly changed: () => void
  /** The store did not keep something, or gave nothing: it is tried again, and told now and then (rule AM94). */
  readonly failed: (error: unknown) => void
  /** Two ends of one place are proven: more than a third of the witnesses are bad. */
  readonly broken: () => void
  /** Machines that are asked from now on: the next witnesses. */
  readonly helpers?: (addresses: readonly string[]) => void
  /** A witness said what no honest one says, and it is proven; or somebody has its key. Told once of each. */
  readonly lied?: (witness: KeyId) => void
  /** An owner signed two blocks for one place. */
  readonly forked: (proof: ForkProof) => void
  /** Gives starter AMP; false for no. */
  readonly grant: (account: AccountId) => Promise<boolean>
  /** What a witness says of all that is final; null of who is none. */
  readonly attest: (account: AccountId) => Promise<ExchangeAnswer | null>
  /** The last checkpoint that this witness saw a quorum sign; null of who is none. */
  readonly sealed: (account: AccountId) => ExchangeAnswer | null
}
