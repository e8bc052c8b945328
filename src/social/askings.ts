/** What people ask for their attention (rule AM20): of each person, from any device, the last record counts. */
import type { PersonId } from '../identity/types'
import { ANYTHING, type Asking } from '../records/asking'
import type { RecordOf } from '../records/types'
import { byTime } from './acts-in-force'
import type { SocialView } from './types'

type AskingRecord = RecordOf<'asking'>

export class Askings {
  readonly #last = new Map<PersonId, AskingRecord>()

  add(record: AskingRecord): void {
    const { person } = record.header
    const former = this.#last.get(person)
    if (record.body !== null && (former === undefined || byTime(former, record) < 0))
      this.#last.set(person, record)
  }

  of(person: PersonId): Asking {
    return this.#last.get(person)?.body ?? ANYTHING
  }
}

type Known = Pick<SocialView, 'asking' | 'follows' | 'hasJoined' | 'joined'>

/** Whether `viewer` lets `sponsor` pay for a look at all; what it costs is another matter. */
export function admits(social: Known, viewer: PersonId, sponsor: PersonId): boolean {
  if (viewer === sponsor) return true
  switch (social.asking(viewer).from) {
    case 'nobody':
      return false
    case 'followed':
      return social.follows(viewer, sponsor)
    case 'communities':
      return social.joined(viewer).some((tag) => social.hasJoined(sponsor, tag))
    case 'everybody':
      return true
  }
}

/** What a campaign is to somebody. */
export interface Offered {
  readonly sponsor: PersonId
  /** Base units; 0 for nothing. */
  readonly offer: number
  /** The offer is for their own post, which is no price of a look. */
  readonly isAuthor: boolean
}

/** Whether a campaign may count for a viewer at all: if not, their page behaves as if there were none. */
export function isWelcome(social: Known, viewer: PersonId, { sponsor, offer, isAuthor }: Offered): boolean {
  if (viewer === sponsor || isAuthor) return true
  // Amplified is a post for everybody (MODEL.md 6), but who asks for something does not look for nothing.
  return admits(social, viewer, sponsor) && offer >= social.asking(viewer).price
}
