import type { DeviceId, PersonId } from '../identity/types'
import { recentDays } from '../lib/recent-days'
import type { RecordCid } from '../records/types'
import type { Database } from './open'
import type { InviteRow, PeerRow, ReceivedInviteRow, SelfRow, TasteRow, Unmerged } from './schema'

/** Addresses of earlier sessions that are worth a first dial. */
const MAX_KNOWN_PEERS = 100
/** Kept are more, since not everybody who was seen lately is worth a dial; browsers come and go, so not all. */
const MAX_KEPT_PEERS = 200
/** Days on which links with one browser have lasted. */
const MAX_STEADY_DAYS = 30
/** Opened links that still wait for a follow. Nobody collects so many; a page that opens them for somebody might. */
const MAX_RECEIVED_INVITES = 50

export type Nearness = (person: PersonId) => number

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

  /** The owner goes on as another device; false when they do already. */
  async changeDevice(
    former: DeviceId,
    fresh: Pick<SelfRow, 'device' | 'deviceKey' | 'certificate'>,
    unmerged: Unmerged,
  ): Promise<boolean> {
    const transaction = this.#db.transaction('self', 'readwrite', { durability: 'strict' })
    const self = await transaction.store.get('self')
    const isStill = self?.device === former
    if (isStill) {
      const waiting = [...(self.unmerged ?? []), unmerged]
      await transaction.store.put({ ...self, ...fresh, unmerged: waiting }, 'self')
    }
    await transaction.done
    return isStill
  }

  /** What the former device left is joined. */
  async merged(): Promise<void> {
    const transaction = this.#db.transaction('self', 'readwrite', { durability: 'strict' })
    const self = await transaction.store.get('self')
    if (self !== undefined) await transaction.store.put({ ...self, unmerged: [] }, 'self')
    await transaction.done
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

  async taste(): Promise<TasteRow | null> {
    return (await this.#db.get('taste', 'taste')) ?? null
  }

  /** Two tabs may each change something: both changes count. Gives what is kept then. */
  async changeTaste<T extends TasteRow>(change: (kept: TasteRow | null) => T): Promise<T> {
    const transaction = this.#db.transaction('taste', 'readwrite', { durability: 'relaxed' })
    const changed = change((await transaction.store.get('taste')) ?? null)
    await transaction.store.put(changed, 'taste')
    await transaction.done
    return changed
  }

  async invites(): Promise<InviteRow[]> {
    return this.#db.getAll('invites')
  }

  async keepInvite(invite: InviteRow): Promise<void> {
    await this.#db.put('invites', invite)
  }

  /** Notes of each secret in pairing codes whose code was taken here. */
  async noteMet(person: PersonId): Promise<void> {
    const transaction = this.#db.transaction('invites', 'readwrite', { durability: 'strict' })
    for (const invite of await transaction.store.getAll())
      if (invite.met?.includes(person) === false)
        await transaction.store.put({ ...invite, met: [...invite.met, person] })
    await transaction.done
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

  async receivedInvites(): Promise<ReceivedInviteRow[]> {
    return this.#db.getAll('receivedInvites')
  }

  async receivedInvite(person: PersonId): Promise<ReceivedInviteRow | null> {
    return (await this.#db.get('receivedInvites', person)) ?? null
  }

  /** Keeps it in the place of an earlier one of the same person; what was opened before `validSince` goes. */
  async keepReceivedInvite(invite: ReceivedInviteRow, validSince: number): Promise<void> {
    const transaction = this.#db.transaction('receivedInvites', 'readwrite', { durability: 'strict' })
    await transaction.store.put(invite)
    const rows = await transaction.store.getAll()
    const kept = rows
      .filter(({ openedAt }) => openedAt >= validSince)
      .sort((a, b) => b.openedAt - a.openedAt)
      .slice(0, MAX_RECEIVED_INVITES)
    for (const row of rows) if (!kept.includes(row)) await transaction.store.delete(row.person)
    await transaction.done
  }

  async dropReceivedInvite(person: PersonId): Promise<void> {
    await this.#db.delete('receivedInvites', person)
  }

  /**
   * The nearest first, of those the ones with whom links have lasted on most days, and of those the latest.
   * @param nearness of whoever was there, 0 for strangers
   */
  async knownPeers(nearness: Nearness, nowMs: number): Promise<PeerRow[]> {
    return byWorth(await this.#db.getAll('peers'), nearness, nowMs).slice(0, MAX_KNOWN_PEERS)
  }

  /**
   * Strangers of today make room first: a crowd of them must not be all that is known at the next start. Half of the places
   * go to whoever was seen last, or a crowd that had stayed for two days would leave nobody the time to stay for two.
   * @param day on which a link with it has lasted
   */
  async keepPeer(row: PeerRow, nearness: Nearness, day?: number): Promise<void> {
    const transaction = this.#db.transaction('peers', 'readwrite', { durability: 'relaxed' })
    const former = await transaction.store.get(row.peerId)
    // Whoever uses that browser now has been there on none of the days before.
    const days = new Set(former?.person === row.person ? former.steadyDays : [])
    if (day !== undefined) days.add(day)
    await transaction.store.put({ ...row, steadyDays: [...days].slice(-MAX_STEADY_DAYS) })
    const excess = (await transaction.store.count()) > MAX_KEPT_PEERS
    const rows = excess ? await transaction.store.getAll() : []
    const sorted = byWorth(rows, nearness, row.seenAt)
    const rest = sorted.slice(MAX_KEPT_PEERS / 2)
    for (const { peerId } of byWorth(
      rest.map((one) => ({ ...one, steadyDays: [] })),
      nearness,
      row.seenAt,
    ).slice(MAX_KEPT_PEERS / 2))
      await transaction.store.delete(peerId)
    await transaction.done
  }
}

function byWorth(rows: readonly PeerRow[], nearness: Nearness, nowMs: number): PeerRow[] {
  return rows
    .map((row) => ({
      ...{ row, near: nearness(row.person) },
      days: recentDays(row.steadyDays ?? [], nowMs).length,
    }))
    .sort((a, b) => b.near - a.near || b.days - a.days || b.row.seenAt - a.row.seenAt)
    .map(({ row }) => row)
}
