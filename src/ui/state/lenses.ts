/** What the owner does with lenses: saves and shares own ones, tries and adopts those of others. */
import type { Ranking } from '../../attention/adjustable'
import type { AdoptedLens, SavedLens, TakenLens } from '../../app/taste'
import type { SharedLens } from '../../social/types'
import { isSameRanking } from '../format/ranking-words'
import { withoutTurning } from '../format/shown-name'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

/** An own lens: kept here, shared, or both (a further device knows only what is shared). */
export interface OwnLens extends SavedLens {
  readonly shared: SharedLens | null
  /** What is shared is what is kept. */
  readonly isUpToDate: boolean
}

export class LensActs {
  readonly #ui: AppState

  constructor(ui: AppState) {
    this.#ui = ui
  }

  get own(): readonly OwnLens[] {
    const { self, social, taste } = this.#ui
    const shared = self === null ? [] : social.lensesBy(self)
    const saved = taste.lenses.map((lens): OwnLens => {
      const match = shared.find(({ name }) => name === lens.name) ?? null
      return {
        ...lens,
        shared: match,
        isUpToDate: match !== null && isSameRanking(match.ranking, lens.ranking),
      }
    })
    const names = new Set(saved.map(({ name }) => name))
    const elsewhere = shared.filter(({ name }) => !names.has(name))
    return [...saved, ...elsewhere.map((lens) => ({ ...lens, shared: lens, isUpToDate: true }))]
  }

  async save(name: string, ranking: Ranking): Promise<void> {
    const { app, taste } = this.#ui
    const former = taste.lenses.find((lens) => lens.name === name)
    await app.setTaste({ save: { name, ranking } })
    this.#ui.toast(
      former === undefined
        ? say('“{name}” is saved.', { name: withoutTurning(name) })
        : say('“{name}” is saved in place of the former.', { name: withoutTurning(name) }),
      {
        label: say('Undo'),
        run: () => app.setTaste(former === undefined ? { forget: name } : { save: former }),
      },
    )
  }

  async share({ name, ranking }: SavedLens): Promise<boolean> {
    const isShared = await this.#ui.publish({ kind: 'lens', body: { name, ranking } })
    if (isShared) this.#ui.toast(say('“{name}” is shared.', { name: withoutTurning(name) }))
    return isShared
  }

  /** False when the name is the same, or that of another own lens. */
  async rename(lens: OwnLens, name: string): Promise<boolean> {
    const { app } = this.#ui
    if (name === lens.name || this.own.some((other) => other.name === name)) return false
    await app.setTaste({ save: { name, ranking: lens.ranking } })
    await app.setTaste({ forget: lens.name })
    if (lens.shared === null) return true
    const { ranking } = lens
    if (await this.#ui.publish({ kind: 'lens', body: { name, ranking } })) await this.#takeBack(lens.shared)
    return true
  }

  /** Here, and where it was shared. */
  async remove(lens: OwnLens): Promise<void> {
    const { app } = this.#ui
    if (lens.shared !== null && !(await this.#takeBack(lens.shared))) return
    await app.setTaste({ forget: lens.name })
    this.#ui.toast(say('“{name}” is deleted.', { name: withoutTurning(lens.name) }), {
      label: say('Undo'),
      run: async () => {
        await app.setTaste({ save: lens })
        if (lens.shared !== null) {
          const { name, ranking } = lens.shared
          await this.#ui.publish({ kind: 'lens', body: { name, ranking } })
        }
      },
    })
  }

  use({ name, ranking }: SavedLens): void {
    this.#setRanking(ranking, null, say('“{name}” ranks your Stream.', { name: withoutTurning(name) }))
  }

  try(lens: TakenLens): void {
    this.#ui.app.tryLens(lens)
  }

  adopt({ cid, by, name, ranking }: TakenLens): void {
    const { adopted, ranking: now } = this.#ui.taste
    const mine = adopted?.mine ?? now
    this.#setRanking(
      ranking,
      { cid, by, name, ranking, mine },
      say('“{name}” ranks your Stream.', { name: withoutTurning(name) }),
    )
  }

  /** Ends a trial; without one, what was adopted. */
  backToMine(): void {
    const { app, taste } = this.#ui
    if (app.tried !== null) app.tryLens(null)
    else if (taste.adopted !== null)
      this.#setRanking(taste.adopted.mine, null, say('Your own ranking is back.'))
  }

  #setRanking(ranking: Ranking, adopted: AdoptedLens | null, said: string): void {
    const { app, taste } = this.#ui
    const former = { ranking: taste.ranking, adopted: taste.adopted }
    app.tryLens(null)
    void app.setTaste({ ranking, adopted })
    this.#ui.toast(said, { label: say('Undo'), run: () => app.setTaste(former) })
  }

  #takeBack({ cid }: SharedLens): Promise<boolean> {
    return this.#ui.publish({ kind: 'undo', body: { entry: cid } })
  }
}
