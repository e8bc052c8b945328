import type { Brand } from '../lib/brand'
import type { DeviceId, PersonId } from '../identity/types'
import type { Asking } from './asking'
import type { LabelSaid } from './label-names'
import type { LensRanking } from './lens'
import type { SynereoRules } from './synereo-rules'

/** The CID of a network's manifest; records of one network are invalid in another. */
export type NetworkId = Brand<string, 'NetworkId'>
/** CIDv1 (dag-cbor, sha2-256, base32) of a log entry: the name of a record everywhere. */
export type RecordCid = Brand<string, 'RecordCid'>
/** CIDv1 of any other block: a body, or the root of a UnixFS DAG that holds an image. */
export type BlockCid = Brand<string, 'BlockCid'>
/** A community: lower-case letters, digits and inner hyphens of any script, without the `#`. */
export type Tag = Brand<string, 'Tag'>

export interface Image {
  /** Root of the UnixFS DAG. */
  readonly cid: BlockCid
  readonly type: 'image/webp' | 'image/jpeg' | 'image/png'
  readonly bytes: number
  readonly width: number
  readonly height: number
  /** What the image shows, for those who do not see it; may be empty. */
  readonly alt: string
}

export interface SealedLetter {
  /** The key to `sealed`, sealed once for each device that may read it, in no order, filled up with copies for nobody. */
  readonly copies: readonly Uint8Array[]
  readonly sealed: Uint8Array
}

/** What each kind of record says. The one list of kinds; everything else is derived from it. */
export interface Bodies {
  /** Always the first entry of a log: the person's root key vouches for the device key. */
  device: { readonly certificate: Uint8Array; readonly label: string }
  profile: { readonly name: string; readonly about: string; readonly hue: number }
  /** `invite` proves that the follower holds an invitation of the followed person; see identity/invite.ts. */
  follow: { readonly person: PersonId; readonly invite: Uint8Array | null }
  unfollow: { readonly person: PersonId }
  /** `warning` says what of it somebody may not want to meet unasked; most have none. */
  post: {
    readonly text: string
    readonly tags: readonly Tag[]
    readonly images: readonly Image[]
    readonly warning?: string
  }
  /** `author` is whose post it is: a hint where to ask for it. `parent` is the comment replied to. */
  comment: {
    readonly post: RecordCid
    readonly author: PersonId
    readonly parent: RecordCid | null
    readonly text: string
    readonly quiet: boolean
    readonly warning?: string
  }
  like: { readonly post: RecordCid; readonly author: PersonId }
  share: { readonly post: RecordCid; readonly author: PersonId; readonly text: string }
  /** A community joined, for everybody to see, and left again. */
  join: { readonly tag: Tag }
  leave: { readonly tag: Tag }
  /** A ranking under a name, for others to try and adopt; the last of a name counts. */
  lens: { readonly name: string; readonly ranking: LensRanking }
  /** On which terms a person's attention may be paid for; the last one counts. */
  asking: Asking
  /**
   * What its author says of a post, or of a person where `post` is null, and why; the last on each counts. `person` is
   * whose post it is: a hint where to ask for it.
   */
  label: LabelSaid & {
    readonly person: PersonId
    readonly post: RecordCid | null
    readonly reason: string
  }
  /**
   * What its author holds to be the rules of a community, and whose labels they advise there; the last of a tag counts.
   */
  rules: SynereoRules & { readonly tag: Tag }
  /** The key under which letters to this device are sealed from now on (X25519); the last of a device counts. */
  inbox: { readonly key: Uint8Array }
  /** Words for one person, which nobody else can read; neither can others tell for whom (identity/sealing.ts). */
  letter: SealedLetter
  /** Takes back one's own like, share, lens, label or rules. */
  undo: { readonly entry: RecordCid }
  /** Asks everyone to forget the body of one's own post or comment. */
  retract: { readonly entry: RecordCid }
  /**
   * Joins what a log of the same person became that was written on in two places (rule SY17): each head is the last entry
   * of a branch. It stands in a log of another device, since who holds one branch could not take in an entry behind another.
   */
  merge: { readonly device: DeviceId; readonly heads: readonly RecordCid[] }
}

export type Kind = keyof Bodies

/** What the author wants to say, before it has a place in a log. */
export type Draft = { [K in Kind]: { readonly kind: K; readonly body: Bodies[K] } }[Kind]

/** Where a record stands: the signed part that stays even when the body is forgotten. */
export interface Header {
  readonly network: NetworkId
  readonly person: PersonId
  readonly device: DeviceId
  /** 0, 1, 2 … without gaps in the log of one (person, device). */
  readonly seq: number
  readonly prev: RecordCid | null
  /** Unix time in milliseconds, never below that of `prev`. */
  readonly time: number
  readonly bodyCid: BlockCid
  readonly bodyBytes: number
}

interface SignedFields {
  readonly cid: RecordCid
  readonly header: Header
  /** The canonical dag-cbor block of the entry, signature included. */
  readonly entryBlock: Uint8Array
  /** The canonical dag-cbor block of the body; null when it was forgotten or withheld. */
  readonly bodyBlock: Uint8Array | null
  /** Of the device key, over the entry without this field. */
  readonly signature: Uint8Array
}

/**
 * Decoded, bounded, well-formed, its signature not yet checked. `body` is null exactly when `bodyBlock` is; only of a
 * withdrawn comment the store keeps the body, without its words.
 */
export type SignedRecord = {
  [K in Kind]: SignedFields & { readonly kind: K; readonly body: Bodies[K] | null }
}[Kind]

/**
 * Signature and certificate hold. Made by records/admit.ts alone: what is kept is also the next entry of its log, what is
 * shown early or visits is not. One that stands beside its log is on a branch which the log that is kept does not
 * follow, and which its author has joined to it (rule SY17).
 */
export type VerifiedRecord = SignedRecord & {
  readonly __verified: true
  readonly isBeside?: true
  /** Of one that came without its body: how whoever brought it showed that it was withdrawn (rule SY20). */
  readonly withdrawal?: Withdrawal
}

/** A verified record of one kind. */
export type RecordOf<K extends Kind> = Extract<VerifiedRecord, { readonly kind: K }>

/** How a record travels: two blocks; the body is missing of one that was withdrawn, and then that is shown. */
export interface RecordBlocks {
  readonly entry: Uint8Array
  readonly body: Uint8Array | null
  readonly withdrawal?: Withdrawal
}

/** Its author's own word that a record is withdrawn: the `retract`, which stands further on in one of their logs. */
export interface Withdrawal {
  readonly entry: Uint8Array
  readonly body: Uint8Array
  /** Of the device that signed it. */
  readonly certificate: Uint8Array
}

/** How a record travels without its log: with what its person's root key signed for the device. */
export interface CarriedBlocks extends RecordBlocks {
  readonly certificate: Uint8Array
}

/** Why the intake refuses a record. Each has a sentence for people in ui/format/reject-sentence.ts. */
export type RejectReason =
  | 'too-large'
  | 'too-deep'
  | 'not-canonical'
  | 'bad-schema'
  | 'body-mismatch'
  | 'body-missing'
  | 'out-of-bounds'
  | 'other-network'
  | 'from-the-future'
  | 'before-previous'
  | 'unknown-device'
  | 'bad-certificate'
  | 'bad-signature'
  | 'wrong-author'
  | 'duplicate'
  | 'gap'
  | 'fork'
  | 'not-wanted'
  | 'over-budget'
