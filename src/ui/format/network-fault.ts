import type { NetworkError } from '../../app/api'
import { MAX_NAME_CHARS } from '../../records/limits'
import { say } from '../words/words.svelte'

export function networkFault(error: NetworkError): string {
  switch (error) {
    case 'not-understood':
      return say(
        'This names no network. It is an address that begins with https://, or a text that begins with {.',
      )
    case 'long-name':
      return say(
        'The name in this file is longer than {count} characters. It would stand in sentences of this page, so such a file is not taken.',
        { count: MAX_NAME_CHARS },
      )
    case 'unreachable':
      return say(
        'Its file could not be fetched from there. The host may be away, or not let other pages ask it: open the link itself, or paste the text of the file.',
      )
    case 'too-large':
      return say('This file is larger than a megabyte, which is more than is read here.')
    case 'same':
      return say('This is the network you are in.')
    case 'not-as-invited':
      return say('The invite link is damaged, or of another network than the file beside it.')
  }
}
