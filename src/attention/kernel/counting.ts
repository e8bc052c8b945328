/** Which acts count now: not what is dated ahead, nor acts on posts that are unknown, nor more of a kind than the model lets. */
import { Ahead, type Awaited } from './ahead'
import type { Currents, Lift } from './currents'
import { COMMENT, UNKNOWN, VIEW, type PostTable, type TimedAct } from './post-table'
import type { Results } from './results'
import type { SynapseChanges } from './synapse-changes'
import type { Weighing } from './weighing'

export interface CountingInit {
  readonly posts: PostTable
  readonly currents: Currents
  readonly weighing: Weighing
  readonly changes: SynapseChanges
  readonly results: Results
}

export class Counting {
  readonly #posts: PostTable
  readonly #currents: Currents
  readonly #weighing: Weighing
  readonly #changes: SynapseChanges
  readonly #results: Results
  readonly #ahead = new Ahead()

  constructor({ posts, currents, weighing, changes, results }: CountingInit) {
    this.#posts = posts
    this.#currents = currents
    this.#weighing = weighing
    this.#changes = changes
    this.#results = results
  }

  /** Nothing waits for its time but these. */
  restart(ahead: readonly TimedAct[]): void {
    this.#ahead.clear()
    for (const act of ahead) this.#ahead.add({ at: act.at, post: act.post, act })
  }

  /** Acts that wait for their time and are not the viewer's alone. */
  publicAhead(): TimedAct[] {
    return this.#ahead.acts().filter(({ kind }) => kind !== VIEW)
  }

  /** Takes out whose time has come, soonest first. */
  takeDue(now: number): Awaited[] {
    return this.#ahead.takeDue(now)
  }

  /** Amplifications of a post may begin later. */
  awaitLifts(post: number, lifts: readonly Lift[]): void {
    for (const { at } of lifts) if (at > this.#results.now) this.#ahead.add({ at, post, act: null })
  }

  addPost(post: number, author: number, at: number): void {
    if (this.#posts.author[post] !== UNKNOWN) throw new Error(`post ${post} is known`)
    this.#posts.add(post, author, at)
    this.#results.touch(post)
    this.#awaitPost(post)
    for (const act of this.#posts.takeWaiting(post)) this.addAct(act)
  }

  removePost(post: number): void {
    if (this.#posts.author[post] === UNKNOWN) return
    const author = this.#posts.author[post]!
    const counted = this.#posts.countedOn(post)
    for (const by of new Set(counted.map((act) => act.by))) {
      this.#changes.change(author, by, () => {
        for (const act of counted) if (act.by === by) this.#posts.exclude(act)
        this.#weighing.weigh(author, by)
      })
    }
    this.#posts.remove(post)
    for (const act of [...counted, ...this.#ahead.takeActsOn(post)]) this.#posts.wait(act)
    this.#results.touch(post)
  }

  addAct(act: TimedAct): void {
    const { by, post, kind, at } = act
    if (!this.#posts.isPossible(act)) return
    const author = this.#posts.author[post]!
    if (author === UNKNOWN || !this.#posts.isCountable(act)) {
      this.#posts.wait(act)
      return
    }
    if (at > this.#results.now) {
      this.#ahead.add({ at, post, act })
      return
    }
    const counted = this.#posts.counted(post, by, kind)
    const latest = counted.at(-1)
    if (counted.length < this.#posts.limit(kind)) {
      this.#changes.strengthen(author, by, () => {
        this.#posts.include(act)
        this.#weighing.add(author, by, kind, at)
      })
    } else if (latest === undefined || at >= latest) {
      this.#posts.wait(act)
      return
    } else {
      // Dated earlier than one that counted until now: it takes that one's place.
      const replaced = { by, post, kind, at: latest }
      this.#changes.change(author, by, () => {
        this.#posts.exclude(replaced)
        this.#posts.include(act)
        this.#weighing.weigh(author, by)
      })
      this.#posts.wait(replaced)
    }
    this.#results.touchByAct(post, by)
  }

  removeAct(act: TimedAct): void {
    const { by, post, kind, at } = act
    if (!this.#posts.isPossible(act) || this.#ahead.remove(act) || this.#posts.unwait(act)) return
    const author = this.#posts.author[post]!
    if (author === UNKNOWN || !this.#posts.counted(post, by, kind).includes(at)) return
    this.#changes.change(author, by, () => {
      this.#posts.exclude(act)
      this.#weighing.weigh(author, by)
    })
    this.#results.touch(post)
    // Another one of the same kind may count in its place.
    for (const other of this.#posts.takeWaiting(post)) this.addAct(other)
  }

  /** The clock was set back: what was counted and is dated ahead now has to wait again. Engagement has to be added up after it. */
  returnToAhead(): void {
    for (let post = 0; post < this.#posts.count; post += 1) {
      if (this.#posts.author[post] === UNKNOWN) continue
      const late = this.#posts.countedOn(post).filter(({ at }) => at > this.#results.now)
      if (late.length === 0) continue
      for (const act of late) this.#posts.exclude(act)
      for (const act of [...late, ...this.#posts.takeWaiting(post)]) this.addAct(act)
    }
    this.awaitPosts()
  }

  /** More or fewer comments count than did. Engagement has to be added up after it. */
  recountComments(countedComments: number): void {
    this.#posts.countedComments = countedComments
    for (let post = 0; post < this.#posts.count; post += 1) {
      const comments = this.#posts.countedOn(post).filter(({ kind }) => kind === COMMENT)
      for (const comment of comments) this.#posts.exclude(comment)
      for (const act of [...comments, ...this.#posts.takeWaiting(post)]) this.addAct(act)
    }
  }

  /** After posts were replaced: those that are dated ahead, and amplifications, begin in their time. */
  awaitPosts(): void {
    for (let post = 0; post < this.#posts.count; post += 1) {
      if (this.#posts.author[post] !== UNKNOWN) this.#awaitPost(post)
    }
    for (const [post, lifts] of this.#currents.lifts) this.awaitLifts(post, lifts)
  }

  #awaitPost(post: number): void {
    const at = this.#posts.at[post]!
    if (at > this.#results.now) this.#ahead.add({ at, post, act: null })
  }
}
