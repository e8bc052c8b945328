/** What the owner of an account wishes, before a block is signed for it, and where that is kept. */
import type { CampaignTerms, OwnerFault } from './owner'
import type { AccountId, BlockId } from './types'

export type Wish = {
  readonly id: string
  /** Unix milliseconds, for whoever looks at the line; not there in what was kept before that was noted. */
  readonly wishedMs?: number
} & (
  | { readonly t: 'send'; readonly to: AccountId; readonly amount: number; readonly memo: string | null }
  | { readonly t: 'sponsor'; readonly terms: CampaignTerms }
  /** After the end of the campaign, with the reports of a quorum. */
  | { readonly t: 'refund'; readonly campaign: BlockId }
)

/** Why a wish left the line unfulfilled. */
export type WishEnd = OwnerFault | 'withdrawn'

export interface RefusedWish {
  readonly wish: Wish
  readonly fault: OwnerFault
}

export interface WishLog {
  keepWish(wish: Wish): Promise<void>
  /** As it is wished for now; false, and nothing is kept, when it is in line no more. */
  renewWish(wish: Wish): Promise<boolean>
  /**
   * False when a block was kept that fulfils it: then it is not ended, in one step with that (rule AM121). Resolves when
   * a crash can no longer bring it back.
   */
  endWish(id: string, end: WishEnd): Promise<boolean>
}

export interface PurseMemory {
  /** Those that no block fulfils and nobody refused, oldest first. */
  readonly wishes: readonly Wish[]
  /** What came to nothing, and not because its owner withdrew it; not there where nobody reads of it. */
  readonly refused?: readonly RefusedWish[]
}
