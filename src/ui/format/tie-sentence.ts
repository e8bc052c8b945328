/** What is between the reader and somebody, in words. */
import type { Brain, Side } from '../../attention/brain'
import { say } from '../words/words.svelte'
import { asPercent } from './numbers'

const VIEWER = 0

/** Of the synapse by which the reader attends a person, and the one by which the person attends the reader. */
export function tieSentences(brain: Brain, place: number, step: number, name: string): readonly string[] {
  const tie = brain.tieBetween(VIEWER, place)
  return [attended(tieOf(brain, tie, 0, step), name), attending(tieOf(brain, tie, 1, step), name)]
}

interface SynapseShown {
  readonly isFollow: boolean
  /** Empty for a follow that has not been used. */
  readonly strength: string
}

function tieOf(brain: Brain, tie: number, by: Side, step: number): SynapseShown | null {
  if (tie === -1 || !brain.hasSynapse(tie, by, step)) return null
  const strength = brain.strength(tie, by, step)
  return { isFollow: brain.follows(tie, by, step), strength: strength === 0 ? '' : asPercent(strength) }
}

function attended(synapse: SynapseShown | null, name: string): string {
  if (synapse === null) return say('You do not attend {name}.', { name })
  const { isFollow, strength } = synapse
  if (strength === '') return say('You follow {name}, and no more yet.', { name })
  return isFollow
    ? say('You follow and attend {name}: a synapse of {strength}.', { name, strength })
    : say('You attend {name}: a synapse of {strength}.', { name, strength })
}

function attending(synapse: SynapseShown | null, name: string): string {
  if (synapse === null) return say('{name} does not attend you.', { name })
  const { isFollow, strength } = synapse
  if (strength === '') return say('{name} follows you, and no more yet.', { name })
  return isFollow
    ? say('{name} follows and attends you: a synapse of {strength}.', { name, strength })
    : say('{name} attends you: a synapse of {strength}.', { name, strength })
}
