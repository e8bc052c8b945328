/** What lifts posts in the viewer's own model: the campaigns that the ledger tells, where the viewer lets them (rule AM21). */
import { UNITS_PER_AMP } from '../amp/limits'
import type { Amplification } from '../attention/types'
import type { PersonId } from '../identity/types'
import { isWelcome } from '../social/askings'
import type { SocialView } from '../social/types'
import type { CampaignState } from './money-state'

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
  /** Those that count, by name. */
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

  /** Whom the viewer follows, what they joined and what they ask for may be another now. */
  look(): void {
    const counting = this.welcome(this.#campaigns)
    const ids = counting.map(({ id }) => id).join()
    if (ids === this.#told) return
    this.#told = ids
    const removed = this.#amplifications
    this.#amplifications = counting.map(({ post, sponsor, budget, at, addressed }) => {
      return { post, by: sponsor, amount: budget / UNITS_PER_AMP, at, addressed }
    })
    this.#init.changed({ removed, added: this.#amplifications })
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
