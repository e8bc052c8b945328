import { isSeen } from '../../lib/written-name'
import type { LabelSaid } from '../../records/label-names'
import type { LabelManner } from '../../social/labellers'
import type { Label } from '../../social/types'
import { say } from '../words/words.svelte'
import { withoutTurning } from './shown-name'

/** What a label says, in a word. */
export function labelWord({ name, word }: LabelSaid): string {
  switch (name) {
    case 'spam':
      return say('spam | a label')
    case 'impostor':
      return say('impostor | a label')
    case 'violence':
      return say('violence | a label')
    case 'adult':
      return say('for adults | a label')
    case 'misleading':
      return say('misleading | a label')
    case 'other':
      return isSeen(word) ? withoutTurning(word).trim() : say('another word')
  }
}

/** @param by the name of the labeller */
export function labelSentence(label: Label, by: string): string {
  const values = { name: by, label: labelWord(label) }
  return label.post === null
    ? say('{name} labels this person as “{label}”.', values)
    : say('{name} labels this post as “{label}”.', values)
}

export function mannerWords(manner: LabelManner): string {
  switch (manner) {
    case 'fold':
      return say('Fold what they label')
    case 'hide':
      return say('Show one line in its place')
    case 'show':
      return say('Only show the label')
  }
}
