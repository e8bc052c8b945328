import type { Happening } from '../state/happenings'
import { say } from '../words/words.svelte'
import { ampText } from './amount'
import { inOneLine } from './shown-name'
import { warningSentence } from './warning-sentence'

/** As much as a locked screen shows of it. */
const MAX_WORDS = 140
/** Control characters, and the marks of direction that `inOneLine` leaves to texts of the page. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f]/gu

export interface HappeningWords {
  readonly title: string
  readonly body: string
}

/** What may stand in place of the words. */
export interface Manner {
  /** The owner wants to see the words of letters on the screen, too. */
  readonly showsLetters: boolean
  /** It is folded on the page, since it is labelled. */
  readonly isFolded: boolean
}

/** A locked screen is seen by others, too: under a warning nothing else is said, however the owner reads on the page. */
export function happeningWords(happening: Happening, name: string, manner: Manner): HappeningWords {
  const { what, amount, warning } = happening
  const said =
    warning !== null
      ? plainLine(warningSentence(warning))
      : manner.isFolded
        ? say('Folded, since it is labelled.')
        : plainLine(happening.text)
  switch (what) {
    case 'comment':
      return { title: say('{name} commented on your post', { name }), body: said }
    case 'reply':
      return { title: say('{name} replied to you', { name }), body: said }
    case 'mention':
      return { title: say('{name} mentioned you', { name }), body: said }
    case 'letter':
      return { title: say('{name} wrote you a message', { name }), body: manner.showsLetters ? said : '' }
    case 'received':
      return { title: say('{name} sent you {amount} AMP', { name, amount: ampText(amount) }), body: '' }
    case 'paid':
      return {
        title: say('You were paid {amount} AMP for your attention.', { amount: ampText(amount) }),
        body: '',
      }
  }
}

/** The system's own screen has no box that ends what a text turns. */
function plainLine(text: string): string {
  const line = inOneLine(text).replace(UNSEEN, '')
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS - 1)}…` : line
}
