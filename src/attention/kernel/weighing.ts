/** E of every synapse, added up from the acts that count (MODEL.md 3), with what fades kept apart: see fading.ts. */
import type { Params } from '../params'
import type { Fading } from './fading'
import { loadEngagement } from './load'
import { KIND_BITS, KIND_MASK, VIEW, type PostTable } from './post-table'
import type { SynapseTable } from './synapse-table'
import { weighingOf, type Engagement } from './tables'

export class Weighing {
  readonly #viewer: number
  readonly #synapses: SynapseTable
  readonly #posts: PostTable
  readonly #fading: Fading
  #people = 0
  #params: Params

  constructor(viewer: number, synapses: SynapseTable, posts: PostTable, fading: Fading, params: Params) {
    this.#viewer = viewer
    this.#synapses = synapses
    this.#posts = posts
    this.#fading = fading
    this.#params = params
  }

  /** Makes room. */
  reach(people: number): void {
    this.#people = people
  }

  setParams(params: Params): void {
    this.#params = params
    this.#fading.setParams(params)
  }

  /** One act more of this kind and time counts. */
  add(author: number, by: number, kind: number, at: number): void {
    const before = this.#synapses.engagement(author, by)
    this.#synapses.engage(author, by, before + this.#fading.strength(kind, at))
  }

  /** Adds up E anew from the acts that count, after one was taken out. */
  weigh(author: number, by: number): void {
    this.#synapses.engage(author, by, this.#engagementOf(author, by, by === this.#viewer))
  }

  /** E of the acts that count. */
  #engagementOf(author: number, by: number, hasViews: boolean): number {
    const { byAuthor, acts, views } = this.#posts
    let sum = 0
    const end = byAuthor.end(author)
    for (let index = byAuthor.from(author); index < end; index += 1) {
      const post = byAuthor.items[index]!
      const actsEnd = acts.end(post)
      for (let act = acts.from(post); act < actsEnd; act += 1) {
        const item = acts.items[act]!
        if (item >> KIND_BITS === by) sum += this.#fading.strength(item & KIND_MASK, acts.weights[act]!)
      }
      const viewedAt = hasViews ? views.get(post) : undefined
      if (viewedAt !== undefined) sum += this.#fading.strength(VIEW, viewedAt)
    }
    return sum
  }

  /** Without what the viewer's views add to it: for as long as it takes to copy, it is taken out. */
  tables(): Engagement {
    const synapses = this.#synapses
    const viewer = this.#viewer
    const viewed = new Set([...this.#posts.views.keys()].map((post) => this.#posts.author[post]!))
    const before = Array.from(viewed, (author) => ({ author, value: synapses.engagement(author, viewer) }))
    for (const { author } of before)
      synapses.engage(author, viewer, this.#engagementOf(author, viewer, false))
    const tables = {
      weighing: weighingOf(this.#params),
      epoch: this.#fading.epoch,
      engaged: synapses.engaged.table(this.#people),
      plain: synapses.plain.table(this.#people),
    }
    for (const { author, value } of before) synapses.engage(author, viewer, value)
    return tables
  }

  /** Adds up all E anew, from now as the epoch. */
  weighAll(now: number): void {
    this.#fading.restart(now)
    loadEngagement(this.#synapses, this.#posts, this.#people, this.#viewer, (kind, at) =>
      this.#fading.strength(kind, at),
    )
  }
}
