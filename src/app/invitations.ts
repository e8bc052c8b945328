/**
 * Invitations given and received. An invitation is a two-sided consent: who gave the link has said yes by giving it,
 * who follows through it says yes by following. So the first few who come through a link are followed back, which
 * gives a newcomer a first synapse; without one, nothing a newcomer does would be seen by anybody (docs/SPEC.md IN).
 */
import { inviteProof, newInviteSecret } from '../identity/invite'
import type { PersonId } from '../identity/types'
import { equalBytes, fromBase64Url, toBase64Url } from '../lib/bytes'
import type { VerifiedRecord } from '../records/types'
import type { DeviceStore } from '../storage/device-store'
import type { ReceivedInviteRow } from '../storage/schema'
import type { InviteToken } from './invite-link'

/** A link that leaks must not let a crowd in: this many are followed back, the others merely follow. */
export const MAX_FOLLOWED_BACK = 5
/** After two weeks a link is old news; it still opens the page, but follows nobody back. */
export const INVITE_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000

export class Invitations {
  readonly #store: DeviceStore

  constructor(store: DeviceStore) {
    this.#store = store
  }

  /** The secret of the link in use, or of a new one when the last is old or used up. */
  currentSecret(nowMs: number): Promise<Uint8Array> {
    return this.#secret(nowMs, false)
  }

  /** The secret of pairing codes: through it come those alone whose code was taken here as well (rule IN4). */
  secretOfCodes(nowMs: number): Promise<Uint8Array> {
    return this.#secret(nowMs, true)
  }

  /** Their code was taken here. */
  met(person: PersonId): Promise<void> {
    return this.#store.noteMet(person)
  }

  async #secret(nowMs: number, isOfCodes: boolean): Promise<Uint8Array> {
    for (const { secret, createdAt, usedBy, met } of await this.#store.invites()) {
      const isFresh = nowMs - createdAt < INVITE_LIFETIME_MS / 2
      const bytes = fromBase64Url(secret)
      if (isFresh && usedBy.length === 0 && bytes !== null && (met !== undefined) === isOfCodes) return bytes
    }
    const fresh = newInviteSecret()
    const row = { secret: toBase64Url(fresh), createdAt: nowMs, usedBy: [] }
    await this.#store.keepInvite(isOfCodes ? { ...row, met: [] } : row)
    return fresh
  }

  /**
   * Keeps a link that was opened here. Between that and the follow lie a sign-up, perhaps a reload, perhaps a night: the
   * follow has to carry the proof nevertheless.
   */
  async remember(
    token: Pick<InviteToken, 'person' | 'secret' | 'peerId' | 'relays'>,
    nowMs: number,
  ): Promise<void> {
    const { person, secret, peerId, relays } = token
    const row = { person, secret, peerId, relays, openedAt: nowMs }
    await this.#store.keepReceivedInvite(row, nowMs - INVITE_LIFETIME_MS)
  }

  /** Who gave the links that wait for a follow, and where these people can be reached. */
  async received(nowMs: number): Promise<ReceivedInviteRow[]> {
    const rows = await this.#store.receivedInvites()
    return rows.filter((row) => isValid(row, nowMs))
  }

  /** What a follow of `person` carries to show that it comes through their link; null without one. */
  async proofFor(person: PersonId, follower: PersonId, nowMs: number): Promise<Uint8Array | null> {
    const row = await this.#store.receivedInvite(person)
    return row === null || !isValid(row, nowMs) ? null : inviteProof(row.secret, follower)
  }

  /** The follow is in the log: the link has done its work. */
  followed(person: PersonId): Promise<void> {
    return this.#store.dropReceivedInvite(person)
  }

  /** Who among the new followers of `owner` came through a valid link, and was therefore noted as to follow back. */
  async toFollowBack(owner: PersonId, added: readonly VerifiedRecord[], nowMs: number): Promise<PersonId[]> {
    const welcome: PersonId[] = []
    for (const record of added) {
      if (record.kind !== 'follow' || record.body?.person !== owner || record.body.invite === null) continue
      const follower = record.header.person
      if (await this.#wasInvited(follower, record.body.invite, nowMs)) welcome.push(follower)
    }
    return welcome
  }

  async #wasInvited(follower: PersonId, proof: Uint8Array, nowMs: number): Promise<boolean> {
    for (const { secret, createdAt, met } of await this.#store.invites()) {
      if (nowMs - createdAt > INVITE_LIFETIME_MS || met?.includes(follower) === false) continue
      const bytes = fromBase64Url(secret)
      if (bytes === null || !equalBytes(await inviteProof(bytes, follower), proof)) continue
      return this.#store.useInvite(secret, follower, MAX_FOLLOWED_BACK)
    }
    return false
  }
}

function isValid({ openedAt }: ReceivedInviteRow, nowMs: number): boolean {
  return nowMs - openedAt <= INVITE_LIFETIME_MS
}
