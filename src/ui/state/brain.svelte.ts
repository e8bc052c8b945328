/** What the Network view shows: the brain as it was asked for last, and what of it is looked at. */
import { untrack } from 'svelte'
import type { Brain } from '../../attention/brain'
import type { PersonId } from '../../identity/types'
import type { AppState } from './app-state.svelte'
import { say } from '../words/words.svelte'

const VIEWER = 0

export class BrainState {
  readonly #ui: AppState
  brain = $state.raw<Brain | null>(null)
  /** The day that is shown: 0 is the first, the last is now. */
  step = $state(0)
  chosen = $state<number | null>(null)
  lobe = $state<number | null>(null)
  /** Records have come or gone since the brain was asked for. */
  isOld = $state(false)
  #isAsking = false

  constructor(ui: AppState) {
    this.#ui = ui
  }

  get lastStep(): number {
    return this.brain === null ? 0 : this.brain.stepCount - 1
  }

  /** The day that is shown is not the present. */
  get isPast(): boolean {
    return this.step < this.lastStep
  }

  nameOf(place: number): string {
    return place === VIEWER ? say('You | a name beside a point') : this.#ui.nameOf(this.personAt(place))
  }

  personAt(place: number): PersonId {
    return (this.brain?.people[place] ?? '') as PersonId
  }

  /** The name of a lobe's strongest member; null for the reader. */
  lobeName(lobe: number): string | null {
    const name = (this.brain?.lobes[lobe]?.name ?? '') as PersonId
    return name === this.#ui.self ? null : this.#ui.nameOf(name)
  }

  async ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    this.isOld = false
    const former = untrack(() => (this.chosen === null ? null : this.personAt(this.chosen)))
    const brain = await this.#ui.app.brain()
    this.#isAsking = false
    if (brain === null) return
    const place = former === null ? -1 : brain.people.indexOf(former)
    this.brain = brain
    this.chosen = place === -1 ? null : place
    this.lobe = null
    this.step = brain.stepCount - 1
  }

  /** Marks what is shown as old; the returned function ends it. */
  follow(): () => void {
    return this.#ui.app.on('social', () => (this.isOld = true))
  }
}
