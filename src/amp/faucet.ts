/** To whom a witness gives starter AMP: once to each account, and to so many in a day (rule AM98). */
import { isInChain } from './blocks'
import type { OwnBlock, OwnerMemory } from './owner'
import type { PurseMemory, Wish } from './wish'
import type { AccountId } from './types'

/**
 * Accounts cost nothing, so whoever makes up enough of them takes all that a witness has to give. With this bound that
 * takes days, which its keeper sees and can end, and not minutes; and more newcomers in one day no small community has.
 */
export const MAX_GRANTS_PER_DAY = 200
const DAY_MS = 86_400_000
const PREFIX = 'grant '

/**
 * Of what one browser keeps its owner's part and, if it is a witness, that of the account of its key: two accounts, two
 * purses (rule AM118).
 */
export function partsOf(
  { blocks, claims, wishes, refused = [] }: OwnerMemory & PurseMemory,
  witness: AccountId,
): Record<'own' | 'given', OwnerMemory & PurseMemory> {
  const isGiven = ({ signed: { block } }: OwnBlock): boolean => isInChain(block) && block.account === witness
  return {
    own: {
      blocks: blocks.filter((one) => !isGiven(one)),
      claims,
      wishes: wishes.filter((one) => !isGrant(one)),
      refused: refused.filter(({ wish }) => !isGrant(wish)),
    },
    given: { blocks: blocks.filter(isGiven), claims: [], wishes: wishes.filter(isGrant) },
  }
}

function isGrant({ id }: Wish): boolean {
  return id.startsWith(PREFIX)
}

export class Faucet {
  readonly #known = new Set<AccountId>()
  /** When it gave, of the last day; in order. */
  #givenMs: number[]

  /** @param memory what a former run signed and wished: a start gives nobody a second grant, and no second day */
  constructor(memory: Pick<OwnerMemory, 'blocks'> & PurseMemory, nowMs: number) {
    for (const { signed } of memory.blocks) if (signed.block.t === 'send') this.#known.add(signed.block.to)
    for (const wish of memory.wishes) if (wish.t === 'send') this.#known.add(wish.to)
    const signedMs = memory.blocks.flatMap(({ signed: { block }, wish }) =>
      block.t === 'send' && wish?.startsWith(PREFIX) === true ? [block.timeMs] : [],
    )
    // Of one that was kept before that was noted nobody knows when it was: it counts as one of today.
    const wished = memory.wishes.filter(isGrant).map(({ wishedMs }) => wishedMs ?? nowMs)
    this.#givenMs = [...signedMs, ...wished].sort((a, b) => a - b)
  }

  /** The wish that gives this account its starter AMP; null when it had some, or when enough was given today. */
  give(to: AccountId, amount: number, nowMs: number): Wish | null {
    this.#givenMs = this.#givenMs.filter((givenMs) => givenMs > nowMs - DAY_MS)
    if (this.#known.has(to) || this.#givenMs.length >= MAX_GRANTS_PER_DAY) return null
    this.#known.add(to)
    this.#givenMs.push(nowMs)
    return { id: `${PREFIX}${to}`, t: 'send', to, amount, memo: null, wishedMs: nowMs }
  }

  /** The wish came to nothing before it was kept: the account may ask again, and the day has its share back. */
  takeBack(to: AccountId, givenMs: number): void {
    this.#known.delete(to)
    const index = this.#givenMs.lastIndexOf(givenMs)
    if (index !== -1) this.#givenMs.splice(index, 1)
  }
}
