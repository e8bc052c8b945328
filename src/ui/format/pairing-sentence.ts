import type { PairingError, PairingState } from '../../app/api'

/** Why a code did not do, and what to do about it. */
export const PAIRING_SENTENCES: Readonly<Record<PairingError, string>> = {
  'not-a-code': 'This is not a pairing code. Paste the whole text that begins with “synereo1.”.',
  'other-version':
    'This code was made by another version of Synereo. Both of you need the same one: load the page again.',
  damaged: 'This code is damaged; a part of it may have been cut off. Ask for it again.',
  'other-network': 'This code belongs to another network than this page.',
  'own-code': 'This is your own code. Give it to the other person, and paste theirs here.',
  expired: 'This code is too old; each is good for 15 minutes. Ask for a new one.',
  used: 'This code was used here before; each is good once. Ask for a new one.',
  answered: 'A code was taken already. To pair with somebody else, start again.',
  'no-code-yet': 'Your own code is not ready yet. Start again.',
  'no-identity': 'Choose a name first: a code says who you are.',
  'no-peer': 'This browser cannot link with others: it has no WebRTC, or it is switched off.',
  'leader-away': 'Another tab runs the connection and did not answer. Close other tabs, or try again.',
}

/** How a pairing stands, in a sentence. */
export function pairingSentence(pairing: PairingState): string {
  switch (pairing.status) {
    case 'none':
      return ''
    case 'open':
      return 'Give your code to the other person, and paste theirs. The order does not matter.'
    case 'connecting':
      return `The code of ${pairing.name} is taken. The link comes up when they have pasted yours.`
    case 'linked':
      return `You are linked with ${pairing.name}, with nobody in between.`
    case 'failed':
      return pairing.why === 'expired'
        ? 'The code has expired before the link came up. Nothing is lost; start again.'
        : 'The link did not come up: no way was found between your two networks, or the other code was not pasted. Start again with new codes.'
  }
}
