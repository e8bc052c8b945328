/**
 * Replays the ledger as it is kept in this browser, in any tab, from the manifest on. In slices: after each record the
 * page has its turn, so that nobody notices while a large ledger is read for minutes.
 */
import { readDeclaration } from '../amp/declaration'
import { Replay } from '../amp/replay'
import { sumOf } from '../amp/table'
import type { AccountId, VerifySignature } from '../amp/types'
import { verifyStrictly } from '../identity/ed25519'
import { nextTask } from '../lib/next-task'
import { AmpStore, type KeptFinals } from '../storage/amp-store'
import { blockShown } from './block-proof'
import type { Replayed } from './money-state'

export interface ReplayWish {
  /** As network.json has it. */
  readonly declared: unknown
  readonly self: AccountId
  readonly progress: (done: number, of: number) => void
  readonly signal: AbortSignal
}

/** Read from the disk at a time: about a megabyte at most times. */
const RECORDS_PER_READ = 500
/** Progress is told after so many: a bar that moves more often is not read better. */
const RECORDS_PER_TELLING = 20

/** Null for a network without a ledger that can be read, and when it was given up. */
export async function replayKept(wish: ReplayWish): Promise<Replayed | null> {
  const declaration = await readDeclaration(wish.declared)
  if (!declaration.ok) return null
  const store = await AmpStore.open(declaration.value.terms.ledger, () => undefined)
  try {
    return await replay(store, declaration.value, wish, verifyStrictly, nextTask)
  } finally {
    store.close()
  }
}

/** @param breathe lets the page have its turn; called after each record */
export async function replay(
  store: KeptFinals,
  {
    terms,
    allocation,
  }: {
    readonly terms: Replay['ledger']['terms']
    readonly allocation: {
      readonly rows: readonly { readonly account: AccountId; readonly amount: number }[]
    }
  },
  { self, progress, signal }: Pick<ReplayWish, 'self' | 'progress' | 'signal'>,
  verify: VerifySignature,
  breathe: () => Promise<void>,
): Promise<Replayed | null> {
  const again = new Replay({ terms, allocation: allocation.rows, verify, breathe })
  const total = await store.countFinals()
  progress(0, total)
  for (let after = 0; ;) {
    const { facts, last } = await store.finalsAfter(after, RECORDS_PER_READ)
    if (facts.length === 0) break
    for (const bytes of facts) {
      if (signal.aborted) return null
      await again.take(bytes)
      await breathe()
      // What becomes final meanwhile is replayed too.
      if (again.taken % RECORDS_PER_TELLING === 0) progress(again.taken, Math.max(total, again.taken))
    }
    after = last
  }
  await again.finish()
  const { balances, untaken, locked, total: sum } = again.supply
  const own = again.ledger.outputsFor(self).map(({ amount }) => amount)
  return {
    blocks: again.blocks,
    accounts: again.ledger.accounts.size,
    supply: { balances, untaken, locked, total: sum ?? Number.NaN, declared: terms.supply },
    own: sumOf([again.ledger.account(self).balance, ...own]) ?? Number.NaN,
    misfits: again.misfits.map(({ place, reason, signed }) => ({
      ...{ place, reason },
      block: signed === null ? null : blockShown(signed),
    })),
    misfitCount: again.misfitCount,
  }
}
