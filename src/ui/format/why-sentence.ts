/** What "Why here" says in plain words. People come as names; the reader is 'you'. */
import type { ActKind, Counterfactual, Explanation, Removal } from '../../attention/types'
import { shortNumber } from './numbers'

/** Gives the name of a person, and 'you' for the reader. */
export type NameOf = (person: string) => string

const DID: Readonly<Record<ActKind, string>> = {
  view: 'saw',
  like: 'liked',
  comment: 'commented on',
  share: 'shared',
}
const NOUN: Readonly<Record<ActKind, string>> = {
  view: 'view',
  like: 'like',
  comment: 'comment',
  share: 'share',
}

/** "liked", for "Bob liked it". */
export function did(kind: ActKind): string {
  return DID[kind]
}

/** How the post came to the reader. */
export function arrivalSentence({ arrival, author }: Explanation, nameOf: NameOf): string {
  switch (arrival.by) {
    case 'own':
      return 'This is your own post.'
    case 'addressed':
      return 'It was sponsored and addressed to you.'
    case 'tag':
      return `It bears #${arrival.tag}, which you joined.`
    case 'nothing':
      return 'No path of people leads from its author to you, so it does not reach you.'
    case 'author':
    case 'engager': {
      const [first = '', ...rest] = arrival.path
      const between = rest.slice(0, -1).map(nameOf)
      if (arrival.by === 'author' && between.length === 0) return `You attend ${nameOf(author)}.`
      const by = [...(arrival.by === 'engager' ? [nameOf(first)] : []), ...between]
      return `It came from ${nameOf(author)} to you by way of ${by.join(', then ')}.`
    }
  }
}

/** Where the post stands by current. */
export function rankSentence({ rank, ranked, current, arrival }: Explanation): string {
  if (arrival.by === 'own')
    return 'Only posts of others are ranked; your new ones stand at the top for this visit.'
  if (rank !== null) return `By current it is number ${rank} of ${ranked}.`
  return current > 0 ? `By current it is not among the first ${ranked}.` : 'By current it has no place.'
}

/**
 * "Without Bob's share it would be number 41 instead of 3."
 * @param titleOf how another post begins; empty when it has no words
 */
export function withoutSentence(
  why: Explanation,
  found: Counterfactual,
  nameOf: NameOf,
  titleOf: (post: string) => string,
): string {
  return `${premise(why, found.without, nameOf, titleOf)} ${outcome(why, found)}`
}

function premise(
  { post }: Explanation,
  removal: Removal,
  nameOf: NameOf,
  titleOf: (post: string) => string,
): string {
  if ('follow' in removal) {
    const { from, to } = removal.follow
    return `If ${nameOf(from)} did not follow ${nameOf(to)},`
  }
  const { act } = removal
  const who = nameOf(act.by)
  const whose = who === 'you' ? 'your' : `${who}’s`
  const title = titleOf(act.post)
  const of = act.kind === 'comment' ? 'on' : 'of'
  const other = act.post === post ? '' : title === '' ? ` ${of} another post` : ` ${of} “${title}”`
  return `Without ${whose} ${NOUN[act.kind]}${other}`
}

function outcome(why: Explanation, { rank, current }: Counterfactual): string {
  if (rank === null)
    return current > 0 ? `it would not be among the first ${why.ranked}.` : 'it would not have come to you.'
  if (rank !== why.rank) return `it would be number ${rank} instead of ${why.rank ?? 'none'}.`
  return `it would still be number ${rank}, with a current of ${shortNumber(current)} instead of ${shortNumber(why.current)}.`
}
