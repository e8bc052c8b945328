import type { DBSchema } from 'idb'
import type { DeviceId, PersonId } from '../identity/types'
import type { SealedWords } from '../identity/vault'
import type { Correspondent, Letter } from '../records/letters-held'
import type { ForkEvidence, LogHead } from '../records/store'
import type { BlockCid, RecordCid, VerifiedRecord, Withdrawal } from '../records/types'

/**
 * A log entry as kept. `record` holds both blocks, so identical bodies of different entries (two likes of one
 * post) are kept once each and forgetting one never takes another's. The decoded parts are a cache of the blocks.
 */
export interface EntryRow {
  readonly person: PersonId
  readonly device: DeviceId
  /**
   * Its place. What stands beside its log is kept under place and name together: a list comes after every number, so that
   * it lies behind the log.
   */
  readonly seq: number | [number, RecordCid]
  readonly cid: RecordCid
  /** Multihash bytes of the blocks in this row, so that Helia finds them. */
  readonly blockKeys: readonly Uint8Array[]
  readonly record: VerifiedRecord
}

/** Everything this device knows about its owner; one row, key 'self'. */
export interface SelfRow {
  readonly person: PersonId
  readonly device: DeviceId
  readonly deviceKey: CryptoKeyPair
  /** The root key's word for the device key. */
  readonly certificate: Uint8Array
  /** The 12 words under a non-extractable key (identity/vault.ts). */
  readonly words: SealedWords
  readonly wordsConfirmed: boolean
  /** What this device has to join at its first start; missing where there never was any. */
  readonly unmerged?: readonly Unmerged[]
}

/** A log that was forked, and the ends of it that are known to be elsewhere (rule SY17). */
export interface Unmerged {
  readonly device: DeviceId
  readonly heads: readonly RecordCid[]
}

export interface InviteRow {
  /** Random, base64url; never leaves the device but in the link. */
  readonly secret: string
  readonly createdAt: number
  readonly usedBy: readonly PersonId[]
  /** Of the secret in pairing codes: whose codes were taken here as well; nobody else comes through it. */
  readonly met?: readonly PersonId[]
}

/** An invite link that was opened here, kept until its reader follows the person who gave it. */
export interface ReceivedInviteRow {
  readonly person: PersonId
  readonly secret: Uint8Array
  readonly peerId: string
  readonly relays: readonly string[]
  readonly openedAt: number
}

/** A browser that was reached before, to be dialled first at the next start. */
export interface PeerRow {
  readonly peerId: string
  readonly person: PersonId
  readonly relays: readonly string[]
  readonly seenAt: number
  /** Days on which a link with it lasted (src/lib/recent-days.ts); earlier builds had none. */
  readonly steadyDays?: readonly number[]
}

/** What the owner set for the own Stream; one row, key 'taste'. */
export interface TasteRow {
  /** Dials by person and by tag (MODEL.md 8). */
  readonly people: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, number>>
  /** By name of what may be set. */
  readonly ranking: Readonly<Record<string, number>>
  /** Earlier builds had none. */
  readonly words?: readonly { readonly word: string; readonly until: number | null }[]
  /** Posts that are not to be shown in lists; earlier builds had none. */
  readonly hidden?: readonly RecordCid[]
  /** Posts to come back to, in the order of marking; earlier builds had none. */
  readonly bookmarks?: readonly { readonly post: RecordCid; readonly by: PersonId }[]
  /** Whom the owner does not want suggested; earlier builds had none. */
  readonly passed?: readonly PersonId[]
  /** Rankings kept under a name; earlier builds had none. */
  readonly lenses?: readonly { readonly name: string; readonly ranking: Readonly<Record<string, number>> }[]
  /** Whose labels count, and what they do; earlier builds had none. */
  readonly labellers?: Readonly<Record<string, string>>
  /** Whose labels count in which community; earlier builds had none. */
  readonly advised?: Readonly<Record<string, readonly PersonId[]>>
  /** Only what the owner follows is kept; earlier builds kept what was near, too. */
  readonly keepsOnlyFollowed?: boolean
  /** Posts with a warning are shown unfolded; earlier builds had no warnings. */
  readonly opensWarned?: boolean
  /** Direct links only with people attended; earlier builds linked with anybody. */
  readonly linksOnlyFollowed?: boolean
  /** Looks that others pay for are claimed; earlier builds always did. */
  readonly claimsLooks?: boolean
  /** What may be kept here, when the owner has set it; earlier builds had no bound. */
  readonly budgetBytes?: number | null
  /** Whose lens the ranking is, and what it was before. */
  readonly adopted?: {
    readonly cid: RecordCid
    readonly by: PersonId
    readonly name: string
    readonly ranking: Readonly<Record<string, number>>
    readonly mine: Readonly<Record<string, number>>
  } | null
}

/** What was let go of when the budget was passed, as it is told to the owner. */
export interface LetGoRow {
  readonly atMs: number
  readonly people: number
  readonly images: number
  readonly visitors: number
  readonly bytes: number
}

/** What is done about the budget of this browser; one row, key 'keeping'. */
export interface KeepingRow {
  /** Whose logs go before the page next reads them: nothing that reads them may run meanwhile. */
  readonly going: readonly { readonly person: PersonId; readonly bytes: number }[]
  /** The latest first. */
  readonly told: readonly LetGoRow[]
  /** When it was last looked at; missing where it was not yet. */
  readonly isNearlyFull?: boolean
  /** Images whose posts were withdrawn, to be let go; missing where none ever was. */
  readonly withdrawn?: readonly BlockCid[]
}

/** What was made of the records up to a position; may be dropped at any time, and is then made anew. One row. */
export interface SnapshotRow {
  /** The build that made it: another may make something else of the same records. */
  readonly build: string
  /** Where the logs ended (src/social/log-ends.ts). */
  readonly position: readonly LogHead[]
  /** A blob, so that reading the row does not read its bytes. */
  readonly bytes: Blob
}

/** A key that letters to this device are sealed under; the private half is not extractable. */
export interface InboxKeyRow {
  readonly createdAt: number
  readonly pair: CryptoKeyPair
  readonly bytes: Uint8Array<ArrayBuffer>
  /** When the next one took its place; null for the one announced. */
  readonly retiredAt: number | null
}

/** A post, an act or a profile that came by impulse, of somebody whose log is not kept here. */
export interface VisitorRow {
  readonly record: VerifiedRecord
  readonly certificate: Uint8Array
  /** The peer that brought it first. */
  readonly from: string
  readonly cameMs: number
}

/** A visitor that was taken back: not to be let in again. */
export interface TakenBackRow {
  readonly cid: RecordCid
  /** The peer that had brought it. */
  readonly from: string
  readonly atMs: number
}

/** By target and person: what strangers withdraw that is not theirs says nothing of it. */
export interface WithdrawalRow {
  readonly target: RecordCid
  readonly person: PersonId
  readonly shown: Withdrawal
}

export interface SynereoDb extends DBSchema {
  entries: {
    key: [PersonId, DeviceId, EntryRow['seq']]
    value: EntryRow
    indexes: { byCid: RecordCid; byBlock: Uint8Array<ArrayBuffer> }
  }
  heads: { key: [PersonId, DeviceId]; value: LogHead }
  /** Who withdrew what, and what shows it to others; also kept when the target has not arrived yet. */
  withdrawals: { key: [RecordCid, PersonId]; value: WithdrawalRow }
  forks: { key: [PersonId, DeviceId, number, RecordCid]; value: ForkEvidence }
  /** Image blocks and whatever else Helia keeps, by multihash bytes. */
  blocks: { key: Uint8Array<ArrayBuffer>; value: Uint8Array }
  self: { key: 'self'; value: SelfRow }
  transportKey: { key: 'libp2p'; value: CryptoKeyPair }
  /** When the owner first saw a post; private (MODEL.md: views never leave the device). */
  views: { key: RecordCid; value: { readonly post: RecordCid; readonly at: number } }
  taste: { key: 'taste'; value: TasteRow }
  keeping: { key: 'keeping'; value: KeepingRow }
  snapshots: { key: 'attention'; value: SnapshotRow }
  letters: { key: RecordCid; value: Letter }
  triedLetters: { key: RecordCid; value: true }
  correspondents: { key: PersonId; value: Correspondent }
  inboxKeys: { key: number; value: InboxKeyRow }
  invites: { key: string; value: InviteRow }
  /** By who gave the link; the last one opened. */
  receivedInvites: { key: PersonId; value: ReceivedInviteRow }
  visitors: { key: RecordCid; value: VisitorRow }
  takenBack: { key: RecordCid; value: TakenBackRow }
  peers: { key: string; value: PeerRow; indexes: { bySeenAt: number } }
}
