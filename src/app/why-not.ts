/** Why something that was asked for did not happen: each a value that the view has a sentence for. */
import type { PersonId } from '../identity/types'
import type { RelayAddressFault } from '../peer/relay-address'
import type { RejectReason } from '../records/types'

/** Why publishing did not happen; nothing was stored. */
export type PublishError =
  | { readonly reason: 'no-identity' }
  | { readonly reason: 'not-valid'; readonly why: RejectReason }
  | { readonly reason: 'storage-full' }
  | { readonly reason: 'leader-away' }

/** Why a letter was not written; nothing was kept. */
export type LetterError =
  | PublishError['reason']
  /** None of their devices has said yet under which key it takes letters. */
  | 'no-key'
  /** They do not follow the owner and have not answered so far. */
  | 'wait-for-answer'
  /** This browser lacks what seals them. */
  | 'cannot-seal'

/** Why two people were not asked whether they want to meet; `about` says which of them it is about, if one. */
export interface IntroductionError {
  readonly reason: LetterError | 'already-met' | 'repeated' | 'too-many'
  readonly about: PersonId | null
}

export type ImageError = 'not-an-image' | 'too-large' | 'storage-full' | 'leader-away'

export type BeginError =
  | 'bad-words'
  | 'already-begun'
  | 'bad-name'
  | 'leader-away'
  /** The network names this browser as a witness: whether the key that was made for one is to be used is the owner's to say. */
  | 'is-named'

/** Why a relay was not added. */
export type RelayError = RelayAddressFault | 'known' | 'too-many' | 'leader-away'

export type PairingError =
  | 'not-a-code'
  | 'other-version'
  | 'damaged'
  | 'other-network'
  | 'own-code'
  | 'expired'
  | 'used'
  | 'answered'
  | 'no-code-yet'
  | 'no-identity'
  | 'no-peer'
  /** The disk keeps nothing, as when it is full. */
  | 'not-kept'
  | 'leader-away'

/** Why nothing that is named is a network to go to. */
export type NetworkError =
  'not-understood' | 'long-name' | 'unreachable' | 'too-large' | 'same' | 'not-as-invited'
