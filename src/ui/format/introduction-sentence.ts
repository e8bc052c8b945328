import type { IntroductionError } from '../../app/api'
import type { PersonId } from '../../identity/types'
import type { Introduction, OfferedIntroduction, OwnIntroduction } from '../../social/introductions'
import { say } from '../words/words.svelte'
import { letterErrorSentence } from './letter-sentence'

type NameOf = (person: PersonId) => string

/** How an introduction stands that the reader wants to make. */
export function ownIntroductionSentence({ state, people }: OwnIntroduction, nameOf: NameOf): string {
  const [first, second] = people
  if (first === undefined || second === undefined)
    return say('Only one half of this introduction is kept here, so nothing will come of it.')
  switch (state) {
    case 'waiting': {
      const [early, late] = second.answer === 'yes' ? [second, first] : [first, second]
      const names = { one: nameOf(early.person), other: nameOf(late.person) }
      return early.answer === 'yes'
        ? say('{one} has said yes. {other} has not answered yet.', names)
        : say('{one} and {other} have not answered yet.', names)
    }
    case 'not-now': {
      const [unwilling, other] = first.answer === 'not-now' ? [first, second] : [second, first]
      return say('{one} says: not now. {other} is not told.', {
        one: nameOf(unwilling.person),
        other: nameOf(other.person),
      })
    }
    case 'agreed':
      return say('Both have said yes. They are told of each other as soon as that can be sealed.')
    case 'made':
      return say('Both have said yes, and have been told of each other.')
    case 'lapsed':
      return say(
        'Not both answered within thirty days, so nothing came of it. Neither was told of the other.',
      )
  }
}

/** How one stands that somebody else wants to make for the reader. */
export function offeredIntroductionSentence({ state, by }: OfferedIntroduction, nameOf: NameOf): string {
  const name = nameOf(by)
  switch (state) {
    case 'open':
      return say(
        'You are told who it is when you both say yes, and so are they. If one of you does not want to, neither is told.',
      )
    case 'accepted':
      return say(
        'You have said yes. When the other person says yes too, you are told who it is. Until then you can still say “Not now”.',
      )
    case 'not-now':
      return say('You have said “Not now”. Only {name} is told, and not the other person.', { name })
    case 'made':
      return say(
        '{name} says that you have both said yes, and that the other person is told of you, too. Whether they said so, only {name} knows.',
        { name },
      )
    case 'lapsed':
      return say('Nothing came of it within thirty days.')
  }
}

/** How one stands, where it has a line in a list. */
export function introductionLine(introduction: Introduction, nameOf: NameOf): string {
  if (introduction.role === 'introducer') return ownIntroductionSentence(introduction, nameOf)
  const { state, by, other } = introduction
  const name = nameOf(by)
  if (state === 'open') return say('{name} would like you to meet somebody.', { name })
  if (other !== null) return say('{name} introduces you to {other}.', { name, other: nameOf(other) })
  return offeredIntroductionSentence(introduction, nameOf)
}

/** What happened, what is safe, what to do. */
export function introductionErrorSentence({ reason, about }: IntroductionError, nameOf: NameOf): string {
  switch (reason) {
    case 'already-met':
      return say('They follow each other already. Nobody was asked.')
    case 'repeated':
      return say('You asked these two less than thirty days ago. Nobody was asked again.')
    case 'too-many':
      return say(
        'Twenty of your introductions wait for answers. Nobody was asked; try again when some are answered.',
      )
    case 'no-identity':
    case 'not-valid':
    case 'storage-full':
    case 'leader-away':
    case 'no-key':
    case 'wait-for-answer':
    case 'cannot-seal':
      return letterErrorSentence(reason, about === null ? '' : nameOf(about))
  }
}
