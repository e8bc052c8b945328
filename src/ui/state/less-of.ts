import type { Synereo } from '../../app/api'
import type { PersonId } from '../../identity/types'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

/** The step of the dial; nothing at all is muting, which is another button. */
const DIAL_STEP = 0.25

/** Half of it, as the dial can show it. */
export function lowered(dial: number): number {
  return Math.max(DIAL_STEP, Math.floor(dial / 2 / DIAL_STEP) * DIAL_STEP)
}

/** Whether there is less of somebody to be had without muting them. */
export function canBeLess(dial: number): boolean {
  return dial > DIAL_STEP
}

/** Posts of this person count half as much from now on. */
export async function lessOf(
  ui: Pick<AppState, 'dialOf' | 'nameOf' | 'toast'> & { readonly app: Pick<Synereo, 'setTaste'> },
  person: PersonId,
): Promise<void> {
  const dial = ui.dialOf(person)
  await ui.app.setTaste({ person, dial: lowered(dial) })
  ui.toast(say('Posts by {name} count less in your Stream from now on.', { name: ui.nameOf(person) }), {
    label: say('Undo'),
    run: () => ui.app.setTaste({ person, dial }),
  })
}
