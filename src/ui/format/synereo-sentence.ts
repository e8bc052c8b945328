import type { Lobe } from '../../attention/types'
import type { PersonId } from '../../identity/types'
import type { NearSynereo } from '../../social/synereos'
import { inLocale, say, sayCount, written } from '../words/words.svelte'

const list = inLocale((locale) => new Intl.ListFormat(locale))
/** More names say less. */
const NAMED = 3

/** Why a community is offered: "Bob and Charlie have joined it. Dora writes under it." */
export function nearSentence(
  { joinedBy, writtenBy, isOwn }: NearSynereo,
  nameOf: (person: PersonId) => string,
): string {
  const joined = sayCount(joinedBy.length, '{names} has joined it.', '{names} have joined it.', {
    names: namesOf(joinedBy, nameOf),
  })
  const wrote = sayCount(writtenBy.length, '{names} writes under it.', '{names} write under it.', {
    names: namesOf(writtenBy, nameOf),
  })
  return [
    ...(isOwn ? [say('You write under it.')] : []),
    ...(joinedBy.length > 0 ? [joined] : []),
    ...(writtenBy.length > 0 ? [wrote] : []),
  ].reduce((before, next) => say('{joined} {written}', { joined: before, written: next }))
}

/** Why none is offered. */
export function noneNearSentence(hasJoined: boolean): string {
  return hasJoined
    ? say('Tags that you and the people you follow use are listed here. You have joined them all.')
    : say('Tags that you and the people you follow use are listed here. None is known here yet.')
}

function namesOf(people: readonly PersonId[], nameOf: (person: PersonId) => string): string {
  const named = people.slice(0, NAMED).map((person) => written(nameOf(person)))
  const more = people.length - named.length
  return list().format(more === 0 ? named : [...named, sayCount(more, '{count} other', '{count} others')])
}

export interface GroupIn {
  /** Whom the group is named after; may be no member. */
  readonly around: PersonId
  readonly members: number
}

/** The groups that the members of a community belong to, those first with most of them. */
export function groupsAmong(members: readonly PersonId[], lobes: readonly Lobe[]): GroupIn[] {
  const known = new Set<string>(members)
  return lobes
    .map(({ name, people }) => ({
      around: name as PersonId,
      members: people.filter((person) => known.has(person)).length,
    }))
    .filter((group) => group.members > 0)
    .sort((a, b) => b.members - a.members || (a.around < b.around ? -1 : 1))
}
