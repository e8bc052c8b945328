import type { LetterError, LetterState } from '../../app/api'
import type { Letter } from '../../records/letters-held'
import { say } from '../words/words.svelte'
import { shownText } from './shown-text'

/** What happened, what is safe, what to do. */
export function letterErrorSentence(error: LetterError, name: string): string {
  switch (error) {
    case 'no-identity':
      return say('Choose a name first. What you wrote is still here.')
    case 'not-valid':
      return say('This cannot be sent as it is: it is too long, or empty. What you wrote is still here.')
    case 'storage-full':
      return say('This browser has no room left. Nothing was sent; what you wrote is still here.')
    case 'leader-away':
      return say(
        'The tab that runs Synereo did not answer. Close the other tabs and try again; your text is still here.',
      )
    case 'no-key':
      return say(
        'The key that seals messages for {name} is not here yet. It comes with their records, once you are connected with them or with somebody who keeps them. What you wrote is still here.',
        { name },
      )
    case 'wait-for-answer':
      return say('{name} has not answered yet. You can write more once they have.', { name })
    case 'cannot-seal':
      return say(
        'This browser cannot seal messages: it lacks X25519, or Synereo is still starting. What you wrote is still here.',
      )
  }
}

export function letterStateWords(state: LetterState): string {
  switch (state) {
    case 'kept':
      return say('Kept here')
    case 'held':
      return say('On its way')
    case 'arrived':
      return say('Arrived')
  }
}

/** What a letter says; of an introduction only where nothing else of that is kept. */
export function letterText({ text, matter }: Pick<Letter, 'text' | 'matter'>): string {
  if (matter === undefined) return shownText(text)
  return matter.kind === 'newer'
    ? say('Written by a newer version of Synereo. It can be read here when this page has been renewed.')
    : say('About an introduction that is not kept in this browser.')
}
