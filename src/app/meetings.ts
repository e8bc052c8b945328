/**
 * How the owner and others find each other by something that people carry: the link of an invitation, or the codes of a
 * meeting without a server. Who comes through either is followed back (app/invitations.ts).
 */
import type { PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../records/types'
import type { Society } from '../social/society'
import type { DeviceStore } from '../storage/device-store'
import type { Acts } from './acts'
import type { Invite, Notice, PairingState, PublishError } from './api'
import { Invitations } from './invitations'
import { decodeInvite, encodeInvite, type InviteToken } from './invite-link'
import type { OpenedSelf } from './ownership'
import { Pairing } from './pairing'
import type { Card, PairingCode } from './pairing-code'

export type MeetingActs = Pick<
  Acts,
  'inviteToken' | 'openInvite' | 'openPairing' | 'pairWith' | 'closePairing'
>

export interface MeetingsInit {
  readonly network: NetworkId
  readonly device: DeviceStore
  readonly society: Society
  readonly now: () => number
  readonly self: () => OpenedSelf | null
  readonly peer: () => Peer | null
  /** Resolves when the peer runs; with null when it cannot be started. */
  readonly peerStarted: Promise<Peer | null>
  /** Asks for the records of whoever gave us a link. */
  readonly visit: (person: PersonId) => void
  readonly publish: (self: OpenedSelf, draft: Draft) => Promise<Result<RecordCid, PublishError>>
  readonly pairingChanged: () => void
  readonly notice: (notice: Notice) => void
}

export class Meetings implements MeetingActs {
  readonly #init: MeetingsInit
  readonly #invitations: Invitations
  readonly #pairing: Pairing

  constructor(init: MeetingsInit) {
    this.#init = init
    this.#invitations = new Invitations(init.device)
    this.#pairing = new Pairing({
      network: init.network,
      now: init.now,
      open: async () => (await (await init.peerStarted)?.openOffer()) ?? null,
      card: () => this.#card(),
      taken: (code) => this.#takeCard(code),
      changed: init.pairingChanged,
    })
  }

  get pairing(): PairingState {
    return this.#pairing.state
  }

  async inviteToken(): Promise<string | null> {
    const [self, peer] = [this.#init.self(), this.#init.peer()]
    if (self === null || peer === null) return null
    return encodeInvite({
      network: this.#init.network,
      person: self.person,
      name: this.#nameOf(self.person),
      secret: await this.#invitations.currentSecret(this.#init.now()),
      peerId: peer.peerId,
      relays: peer.reachableThrough(),
    })
  }

  async openInvite(text: string): Promise<Result<Invite, 'damaged' | 'other-network'>> {
    const token = decodeInvite(text)
    if (token === null) return err('damaged')
    if (token.network !== this.#init.network) return err('other-network')
    await this.#invitations.remember(token, this.#init.now())
    this.#seek(token)
    return ok({ person: token.person, name: token.name })
  }

  /** Whoever gave us a link that is still waiting for a follow is looked for again. */
  async seekInviters(): Promise<void> {
    const waiting = await this.#invitations.received(this.#init.now())
    // There is room for the relays of a few links: those of the last ones.
    for (const invite of waiting.toSorted((a, b) => a.openedAt - b.openedAt)) this.#seek(invite)
  }

  openPairing() {
    return this.#pairing.open()
  }

  pairWith(code: string) {
    return this.#pairing.take(code)
  }

  closePairing(): Promise<void> {
    this.#pairing.close()
    return Promise.resolve()
  }

  /** A follow with what shows that it comes through an invitation; anything else as it is. */
  async withInvite(follower: PersonId, draft: Draft): Promise<Draft> {
    if (draft.kind !== 'follow') return draft
    const invite = await this.#invitations.proofFor(draft.body.person, follower, this.#init.now())
    return { kind: 'follow', body: { person: draft.body.person, invite } }
  }

  /** The follow is in the log. */
  followed(person: PersonId): Promise<void> {
    return this.#invitations.followed(person)
  }

  /** Follows back who came through an invitation of the owner. */
  async welcome(self: OpenedSelf, added: readonly VerifiedRecord[]): Promise<void> {
    const { society, now, notice, publish } = this.#init
    for (const person of await this.#invitations.toFollowBack(self.person, added, now())) {
      notice({ about: 'newcomer', person })
      if (society.follows(self.person, person)) continue
      await publish(self, { kind: 'follow', body: { person, invite: null } })
    }
  }

  /** What a code says of us. */
  async #card(): Promise<Card | null> {
    const self = this.#init.self()
    if (self === null) return null
    const { person } = self
    const secret = await this.#invitations.secretOfCodes(this.#init.now())
    return { person, name: this.#nameOf(person), secret }
  }

  /** A code that was taken is an invite link that was opened, and whoever gave it may come through ours. */
  async #takeCard({ person, secret, offer }: PairingCode): Promise<void> {
    const { peerId } = offer
    await this.#invitations.met(person)
    await this.#invitations.remember({ person, secret, peerId, relays: [] }, this.#init.now())
    this.#init.visit(person)
  }

  /** Whoever gave us a link is looked for where the link says. */
  #seek({ person, peerId, relays }: Pick<InviteToken, 'person' | 'peerId' | 'relays'>): void {
    this.#init.visit(person)
    this.#init.peer()?.suggest({ peerId, person, relays, seenAt: this.#init.now() })
  }

  #nameOf(person: PersonId): string {
    return this.#init.society.person(person).name ?? '?'
  }
}
