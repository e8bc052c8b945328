import type { Notice } from '../../app/api'
import type { PersonId } from '../../identity/types'
import { say } from '../words/words.svelte'
import { sizeText } from './bytes'

/** What the app tells in between. */
export function noticeSentence(notice: Notice, nameOf: (person: PersonId) => string): string {
  switch (notice.about) {
    case 'no-room':
      return say('This browser has no room left: new posts of others are not kept.')
    case 'let-go':
      return say('{size} that can be had again were let go, since the storage budget was passed.', {
        size: sizeText(notice.bytes),
      })
    case 'name-not-kept':
      return say('Your name could not be kept. Please set it on your profile.')
    case 'log-joined':
      return say(
        'This browser had been copied or put back from a backup, and both copies wrote. What each of them wrote is kept, and this one goes on as a new device of yours.',
      )
    case 'newcomer':
      return say('{name} came by your invite or code and follows you.', { name: nameOf(notice.person) })
    case 'no-wallet':
      return say('The wallet could not be opened ({detail}).', { detail: notice.detail })
    case 'wallet-fault':
      return say(
        'The wallet could not keep or read something in this browser ({detail}). It tries again by itself. If the browser has no room left, please make some.',
        { detail: notice.detail },
      )
    case 'no-letters':
      return say('This browser cannot seal or open letters ({detail}).', { detail: notice.detail })
    case 'no-mailbox':
      return say('Your messages could not be read ({detail}). Nothing is lost.', { detail: notice.detail })
    case 'bad-ledger':
      return say('The ledger that this network declares cannot be used: {detail}', { detail: notice.detail })
  }
}
