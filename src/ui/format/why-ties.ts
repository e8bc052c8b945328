import type { Explanation, Tie } from '../../attention/types'

/** What somebody gives to whom they attend, as far as it counts for this post. */
export function tiesOf({ ties }: Explanation, attended: string, by: string): Tie[] {
  return ties.filter((tie) => tie.author === attended && tie.by === by)
}
