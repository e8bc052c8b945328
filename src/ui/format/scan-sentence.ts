import { say } from '../words/words.svelte'
import type { CameraFault } from '../scan/camera'
import type { FileFault } from '../scan/read-code'

/** Why there is no picture of a camera. */
export function cameraSentence(fault: CameraFault | 'stopped'): string {
  switch (fault) {
    case 'refused':
      return say(
        'The camera is not allowed for this page. You can allow it in the browser’s settings for this site.',
      )
    case 'none':
      return say('No camera was found on this device.')
    case 'busy':
      return say('The camera does not start; another program may be using it.')
    case 'not-offered':
      return say('The browser offers this page no camera; it does so only for pages that came over https.')
    case 'stopped':
      return say('The camera was switched off.')
  }
}

/** Why a file gave no code. */
export function pictureSentence(fault: FileFault): string {
  switch (fault) {
    case 'nothing-found':
      return say(
        'No code was found in this picture. It must be sharp, taken from the front, and show the whole code.',
      )
    case 'not-an-image':
      return say('This file is not a picture that the browser can open.')
    case 'too-large':
      return say('This picture is too large; choose one of less than 32 MB.')
  }
}
