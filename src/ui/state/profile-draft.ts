/** What somebody is writing about themselves, kept over another view and a reload until it is saved or given up (rule U55). */
import type { PersonView } from '../../social/types'
import { forget, note, noted } from './notes'

export type ProfileDraft = Pick<PersonView, 'name' | 'about' | 'hue'>

const keyOf = (person: PersonView): string => `synereo-profile-draft-${person.id}`

/** Null where nothing is being written, or what was written is the profile by now. */
export function keptProfile(person: PersonView): ProfileDraft | null {
  try {
    const { name, about, hue } = JSON.parse(noted(keyOf(person)) ?? '{}') as Readonly<Record<string, unknown>>
    if (typeof name !== 'string' || typeof about !== 'string' || typeof hue !== 'number') return null
    const draft = { name, about, hue }
    return isSaid(person, draft) ? null : draft
  } catch {
    return null
  }
}

export function keepProfile(person: PersonView, draft: ProfileDraft): void {
  if (isSaid(person, draft)) forgetProfile(person)
  else note(keyOf(person), JSON.stringify(draft))
}

export function forgetProfile(person: PersonView): void {
  forget(keyOf(person))
}

/** As it is saved: without blanks around it. */
function isSaid(person: PersonView, { name, about, hue }: ProfileDraft): boolean {
  return (name ?? '').trim() === (person.name ?? '') && about.trim() === person.about && hue === person.hue
}
