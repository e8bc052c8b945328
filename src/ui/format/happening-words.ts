import type { Happening } from '../state/happenings'
import { say } from '../words/words.svelte'
import { ampText } from './amount'

/** As much as a locked screen shows of it. */
const MAX_WORDS = 140

export interface HappeningWords {
  readonly title: string
  readonly body: string
}

/** @param showsLetters the owner wants to see the words of letters on the screen, too */
export function happeningWords(happening: Happening, name: string, showsLetters: boolean): HappeningWords {
  const { what, text, amount } = happening
  const said = text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS - 1)}…` : text
  switch (what) {
    case 'comment':
      return { title: say('{name} commented on your post', { name }), body: said }
    case 'reply':
      return { title: say('{name} replied to you', { name }), body: said }
    case 'letter':
      return { title: say('{name} wrote you a message', { name }), body: showsLetters ? said : '' }
    case 'received':
      return { title: say('{name} sent you {amount} AMP', { name, amount: ampText(amount) }), body: '' }
    case 'paid':
      return {
        title: say('You were paid {amount} AMP for your attention.', { amount: ampText(amount) }),
        body: '',
      }
  }
}
