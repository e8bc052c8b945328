/** Whom a campaign may be offered to: who has standing with the chair and lets the sponsor pay for a look (rule AM20). */
import type { Standing } from '../amp/offers'
import type { Chair, ChairView, CommunityView } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { Tag } from '../records/types'
import { admits } from '../social/askings'
import type { SocialView } from '../social/types'

/** From where standing is seen: the sponsor's own place, another person's, or that of a community. */
export type ChairChoice =
  | { readonly of: 'self' }
  | { readonly of: 'person'; readonly person: PersonId }
  | { readonly of: 'community'; readonly tag: Tag }

/** What is asked of a chair beside what is shown first. */
export type WantedOfChair = Pick<Chair, 'most' | 'about'>

export function standingsOf(
  social: SocialView,
  sponsor: PersonId,
  view: ChairView | CommunityView | null,
  shipped: Pick<ReadonlySet<PersonId>, 'has'>,
): Standing[] {
  return (view?.people ?? []).flatMap(({ person, reo }): Standing[] => {
    const viewer = person as PersonId
    // Nobody holds the key of who wrote what came with the page.
    if (shipped.has(viewer) || !admits(social, viewer, sponsor)) return []
    return [{ person: viewer, reo, price: social.asking(viewer).price, seenMs: social.lastSeen(viewer) }]
  })
}
