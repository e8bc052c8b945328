import type { ImageError, PublishError } from '../../app/api'
import { say } from '../words/words.svelte'

/** What happened, what is safe, what to do. */
export function publishSentence(error: PublishError): string {
  switch (error.reason) {
    case 'no-identity':
      return say('Choose a name first. What you wrote is still here.')
    case 'not-valid':
      return say('This cannot be posted as it is: it is too long, or empty. What you wrote is still here.')
    case 'storage-full':
      return say('This browser has no room left. Nothing was posted; what you wrote is still here.')
    case 'leader-away':
      return say(
        'The tab that runs Synereo did not answer. Close the other tabs and try again; your text is still here.',
      )
  }
}

export function imageSentence(error: ImageError): string {
  switch (error) {
    case 'not-an-image':
      return say('This file is not a picture that the browser can read.')
    case 'too-large':
      return say('This picture is too large, even after it was made smaller.')
    case 'storage-full':
      return say('This browser has no room left for the picture. Your text is still here.')
    case 'leader-away':
      return say('The peer is not running yet. Try again in a moment; your text is still here.')
  }
}
