/**
 * Every order of events when the rest of one campaign is taken back in two places at once: the sponsor signs a refund for the
 * next place of its account, and may have that place voided, and somebody else gives the rest back beside the account. Four
 * witnesses, the last of them bad: it votes, acknowledges, vows and voids whatever helps. Paid twice is what becomes final
 * in both.
 */
import { UNTOUCHED, type SlotRecord, type SlotRules } from '../../src/amp/slot-rules'
import type { BlockId } from '../../src/amp/types'
import { explore, type Exploration } from './explore'

const HONEST = 3
const QUORUM = 3
const BAD = 1
const REFUND = 'refund' as BlockId
const REST = 'rest' as BlockId

interface Seen {
  /** What it said of the next place of the sponsor's account. */
  readonly account: SlotRecord
  /** What it said of the place beside it. */
  readonly beside: SlotRecord
  /** How the place of the account ended, once it heard of it. */
  readonly ended: typeof REFUND | 'skip' | null
  /** It heard that the rest is final. */
  readonly isBack: boolean
}

type State = readonly Seen[]

export function exploreReturn(rules: SlotRules): Exploration {
  const fresh: Seen = { account: UNTOUCHED, beside: UNTOUCHED, ended: null, isBack: false }
  const first: State = Array.from({ length: HONEST }, () => fresh)
  return explore({
    first,
    successors: (state) => successors(state, rules),
    keyOf,
    isWrong: (state) => isFinal(state, 'account', REFUND) && isFinal(state, 'beside', REST),
  })
}

/** Honest witnesses are alike, so states that differ in their order alone are one. */
function keyOf(state: State): string {
  return state
    .map((seen) => JSON.stringify(seen))
    .sort()
    .join()
}

function hasQuorum(state: State, says: (seen: Seen) => boolean): boolean {
  return state.filter(says).length + BAD >= QUORUM
}

function isFinal(state: State, place: 'account' | 'beside', value: BlockId): boolean {
  return hasQuorum(state, (seen) => seen[place].acked === value)
}

function successors(state: State, rules: SlotRules): State[] {
  return state.flatMap((seen, index) => stepsOf(seen).map((next) => state.with(index, next)))

  function stepsOf(seen: Seen): Seen[] {
    const { account, beside, ended, isBack } = seen
    const next: Seen[] = []
    const say = (change: Partial<SlotRecord>): number =>
      next.push({ ...seen, account: { ...account, ...change } })
    if (ended === null) {
      const isFree = !isBack && rules.mayReturn(beside.voted === null ? 'nothing' : 'open')
      if (account.voted === null && rules.mayVote(account, REFUND) && isFree) say({ voted: REFUND })
      const isCertified = hasQuorum(state, (one) => one.account.voted === REFUND)
      if (account.acked === null && isCertified && rules.mayAck(account, REFUND)) say({ acked: REFUND })
      if (isFinal(state, 'account', REFUND)) next.push({ ...seen, ended: REFUND })
      if (!account.vowed && rules.mayVow(account)) say({ vowed: true })
      if (!account.voided && hasQuorum(state, (one) => one.account.vowed)) say({ voided: true })
      if (hasQuorum(state, (one) => one.account.voided)) next.push({ ...seen, ended: 'skip' })
    }
    if (isBack) return next
    const isBound = ended === null && account.voted !== null
    const elsewhere = isBound ? (account.vowed ? 'vowed' : 'open') : 'nothing'
    if (beside.voted === null && ended !== REFUND && rules.mayReturn(elsewhere))
      next.push({ ...seen, beside: { ...beside, voted: REST } })
    const isCertified = hasQuorum(state, (one) => one.beside.voted === REST)
    if (beside.acked === null && isCertified) next.push({ ...seen, beside: { ...beside, acked: REST } })
    if (isFinal(state, 'beside', REST)) next.push({ ...seen, isBack: true })
    return next
  }
}
