/** A text that was signed, as it was typed: what `asSigned` did is taken back. */
import type { PersonId } from '../../identity/types'
import { asSigned, withMention, type Called } from './mention-typed'
import { textParts } from './text-parts'

export interface Typed {
  readonly text: string
  readonly called: readonly Called[]
}

/** @param nameOf null where no name is known: the id stays */
export function typedAgain(signed: string, nameOf: (person: PersonId) => string | null): Typed {
  let typed: Typed = { text: '', called: [] }
  for (const part of textParts(signed)) {
    const name = part.kind === 'mention' ? nameOf(part.person) : null
    if (part.kind !== 'mention' || name === null) {
      typed = { ...typed, text: typed.text + part.text }
      continue
    }
    const end = typed.text.length
    const chosen = withMention(
      typed.text,
      { start: end, end, name: '' },
      { person: part.person, name },
      typed.called,
    )
    // Without the space that waits for the next word.
    typed = { text: chosen.text.slice(0, -1), called: chosen.called }
  }
  // A name that stood there as a name would mean somebody now.
  return asSigned(typed.text, typed.called) === signed ? typed : { text: signed, called: [] }
}
