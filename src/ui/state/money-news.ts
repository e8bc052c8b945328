/** What happened to the owner's AMP without their doing, for the list of notifications (rule NO10). */
import { LEAST_TOLD_UNITS } from '../../amp/limits'
import type { ForkShown, MoneyState, Movement } from '../../app/money-state'

export type MoneyNews = { readonly id: string; readonly time: number } & (
  { readonly t: 'movement'; readonly movement: Movement } | { readonly t: 'fork'; readonly fork: ForkShown }
)

/** What others sent or paid, and what came back; the rest the owner did, and has in the wallet. */
const TOLD: ReadonlySet<Movement['kind']> = new Set([
  'received',
  'granted',
  'refund',
  'given-back',
  'paid-for-attention',
])

/** Newest first. Of double spends those by people with whom the owner dealt. */
export function moneyNews({ movements, forks }: Pick<MoneyState, 'movements' | 'forks'>): MoneyNews[] {
  const dealtWith = new Set(movements.map(({ person }) => person))
  const moved = movements
    .filter(isTold)
    .map((movement): MoneyNews => ({ id: movement.id, time: movement.at, t: 'movement', movement }))
  const forked = forks
    .filter(({ person }) => dealtWith.has(person))
    .map((fork): MoneyNews => ({ id: `fork ${fork.person}`, time: fork.at, t: 'fork', fork }))
  return [...moved, ...forked].sort((a, b) => b.time - a.time)
}

/** Whoever sends dust does not buy a look at it, and a witness is somebody too. */
function isTold({ kind, amount, state }: Movement): boolean {
  const isDust = (kind === 'received' || kind === 'granted') && amount < LEAST_TOLD_UNITS
  return state.at === 'final' && TOLD.has(kind) && !isDust
}
