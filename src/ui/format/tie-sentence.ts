/** What is between the reader and somebody, in words. */
import type { Brain, Side } from '../../attention/brain'
import { asPercent } from './numbers'

const VIEWER = 0

/** Of the synapse by which the reader attends a person, and the one by which the person attends the reader. */
export function tieSentences(brain: Brain, place: number, step: number, name: string): readonly string[] {
  const tie = brain.tieBetween(VIEWER, place)
  return [
    sentence(brain, tie, 0, step, ['You', 'attend', 'follow', 'do not'], name),
    sentence(brain, tie, 1, step, [name, 'attends', 'follows', 'does not'], 'you'),
  ]
}

function sentence(
  brain: Brain,
  tie: number,
  by: Side,
  step: number,
  [who, attend, follow, no]: readonly [string, string, string, string],
  whom: string,
): string {
  if (tie === -1 || !brain.hasSynapse(tie, by, step)) return `${who} ${no} attend ${whom}.`
  const strength = brain.strength(tie, by, step)
  const isFollow = brain.follows(tie, by, step)
  if (strength === 0) return `${who} ${follow} ${whom}, and no more yet.`
  const how = `a synapse of ${asPercent(strength)}`
  return isFollow ? `${who} ${follow} and ${attend} ${whom}: ${how}.` : `${who} ${attend} ${whom}: ${how}.`
}
