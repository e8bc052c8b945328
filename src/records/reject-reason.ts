import type { RejectReason } from './types'

/** Why a record was refused, for people. */
export const REJECT_SENTENCES: { readonly [R in RejectReason]: string } = {
  'too-large': 'It is larger than a record may be.',
  'too-deep': 'It is nested deeper than any record.',
  'not-canonical': 'It is not written in the one canonical form.',
  'bad-schema': 'It does not have the fields that its kind must have.',
  'body-mismatch': 'What it says is not what was signed.',
  'body-missing': 'The certificate of its device is missing.',
  'out-of-bounds': 'It sets a number that lies outside of the bounds within which the ranking works.',
  'other-network': 'It belongs to another network.',
  'from-the-future': 'It is dated in the future.',
  'before-previous': 'It is dated before the entry that it follows.',
  'unknown-device': 'Its log does not begin with the certificate of its device.',
  'bad-certificate': 'The person it names does not vouch for its device.',
  'bad-signature': 'Its signature does not hold.',
  'wrong-author': 'It would change what somebody else wrote.',
  duplicate: 'It is already here.',
  gap: 'Entries before it are missing.',
  fork: 'Another entry stands at its place in the log.',
  'not-wanted': 'It is of somebody whose posts were not asked for, or of a stranger with too many.',
  'over-budget': 'Its sender has sent too much that was refused.',
}
