import type { Notice } from '../../app/api'
import { say } from '../words/words.svelte'
import { shownName } from './shown-name'

/** What the app tells in between. */
export function noticeSentence(notice: Notice): string {
  switch (notice.about) {
    case 'no-room':
      return say('This browser has no room left: new posts of others are not kept.')
    case 'name-not-kept':
      return say('Your name could not be kept. Please set it on your profile.')
    case 'newcomer':
      return say('{name} came through your invite link and follows you.', { name: shownName(notice.name) })
    case 'no-wallet':
      return say('The wallet could not be opened ({detail}).', { detail: notice.detail })
    case 'no-letters':
      return say('This browser cannot seal or open letters ({detail}).', { detail: notice.detail })
    case 'no-mailbox':
      return say('Your messages could not be read ({detail}). Nothing is lost.', { detail: notice.detail })
    case 'bad-ledger':
      return say('The ledger that this network declares cannot be used: {detail}', { detail: notice.detail })
  }
}
