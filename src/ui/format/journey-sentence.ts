/** What somebody did that sent a post on, as a sentence with a name in it, or with a place for a person. */
import type { JourneyStop } from '../../attention/types'
import { partsOf, type Pattern } from '../words/sentence'
import { pattern, say } from '../words/words.svelte'
import { deedOnThis } from './deed-sentence'
import { shortNumber } from './numbers'
import type { NameOf } from './why-sentence'

export function stopPattern({ what }: JourneyStop, isReader: boolean): Pattern<'person' | 'amount'> {
  switch (what) {
    case 'post':
      return isReader ? pattern('{person} published it | you') : pattern('{person} published it')
    case 'amplification':
      return isReader
        ? pattern('{person} spent {amount} AMP on it | you')
        : pattern('{person} spent {amount} AMP on it')
    case 'like':
    case 'comment':
    case 'share':
      return deedOnThis(what, isReader)
  }
}

/** The same as a text; the reader is "you". */
export function stopSentence(stop: JourneyStop, nameOf: NameOf): string {
  const name = nameOf(stop.by)
  const values = { person: name ?? say('you'), amount: shortNumber(stop.amount) }
  return partsOf(stopPattern(stop, name === null))
    .map((part) =>
      part.kind === 'text' ? part.text : part.name === 'person' ? values.person : values.amount,
    )
    .join('')
}
