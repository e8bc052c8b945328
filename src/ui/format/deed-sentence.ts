/** Who did what to which post; the person and the post are links. */
import type { ActKind } from '../../attention/types'
import type { Pattern } from '../words/sentence'
import { pattern } from '../words/words.svelte'

/** To the post that is spoken of. */
export function deedOnThis(kind: ActKind, isReader: boolean): Pattern<'person'> {
  switch (kind) {
    case 'view':
      return isReader ? pattern('{person} saw it | you') : pattern('{person} saw it')
    case 'like':
      return isReader ? pattern('{person} liked it | you') : pattern('{person} liked it')
    case 'comment':
      return isReader ? pattern('{person} commented on it | you') : pattern('{person} commented on it')
    case 'share':
      return isReader ? pattern('{person} shared it | you') : pattern('{person} shared it')
  }
}

/** To another post. */
export function deed(kind: ActKind, isReader: boolean): Pattern<'person' | 'post'> {
  switch (kind) {
    case 'view':
      return isReader ? pattern('{person} saw {post} | you') : pattern('{person} saw {post}')
    case 'like':
      return isReader ? pattern('{person} liked {post} | you') : pattern('{person} liked {post}')
    case 'comment':
      return isReader
        ? pattern('{person} commented on {post} | you')
        : pattern('{person} commented on {post}')
    case 'share':
      return isReader ? pattern('{person} shared {post} | you') : pattern('{person} shared {post}')
  }
}
