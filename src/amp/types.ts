/** The words of the ledger. What they mean and who makes them: README.md beside this file. */
import type { DeviceId, PersonId } from '../identity/types'
import type { Brand } from '../lib/brand'
import type { Block } from './blocks'
import type { Manifest } from './manifest'
import type { CloseReport, Quorum, Statement } from './statements'

/** An account belongs to a person and bears the same name. */
export type AccountId = PersonId
/** Whatever signs: a witness, or the device that may spend from an account at the time. */
export type KeyId = DeviceId
/** The CID of the first manifest of a ledger's line; it stands in everything that is signed. */
export type LedgerId = Brand<string, 'LedgerId'>
/**
 * The CID of a block without its signature. There are many valid signatures for one payload, and they must not look
 * like a fork.
 */
export type BlockId = Brand<string, 'BlockId'>
/** The CIDv1 of anything else: a post, a table. */
export type Cid = string

/**
 * A place at which one block may become final: a position of an account, what one viewer may claim of one campaign,
 * or a witness's part of a campaign's fee (final with the campaign; nobody votes on it).
 */
export type Slot =
  | { readonly kind: 'account'; readonly account: AccountId; readonly seq: number }
  | { readonly kind: 'claim'; readonly campaign: BlockId; readonly viewer: AccountId }
  /** What is left of a campaign whose sponsor is gone, given back by whoever is there. */
  | { readonly kind: 'rest'; readonly campaign: BlockId }
  | { readonly kind: 'fee'; readonly campaign: BlockId; readonly witness: KeyId }
  /** What the old witnesses of an epoch that ends agree on: with what the next one begins. */
  | { readonly kind: 'epoch'; readonly round: number }

/** The same as text, to look things up. */
export type SlotKey = Brand<string, 'SlotKey'>

/**
 * A block whose signature holds, with its name. Whether it may become final is another matter (judge.ts). Claims,
 * skips and rests are canonical and bear no signature.
 */
export interface SignedBlock {
  readonly block: Block
  readonly id: BlockId
  readonly signer: KeyId | null
  readonly signature: Uint8Array | null
}

/** A block with the acknowledgements that make it final (of a skip: the confirmations that its place is void). */
export interface Final {
  readonly signed: SignedBlock
  readonly proof: Quorum
}

/** By epoch that is over: the beginning (beginning.ts) with which the next one began. */
export type EpochEnds = ReadonlyMap<number, BlockId>

/** Two blocks of one owner at one place. */
export interface ForkProof {
  readonly a: SignedBlock
  readonly b: SignedBlock
}

/** That a witness stands behind a manifest of the next epoch: an honest one signs one of its epoch (rule AM93). */
export interface SuccessionWord {
  readonly v: 1
  readonly t: 'manifest'
  readonly ledger: LedgerId
  /** The one that ends. */
  readonly epoch: number
  readonly witness: KeyId
  readonly manifest: Manifest
  /** Of the manifest alone, which names the one before it. */
  readonly signature: Uint8Array
}

/** Two statements of one witness, two close reports, or two successors, that no honest witness makes both. */
export type WitnessProof =
  | { readonly a: Statement; readonly b: Statement }
  | { readonly a: CloseReport; readonly b: CloseReport }
  | { readonly a: SuccessionWord; readonly b: SuccessionWord }

/** True when the signature is this key's and keeps the one acceptance rule of the ledger (README.md). */
export type VerifySignature = (
  key: KeyId,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
) => Promise<boolean>
