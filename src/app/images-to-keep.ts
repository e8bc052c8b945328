/** Which images are brought before anybody looks at them (rule IM5). */
import type { PersonId } from '../identity/types'
import { seenOrNull } from '../lib/written-name'
import type { RecordChange } from '../records/store'
import type { Image } from '../records/types'
import type { SocialView } from '../social/types'

/**
 * Images that came with posts of people attended, or with posts that those lifted; of what its author warns only where
 * the reader wants it open: who folds it may never want to have had it.
 */
export function imagesToKeep(
  viewer: PersonId,
  { added }: Pick<RecordChange, 'added'>,
  social: Pick<SocialView, 'follows' | 'post'>,
  opensWarned: boolean,
): Image[] {
  return added.flatMap((record) => {
    if (!social.follows(viewer, record.header.person) || record.body === null) return []
    if (record.kind === 'post') {
      const isOpen = opensWarned || seenOrNull(record.body.warning) === null
      return isOpen ? [...record.body.images] : []
    }
    const shared = record.kind === 'share' ? social.post(record.body.post) : null
    return shared !== null && (opensWarned || shared.warning === null) ? [...shared.images] : []
  })
}
