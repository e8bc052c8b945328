/** What is dated ahead of now, soonest first: acts that will count, and posts whose numbers will change by themselves. */
import type { TimedAct } from './post-table'

export interface Awaited {
  readonly at: number
  readonly post: number
  /** Null: the post itself or an amplification of it begins then. */
  readonly act: TimedAct | null
}

export class Ahead {
  /** Latest first, so that the soonest comes off the end. */
  readonly #awaited: Awaited[] = []

  clear(): void {
    this.#awaited.length = 0
  }

  add(awaited: Awaited): void {
    let low = 0
    let high = this.#awaited.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#awaited[middle]!.at > awaited.at) low = middle + 1
      else high = middle
    }
    this.#awaited.splice(low, 0, awaited)
  }

  /** Takes out such an act; false when there is none. */
  remove({ by, post, kind, at }: TimedAct): boolean {
    const index = this.#awaited.findIndex(
      ({ act }) => act !== null && act.by === by && act.post === post && act.kind === kind && act.at === at,
    )
    if (index !== -1) this.#awaited.splice(index, 1)
    return index !== -1
  }

  /** Takes out the acts on a post. */
  takeActsOn(post: number): TimedAct[] {
    const taken: TimedAct[] = []
    for (let index = this.#awaited.length - 1; index >= 0; index -= 1) {
      const { act } = this.#awaited[index]!
      if (act?.post !== post) continue
      taken.push(act)
      this.#awaited.splice(index, 1)
    }
    return taken
  }

  /** All acts that wait for their time. */
  acts(): TimedAct[] {
    return this.#awaited.flatMap(({ act }) => act ?? [])
  }

  /** Takes out what is not ahead any more, soonest first. */
  takeDue(now: number): Awaited[] {
    const due: Awaited[] = []
    for (let next = this.#awaited.at(-1); next !== undefined && next.at <= now; next = this.#awaited.at(-1)) {
      due.push(next)
      this.#awaited.pop()
    }
    return due
  }
}
