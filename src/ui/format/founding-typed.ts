/** Reads what somebody typed to found a network, and says at which field it cannot be (rule FN2). */
import type { FoundingError, FoundingWish } from '../../app/founding'
import { MAX_ALLOCATIONS, MAX_NAME_CHARS, MAX_WITNESSES } from '../../amp/limits'
import { parsePersonId } from '../../identity/person-id'
import type { DeviceId, PersonId } from '../../identity/types'
import { err, ok, type Result } from '../../lib/result'
import { say } from '../words/words.svelte'
import { priceFrom, unitsFrom } from './amount'
import { sendErrorSentence } from './money-sentence'
import { receiverFrom, type Named } from './receiver'

export interface TypedFounding {
  readonly name: string
  /** Whether this browser is a witness. */
  readonly isWitness: boolean
  /** Those of the other witnesses. */
  readonly codes: string
  readonly supply: string
  /** What the founder gets; empty for nothing. */
  readonly own: string
  readonly others: readonly { readonly who: string; readonly amp: string }[]
  readonly starter: string
}

/** Of the others the field with its place in the list. */
export type FoundingField =
  Exclude<keyof TypedFounding, 'isWitness' | 'others'> | `${'who' | 'amp'}-${number}`

export interface FoundingProblem {
  readonly at: FoundingField
  readonly words: string
}

interface Here {
  readonly self: PersonId | null
  /** Of this browser. */
  readonly code: DeviceId
  readonly followed: readonly Named[]
}

export function readFounding(
  typed: TypedFounding,
  { self, code, followed }: Here,
): Result<Omit<FoundingWish, 'relays'>, FoundingProblem> {
  const witnesses: DeviceId[] = typed.isWitness ? [code] : []
  for (const text of typed.codes.split(/[\s,;]+/).filter((one) => one !== '')) {
    const key = parsePersonId(text)
    if (key === null) return problem('codes', say('“{code}” is no code of a witness.', { code: text }))
    witnesses.push(key as string as DeviceId)
  }
  const supply = unitsFrom(typed.supply)
  if (supply === null) return problem('supply', sendErrorSentence('not-an-amount'))
  const given = new Map<PersonId, number>()
  if (self !== null && typed.own.trim() !== '') {
    const units = priceFrom(typed.own)
    if (units === null) return problem('own', sendErrorSentence('not-an-amount'))
    if (units > 0) given.set(self, units)
  }
  for (const [index, { who, amp }] of typed.others.entries()) {
    if (who.trim() === '' && amp.trim() === '') continue
    const person = receiverFrom(who, followed)
    if (person === 'nobody') return problem(`who-${index}`, nobodySentence(who))
    if (person === 'several')
      return problem(
        `who-${index}`,
        say(
          'Several people whom you follow bear a name that looks like this. Paste the address of their page.',
        ),
      )
    if (given.has(person) || person === self)
      return problem(`who-${index}`, say('They are named already. Each stands here once.'))
    const units = unitsFrom(amp)
    if (units === null) return problem(`amp-${index}`, sendErrorSentence('not-an-amount'))
    given.set(person, units)
  }
  const grant = typed.starter.trim() === '' ? 0 : priceFrom(typed.starter)
  if (grant === null) return problem('starter', sendErrorSentence('not-an-amount'))
  return ok({ name: typed.name, witnesses, supply, given, grant })
}

function nobodySentence(who: string): string {
  return who.trim() === ''
    ? say('Say who gets it: somebody whom you follow, or the address of a page.')
    : say('Nobody whom you follow bears this name. You can paste the address of their page.')
}

export function foundingProblem(error: FoundingError, name: string): FoundingProblem {
  switch (error) {
    case 'name':
      return {
        at: 'name',
        words:
          name.trim() === ''
            ? say('Give the network a name.')
            : say('A name is one line of at most {count} characters.', { count: MAX_NAME_CHARS }),
      }
    case 'supply':
      return { at: 'supply', words: sendErrorSentence('not-an-amount') }
    case 'grant':
      return { at: 'starter', words: sendErrorSentence('not-an-amount') }
    case 'no-witness':
      return {
        at: 'codes',
        words: say('There is one witness at least: this browser, or one whose code stands here.'),
      }
    case 'too-many-witnesses':
      return {
        at: 'codes',
        words: say('There are {count} witnesses at most.', { count: MAX_WITNESSES }),
      }
    case 'witness-twice':
      return { at: 'codes', words: say('A witness is named twice. Each stands here once.') }
    case 'too-much-given':
      return { at: 'supply', words: say('More is given to people than there is in all.') }
    case 'too-many-accounts':
      return {
        at: 'supply',
        words: say('There are {count} people at most who begin with AMP.', { count: MAX_ALLOCATIONS }),
      }
    case 'nothing-to-grant':
      return {
        at: 'starter',
        words: say('Too little is left for the witnesses: none of them has as much to give.'),
      }
  }
}

function problem(at: FoundingField, words: string): { readonly ok: false; readonly error: FoundingProblem } {
  return err({ at, words })
}
