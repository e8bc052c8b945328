/** Mentions as people read them: the id binds, and the name is the one by which the reader knows its owner (rule MN1). */
import type { PersonId } from '../../identity/types'
import { mayMention } from '../../records/tag'
import { isolated } from '../words/sentence'
import { textParts } from './text-parts'
import { shortId } from './short-id'
import { withoutTurning } from './shown-name'
import { shownText } from './shown-text'

/** Where no name is known, so much of the id as somebody compares. */
export function mentionName(person: PersonId, name: string | null): string {
  const shown = withoutTurning(name ?? '').trim()
  return `@${shown === '' ? shortId(person) : shown}`
}

/** A whole text as it is drawn, with names in the places of ids, for where it is plain text. */
export function withNames(text: string, nameOf: (person: PersonId) => string | null): string {
  if (!mayMention(text)) return shownText(text)
  return textParts(text)
    .map((part) => {
      if (part.kind !== 'mention') return shownText(part.text)
      // A name that runs the other way leaves the sentence as its author wrote it.
      return isolated(mentionName(part.person, nameOf(part.person)), 'ltr')
    })
    .join('')
}
