/** Mentions while they are typed: a name in the box stands for a person, and becomes the id when it is sent. */
import { parsePersonId } from '../../identity/person-id'
import type { PersonId } from '../../identity/types'
import { mentionOf } from '../../records/tag'

/** A name, as it stands behind `@` in the box, and whom it means. */
export interface Called {
  readonly name: string
  readonly person: PersonId
}

export interface Asked {
  /** Where the `@` stands. */
  readonly start: number
  readonly end: number
  readonly name: string
}

/** Longer ones are sentences. */
const ASKED = /(?<![\p{L}\p{N}@/._-])@([\p{L}\p{N}\p{M}_.'’-]{0,30}(?: [\p{L}\p{N}\p{M}_.'’-]{1,20})?)$/u
/** As much of a text before the caret as is looked at. */
const MAX_ASKED_CHARS = 64
/** Of an id, behind the name of somebody whose name another bears in the same text. */
const TELLING_CHARS = 4

/** The beginning of a name before the caret; null where none is typed. */
export function askedAt(text: string, caret: number): Asked | null {
  const before = text.slice(Math.max(0, caret - MAX_ASKED_CHARS), caret)
  const name = ASKED.exec(before)?.[1]
  return name === undefined ? null : { start: caret - name.length - 1, end: caret, name }
}

export interface Mentioned {
  readonly text: string
  readonly called: readonly Called[]
  readonly caret: number
}

/** The name in the place of what was typed of it. Two people of one name are told apart by a part of the id. */
export function withMention(
  text: string,
  { start, end }: Asked,
  { person, name }: Called,
  called: readonly Called[],
): Mentioned {
  const known = called.find((one) => one.person === person)
  const isTaken = called.some((one) => one.name === name)
  const written = known?.name ?? (isTaken ? `${name} ${person.slice(-TELLING_CHARS)}` : name)
  const before = `${text.slice(0, start)}@${written} `
  return {
    text: before + text.slice(end).replace(/^ /, ''),
    called: known === undefined ? [...called, { name: written, person }] : called,
    caret: before.length,
  }
}

/** As it is signed: each name that was chosen, and still stands there whole, is the id of whom it means. */
export function asSigned(text: string, called: readonly Called[]): string {
  const longestFirst = called.toSorted((a, b) => b.name.length - a.name.length)
  let signed = ''
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, from))) {
    const meant = longestFirst.find(({ name }) => standsAt(text, at, name))
    if (meant === undefined) continue
    signed += text.slice(from, at) + mentionOf(meant.person)
    from = at + 1 + meant.name.length
  }
  return signed + text.slice(from)
}

/** Those whose name stands in the text: who was chosen and then deleted is not meant when the name is typed again. */
export function stillCalled(text: string, called: readonly Called[]): readonly Called[] {
  const left = called.filter(({ name }) => {
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1))
      if (standsAt(text, at, name)) return true
    return false
  })
  return left.length === called.length ? called : left
}

function standsAt(text: string, at: number, name: string): boolean {
  const end = at + 1 + name.length
  const isApart = !/[\p{L}\p{N}@/._-]$/u.test(text.slice(Math.max(0, at - 2), at))
  return isApart && text.slice(at + 1, end) === name && !/^[\p{L}\p{N}\p{M}_]/u.test(text.slice(end, end + 2))
}

/** As it was kept with a draft; what cannot be read names nobody. */
export function calledFrom(kept: string | null): readonly Called[] {
  try {
    const value: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(value) ? value.filter(isCalled) : []
  } catch {
    return []
  }
}

function isCalled(value: unknown): value is Called {
  const { name, person } = (value ?? {}) as Partial<Record<'name' | 'person', unknown>>
  return typeof name === 'string' && typeof person === 'string' && parsePersonId(person) !== null
}
