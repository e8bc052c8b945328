/** What a simulated page makes of what it knows: the plain model (src/attention/evaluate.ts), asked now and then. */
import { Model } from '../../attention/evaluate'
import { DEFAULT_PARAMS } from '../../attention/params'
import type { Follow, KnowledgePart, PostNumbers } from '../../attention/types'
import type { PersonId } from '../../identity/types'
import type { RecordCid } from '../../records/types'

export class Reckoning {
  readonly #viewer: PersonId
  #model: Model | null = null
  #posts: ReadonlyMap<string, PostNumbers> = new Map()

  constructor(viewer: PersonId) {
    this.#viewer = viewer
  }

  /** @param parts everything known of posts and acts */
  evaluate(follows: readonly Follow[], parts: Iterable<KnowledgePart>, nowMs: number): void {
    const known = [...parts]
    const posts = known.flatMap((part) => part.posts)
    const acts = known.flatMap((part) => part.acts)
    const model = new Model({ viewer: this.#viewer, follows, posts, acts }, nowMs, DEFAULT_PARAMS)
    this.#model = model
    this.#posts = new Map(posts.map((post) => [post.id, model.numbers(post)]))
  }

  numbers(post: RecordCid): PostNumbers | null {
    return this.#posts.get(post) ?? null
  }

  /** Posts of others that reach the viewer, the most charged first. */
  mostCharged(): RecordCid[] {
    const stream = [...(this.#model?.evaluate().stream ?? [])] as RecordCid[]
    const charge = (post: RecordCid): number => this.#posts.get(post)?.charge ?? 0
    return stream.sort((a, b) => charge(b) - charge(a))
  }

  transmission(person: PersonId): number {
    return this.#model?.reach.transmission.get(person) ?? 0
  }

  transmissionTo(person: PersonId): number {
    const synapses = this.#model?.synapses
    return synapses?.has(this.#viewer, person) === true ? synapses.transmission(this.#viewer, person) : 0
  }
}
