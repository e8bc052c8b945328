import type { LetterError, LetterState } from '../../app/api'

/** What happened, what is safe, what to do. */
export function letterErrorSentence(error: LetterError, name: string): string {
  switch (error) {
    case 'no-identity':
      return 'Choose a name first. What you wrote is still here.'
    case 'not-valid':
      return 'This cannot be sent as it is: it is too long, or empty. What you wrote is still here.'
    case 'storage-full':
      return 'This browser has no room left. Nothing was sent; what you wrote is still here.'
    case 'leader-away':
      return 'The tab that runs Synereo did not answer. Close the other tabs and try again; your text is still here.'
    case 'no-key':
      return `The key that seals messages for ${name} is not here yet. It comes with their records, once you are connected with them or with somebody who keeps them. What you wrote is still here.`
    case 'wait-for-answer':
      return `${name} has not answered yet. You can write more once they have.`
    case 'cannot-seal':
      return 'This browser cannot seal messages: it lacks X25519, or Synereo is still starting. What you wrote is still here.'
  }
}

export function letterStateWords(state: LetterState): string {
  switch (state) {
    case 'kept':
      return 'Kept here'
    case 'held':
      return 'On its way'
    case 'arrived':
      return 'Arrived'
  }
}
