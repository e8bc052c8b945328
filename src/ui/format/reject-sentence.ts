import type { RejectReason } from '../../records/types'
import { say } from '../words/words.svelte'

/** Why a record was refused, for people. */
export function rejectSentence(reason: RejectReason): string {
  switch (reason) {
    case 'too-large':
      return say('It is larger than a record may be.')
    case 'too-deep':
      return say('It is nested deeper than any record.')
    case 'not-canonical':
      return say('It is not written in the one canonical form.')
    case 'bad-schema':
      return say('It does not have the fields that its kind must have.')
    case 'body-mismatch':
      return say('What it says is not what was signed.')
    case 'body-missing':
      return say('The certificate of its device is missing.')
    case 'out-of-bounds':
      return say('It sets a number that lies outside of the bounds within which the ranking works.')
    case 'other-network':
      return say('It belongs to another network.')
    case 'from-the-future':
      return say('It is dated in the future.')
    case 'before-previous':
      return say('It is dated before the entry that it follows.')
    case 'unknown-device':
      return say('Its log does not begin with the certificate of its device.')
    case 'bad-certificate':
      return say('The person it names does not vouch for its device.')
    case 'bad-signature':
      return say('Its signature does not hold.')
    case 'wrong-author':
      return say('It would change what somebody else wrote.')
    case 'duplicate':
      return say('It is already here.')
    case 'gap':
      return say('Entries before it are missing.')
    case 'fork':
      return say('Another entry stands at its place in the log.')
    case 'not-wanted':
      return say('It is of somebody whose posts were not asked for, or of a stranger with too many.')
    case 'over-budget':
      return say('Its sender has sent too much that was refused.')
  }
}
