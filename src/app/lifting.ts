/** What lifts posts in the viewer's own model: the campaigns that the ledger tells, where the viewer lets them (rule AM21). */
import { UNITS_PER_AMP } from '../amp/limits'
import type { Amplification } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { Kind, VerifiedRecord } from '../records/types'
import { isWelcome } from '../social/askings'
import type { SocialView } from '../social/types'
import type { CampaignState } from './money-state'

/** What says who may pay whom, and whose a post is. */
const DECIDING: ReadonlySet<Kind> = new Set(['asking', 'follow', 'unfollow', 'join', 'leave', 'post'])

/** Whose records are asked for only since they pay: there may be as many campaigns as somebody has money for. */
export const MAX_SPONSORS = 5

export interface LiftingInit {
  readonly social: SocialView
  readonly viewer: () => PersonId | null
  readonly changed: (change: {
    readonly removed: readonly Amplification[]
    readonly added: readonly Amplification[]
  }) => void
}

export class Lifting {
  readonly #init: LiftingInit
  #campaigns: readonly CampaignState[] = []
  /** Those that count, by name, and for how much. */
  #told = ''
  #amplifications: readonly Amplification[] = []

  constructor(init: LiftingInit) {
    this.#init = init
  }

  get amplifications(): readonly Amplification[] {
    return this.#amplifications
  }

  set(campaigns: readonly CampaignState[]): void {
    this.#campaigns = campaigns
    this.look()
  }

  /** Whom the viewer follows, what somebody joined and what the viewer asks for may be another now. */
  heard(records: readonly VerifiedRecord[]): void {
    if (this.#campaigns.length > 0 && records.some(({ kind }) => DECIDING.has(kind))) this.look()
  }

  look(): void {
    const counting = this.welcome(this.#campaigns)
    const ids = counting.map(({ id, weight }) => `${id} ${String(weight)}`).join()
    if (ids === this.#told) return
    this.#told = ids
    const removed = this.#amplifications
    this.#amplifications = counting.map(({ post, sponsor, weight, at, addressed }) => {
      return { post, by: sponsor, amount: weight / UNITS_PER_AMP, at, addressed }
    })
    this.#init.changed({ removed, added: this.#amplifications })
  }

  /** Whose paid looks wait for a post that is not here; who offers most comes first. */
  sponsorsAway(campaigns: readonly CampaignState[]): readonly PersonId[] {
    const waiting = this.welcome(campaigns).filter(
      ({ offer, claim, isOver, post }) =>
        offer > 0 && claim === null && !isOver && this.#init.social.post(post) === null,
    )
    const sponsors = waiting.toSorted((a, b) => b.offer - a.offer).map(({ sponsor }) => sponsor)
    return [...new Set(sponsors)].slice(0, MAX_SPONSORS)
  }

  /** Those that the viewer lets count. To the others the page behaves as if there were none. */
  welcome(campaigns: readonly CampaignState[]): readonly CampaignState[] {
    const { social } = this.#init
    const viewer = this.#init.viewer()
    if (viewer === null) return campaigns
    return campaigns.filter(({ post, sponsor, offer }) =>
      isWelcome(social, viewer, { sponsor, offer, isAuthor: social.post(post)?.author === viewer }),
    )
  }
}
