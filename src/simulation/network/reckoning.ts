/** What a simulated page makes of what it knows: the plain model (src/attention/evaluate.ts), asked now and then. */
import { Model } from '../../attention/evaluate'
import { DEFAULT_PARAMS } from '../../attention/params'
import type { Follow, KnowledgePart, ModelPost, PostNumbers } from '../../attention/types'
import type { PersonId } from '../../identity/types'
import type { RecordCid } from '../../records/types'

export class Reckoning {
  readonly #viewer: PersonId
  #model: Model | null = null
  #posts: ReadonlyMap<string, ModelPost> = new Map()
  /** By post, of what was asked. */
  readonly #numbers = new Map<string, PostNumbers>()
  #mostCharged: RecordCid[] | null = null

  constructor(viewer: PersonId) {
    this.#viewer = viewer
  }

  /** @param parts everything known of posts and acts */
  evaluate(follows: readonly Follow[], parts: Iterable<KnowledgePart>, nowMs: number): void {
    const known = [...parts]
    const posts = known.flatMap((part) => part.posts)
    const acts = known.flatMap((part) => part.acts)
    this.#model = new Model({ viewer: this.#viewer, follows, posts, acts }, nowMs, DEFAULT_PARAMS)
    this.#posts = new Map(posts.map((post) => [post.id, post]))
    this.#numbers.clear()
    this.#mostCharged = null
  }

  numbers(post: RecordCid): PostNumbers | null {
    const known = this.#numbers.get(post)
    if (known !== undefined) return known
    const asked = this.#posts.get(post)
    if (asked === undefined || this.#model === null) return null
    const numbers = this.#model.numbers(asked)
    this.#numbers.set(post, numbers)
    return numbers
  }

  /** Posts of others that reach the viewer, the most charged first. */
  mostCharged(): RecordCid[] {
    if (this.#mostCharged !== null) return this.#mostCharged
    const stream = [...(this.#model?.evaluate().stream ?? [])] as RecordCid[]
    const charge = (post: RecordCid): number => this.numbers(post)?.charge ?? 0
    this.#mostCharged = stream.sort((a, b) => charge(b) - charge(a))
    return this.#mostCharged
  }

  transmission(person: PersonId): number {
    return this.#model?.reach.transmission.get(person) ?? 0
  }

  transmissionTo(person: PersonId): number {
    const synapses = this.#model?.synapses
    return synapses?.has(this.#viewer, person) === true ? synapses.transmission(this.#viewer, person) : 0
  }
}
