/** The pure order, before anything is mixed: the model's, then fresh posts that it has not ranked (rule ST3). */
import type { Candidate } from './candidates'

/** Total: no two posts are equal, so every device tells the same order from the same records. */
export function byRank(a: Candidate, b: Candidate): number {
  if (a.rank !== b.rank) return (a.rank ?? Infinity) - (b.rank ?? Infinity)
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

export function ranked(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(byRank)
}
