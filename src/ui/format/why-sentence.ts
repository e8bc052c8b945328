/** What "Why here" says in plain words. People come as names; the reader is null. */
import type { Act, ActKind, Counterfactual, Explanation, Removal } from '../../attention/types'
import { say } from '../words/words.svelte'
import { shortNumber } from './numbers'
import { shownTag } from './shown-tag'

/** Gives the name of a person, and null for the reader. */
export type NameOf = (person: string) => string | null

/** How the post came to the reader. */
export function arrivalSentence({ arrival, author }: Explanation, nameOf: NameOf): string {
  const named = (person: string): string => nameOf(person) ?? ''
  switch (arrival.by) {
    case 'own':
      return say('This is your own post.')
    case 'addressed':
      return say('It was sponsored and addressed to you.')
    case 'tag':
      return say('It bears {tag}, which you joined.', { tag: shownTag(arrival.tag) })
    case 'nothing':
      return say('No path of people leads from its author to you, so it does not reach you.')
    case 'author':
    case 'engager': {
      const [first = '', ...rest] = arrival.path
      const between = rest.slice(0, -1).map(named)
      if (arrival.by === 'author' && between.length === 0)
        return say('You attend {author}.', { author: named(author) })
      const by = [...(arrival.by === 'engager' ? [named(first)] : []), ...between]
      return say('It came from {author} to you by way of {people}.', {
        author: named(author),
        people: by.reduce((before, next) => say('{before}, then {next}', { before, next })),
      })
    }
  }
}

/** Where the post stands by current. */
export function rankSentence({ rank, ranked, current, arrival }: Explanation): string {
  if (arrival.by === 'own')
    return say('Only posts of others are ranked; your new ones stand at the top for this visit.')
  if (rank !== null) return say('By current it is number {rank} of {ranked}.', { rank, ranked })
  return current > 0
    ? say('By current it is not among the first {ranked}.', { ranked })
    : say('By current it has no place.')
}

/** How the first of a path lifted the post of somebody else: stands between the two. */
export function liftedWords(kind: ActKind): string {
  switch (kind) {
    case 'view':
      return say('seen by')
    case 'like':
      return say('liked by')
    case 'comment':
      return say('commented on by')
    case 'share':
      return say('shared by')
  }
}

/**
 * "Without Bob’s share it would be number 41 instead of 3."
 * @param titleOf how another post begins; empty when it has no words
 */
export function withoutSentence(
  why: Explanation,
  found: Counterfactual,
  nameOf: NameOf,
  titleOf: (post: string) => string,
): string {
  const premise = premiseOf(why, found.without, nameOf, titleOf)
  return say('{premise} {outcome}', { premise, outcome: outcomeOf(why, found) })
}

function premiseOf(
  { post }: Explanation,
  removal: Removal,
  nameOf: NameOf,
  titleOf: (post: string) => string,
): string {
  if ('act' in removal)
    return withoutAct(
      removal.act,
      nameOf(removal.act.by),
      removal.act.post === post ? null : titleOf(removal.act.post),
    )
  const from = nameOf(removal.follow.from)
  const to = nameOf(removal.follow.to)
  if (from === null) return say('If you did not follow {to},', { to: to ?? '' })
  if (to === null) return say('If {from} did not follow you,', { from })
  return say('If {from} did not follow {to},', { from, to })
}

/**
 * @param name null for the reader, who alone is known to have looked at something
 * @param title of another post, null for the one that is explained
 */
function withoutAct({ kind }: Act, name: string | null, title: string | null): string {
  const isThis = title === null
  const another = title === '' || title === null ? say('another post') : say('“{title}”', { title })
  if (name === null)
    switch (kind) {
      case 'view':
        return isThis ? say('Without your view') : say('Without your view of {another}', { another })
      case 'like':
        return isThis ? say('Without your like') : say('Without your like of {another}', { another })
      case 'comment':
        return isThis ? say('Without your comment') : say('Without your comment on {another}', { another })
      case 'share':
        return isThis ? say('Without your share') : say('Without your share of {another}', { another })
    }
  switch (kind) {
    case 'view':
      return isThis
        ? say('Without {name}’s view', { name })
        : say('Without {name}’s view of {another}', { name, another })
    case 'like':
      return isThis
        ? say('Without {name}’s like', { name })
        : say('Without {name}’s like of {another}', { name, another })
    case 'comment':
      return isThis
        ? say('Without {name}’s comment', { name })
        : say('Without {name}’s comment on {another}', { name, another })
    case 'share':
      return isThis
        ? say('Without {name}’s share', { name })
        : say('Without {name}’s share of {another}', { name, another })
  }
}

function outcomeOf(why: Explanation, { rank, current }: Counterfactual): string {
  if (rank === null)
    return current > 0
      ? say('it would not be among the first {ranked}.', { ranked: why.ranked })
      : say('it would not have come to you.')
  if (rank !== why.rank)
    return why.rank === null
      ? say('it would be number {rank}.', { rank })
      : say('it would be number {rank} instead of {former}.', { rank, former: why.rank })
  return say('it would still be number {rank}, with a current of {current} instead of {former}.', {
    rank,
    current: shortNumber(current),
    former: shortNumber(why.current),
  })
}
