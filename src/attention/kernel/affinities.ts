/** How much the viewer's own engagement makes of an author: 1 + kA·σ(a, viewer) by person (MODEL.md 8). */
import type { Params } from '../params'
import { grown } from './rows'
import type { SynapseTable } from './synapse-table'

export class Affinities {
  /** By person; 1 for whom the viewer does not engage with. */
  of = new Float64Array(0)
  readonly #viewer: number
  /** Who may have another than 1. */
  readonly #attended = new Set<number>()

  constructor(viewer: number) {
    this.#viewer = viewer
  }

  get bytes(): number {
    return this.of.byteLength
  }

  reach(people: number): void {
    const known = this.of.length
    this.of = grown(this.of, people)
    this.of.fill(1, known)
  }

  /** The viewer has engaged with this author. */
  note(author: number, table: SynapseTable, params: Params, fade: number): void {
    this.#set(author, table.engagement(author, this.#viewer) * fade, params)
  }

  /** Works all of them out anew. */
  search({ engaged }: SynapseTable, params: Params, fade: number): void {
    for (const author of this.#attended) this.of[author] = 1
    const { items, weights } = engaged
    const end = engaged.end(this.#viewer)
    for (let index = engaged.from(this.#viewer); index < end; index += 1)
      this.#set(items[index]! >> 1, weights[index]! * fade, params)
  }

  /** Authors that may have another affinity than 1. */
  get attended(): Iterable<number> {
    return this.#attended
  }

  #set(author: number, faded: number, { affinityGain, saturationPoint }: Params): void {
    this.of[author] = 1 + (faded === 0 ? 0 : (affinityGain * faded) / (faded + saturationPoint))
    this.#attended.add(author)
  }
}
