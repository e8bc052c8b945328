/** How the page is connected: with relays, with other browsers, and with somebody whose code was carried here. */
import type { PersonId } from '../identity/types'
import type { Missing } from '../peer/head-watch'
import type { LeftOut } from '../peer/topology'

/** One direct or relayed link to another browser. */
export interface PeerLink {
  readonly peerId: string
  /** Null until the other side has proved who it is. */
  readonly person: PersonId | null
  readonly direct: boolean
  /** Unix milliseconds. */
  readonly since: number
}

export interface ConnectionState {
  /**
   * 'leading': this tab runs the peer. 'following': another tab of this browser does, this one goes through it.
   * 'without-peer': this tab should run it, but it could not be started (a browser without WebRTC, say).
   */
  readonly tab: 'leading' | 'following' | 'without-peer'
  readonly peerId: string | null
  readonly relays: readonly {
    readonly address: string
    readonly state: 'connecting' | 'connected' | 'unreachable'
    /** Who named it: the network, the owner, or an invite link that was opened. */
    readonly from: 'network' | 'owner' | 'link'
  }[]
  /** The owner has added relays or taken some out. */
  readonly hasOwnRelays: boolean
  readonly links: readonly PeerLink[]
  readonly pairing: PairingState
  /** What does not reach the page, as far as it knows. */
  readonly missing: Missing
  /** For whom no connection is made any more until the page is loaded anew: the browser allows a number of them. */
  readonly leftOut: LeftOut
  /** False when the browser says that it has no network. */
  readonly online: boolean
}

export const NOTHING_MISSING: Missing = { behind: [], unheard: null }

/** Meeting without a server: two codes that people carry to each other. */
export type PairingState =
  | { readonly status: 'none' }
  /** Our code is made and waits for theirs. */
  | { readonly status: 'open'; readonly code: string; readonly expiresAt: number }
  /** Theirs was taken; they still have to take ours. */
  | {
      readonly status: 'connecting'
      readonly code: string
      readonly name: string
      /** So long that they may have pasted a code which was given up. */
      readonly isLate: boolean
    }
  | { readonly status: 'linked'; readonly person: PersonId; readonly name: string }
  | { readonly status: 'failed'; readonly why: 'expired' | 'broken' | 'not-kept' }
