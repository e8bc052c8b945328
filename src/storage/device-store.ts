import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import type { Database } from './open'
import type { InviteRow, PeerRow, SelfRow } from './schema'

/** Addresses of earlier sessions that are worth a first dial. */
const MAX_KNOWN_PEERS = 100

/** What belongs to this device alone and is never sent: keys, private views, invitations, addresses. */
export class DeviceStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async self(): Promise<SelfRow | null> {
    return (await this.#db.get('self', 'self')) ?? null
  }

  /** Written once; false when there is an owner already. */
  async keepSelf(self: SelfRow): Promise<boolean> {
    const transaction = this.#db.transaction('self', 'readwrite', { durability: 'strict' })
    const isFree = (await transaction.store.getKey('self')) === undefined
    if (isFree) await transaction.store.put(self, 'self')
    await transaction.done
    return isFree
  }

  async confirmWords(): Promise<void> {
    const transaction = this.#db.transaction('self', 'readwrite', { durability: 'strict' })
    const self = await transaction.store.get('self')
    if (self !== undefined) await transaction.store.put({ ...self, wordsConfirmed: true }, 'self')
    await transaction.done
  }

  /** The pair kept here, or the one given when there is none yet. */
  async transportKey(fresh: CryptoKeyPair): Promise<CryptoKeyPair> {
    const transaction = this.#db.transaction('transportKey', 'readwrite', { durability: 'strict' })
    const kept = await transaction.store.get('libp2p')
    if (kept === undefined) await transaction.store.put(fresh, 'libp2p')
    await transaction.done
    return kept ?? fresh
  }

  async views(): Promise<{ readonly post: RecordCid; readonly at: number }[]> {
    return this.#db.getAll('views')
  }

  /** Only the first view of a post is kept; false when there was one. */
  async noteView(post: RecordCid, at: number): Promise<boolean> {
    const transaction = this.#db.transaction('views', 'readwrite', { durability: 'relaxed' })
    const isFirst = (await transaction.store.getKey(post)) === undefined
    if (isFirst) await transaction.store.put({ post, at })
    await transaction.done
    return isFirst
  }

  async invites(): Promise<InviteRow[]> {
    return this.#db.getAll('invites')
  }

  async keepInvite(invite: InviteRow): Promise<void> {
    await this.#db.put('invites', invite)
  }

  /** Notes who came through an invitation; false when the person has before or the invitation is used up. */
  async useInvite(secret: string, person: PersonId, maxUses: number): Promise<boolean> {
    const transaction = this.#db.transaction('invites', 'readwrite', { durability: 'strict' })
    const invite = await transaction.store.get(secret)
    const isUsable = invite !== undefined && invite.usedBy.length < maxUses && !invite.usedBy.includes(person)
    if (isUsable) await transaction.store.put({ ...invite, usedBy: [...invite.usedBy, person] })
    await transaction.done
    return isUsable
  }

  /** Latest first. */
  async knownPeers(): Promise<PeerRow[]> {
    const rows = await this.#db.getAll('peers')
    return rows.sort((a, b) => b.seenAt - a.seenAt).slice(0, MAX_KNOWN_PEERS)
  }

  async keepPeer(row: PeerRow): Promise<void> {
    await this.#db.put('peers', row)
  }
}
