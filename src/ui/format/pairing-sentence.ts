import type { PairingError, PairingState } from '../../app/api'
import { say } from '../words/words.svelte'

/** Why a code did not do, and what to do about it. */
export function pairingErrorSentence(error: PairingError): string {
  switch (error) {
    case 'not-a-code':
      return say('This is not a pairing code. Paste the whole text that begins with “synereo1.”.')
    case 'other-version':
      return say(
        'This code was made by another version of Synereo. Both of you need the same one: load the page again.',
      )
    case 'damaged':
      return say('This code is damaged; a part of it may have been cut off. Ask for it again.')
    case 'other-network':
      return say('This code belongs to another network than this page.')
    case 'own-code':
      return say('This is your own code. Give it to the other person, and paste theirs here.')
    case 'expired':
      return say('This code is too old; each is good for 15 minutes. Ask for a new one.')
    case 'used':
      return say('This code was used here before; each is good once. Ask for a new one.')
    case 'answered':
      return say('A code was taken already. To pair with somebody else, start again.')
    case 'no-code-yet':
      return say('Your own code is not ready yet. Start again.')
    case 'no-identity':
      return say('Choose a name first: a code says who you are.')
    case 'no-peer':
      return say('This browser cannot link with others: it has no WebRTC, or it is switched off.')
    case 'not-kept':
      return notKept()
    case 'leader-away':
      return say('Another tab runs the connection and did not answer. Close other tabs, or try again.')
  }
}

/** How a pairing stands, in a sentence. */
export function pairingSentence(pairing: PairingState): string {
  switch (pairing.status) {
    case 'none':
      return ''
    case 'open':
      return say('Give your code to the other person, and paste theirs. The order does not matter.')
    case 'connecting':
      return pairing.isLate
        ? say(
            'The code of {name} is taken, and there is no link yet. If they have pasted yours, one of the two codes may be of an earlier try: start again, both of you, and give each other the new codes.',
            { name: pairing.name },
          )
        : say('The code of {name} is taken. The link comes up when they have pasted yours.', {
            name: pairing.name,
          })
    case 'linked':
      return say('You are linked with {name}, with nobody in between.', { name: pairing.name })
    case 'failed':
      if (pairing.why === 'not-kept') return notKept()
      return pairing.why === 'expired'
        ? say('The code has expired before the link came up. Nothing is lost; start again.')
        : say(
            'The link did not come up: no way was found between your two networks, or the other code was not pasted. Start again with new codes.',
          )
  }
}

function notKept(): string {
  return say(
    'This browser could not keep what a pairing needs; it may have no room left. Make room under Storage, then start again.',
  )
}
