/**
 * One evaluation of the whole model at one viewer and one time, from scratch. `Model` keeps the parts between input
 * and result, so that an explanation shows the very numbers that ranked the post.
 */
import { chargeOf, type Charge } from './charge'
import { compare, countedActs, type CountedAct } from './countable'
import type { BundleMember, Explanation } from './explanation'
import type { Params } from './params'
import { bundleOf, reoOfAll } from './reo'
import { Synapses } from './synapses'
import { nearPathFrom, nearReach, pathFrom, reachOf, type Reach } from './transmission'
import type { Amplification, Arrival, Evaluation, Knowledge, ModelPost, PostNumbers } from './types'

/** D and its reason. */
export interface Arriving {
  readonly transmission: number
  readonly arrival: Arrival
}

/** What comes along synapses: T of the author or of somebody who acted, and by whom. */
export interface Brought {
  readonly by: 'author' | 'engager'
  readonly transmission: number
  readonly path: readonly string[]
}

export class Model {
  readonly viewer: string
  readonly now: number
  readonly params: Params
  readonly synapses: Synapses
  readonly reach: Reach
  readonly reo: ReadonlyMap<string, number>
  readonly people: ReadonlySet<string>

  readonly #knowledge: Knowledge
  readonly #near: ReadonlyMap<string, number>
  readonly #acts: ReadonlyMap<string, readonly CountedAct[]>
  readonly #amplifications: ReadonlyMap<string, readonly Amplification[]>
  readonly #personDials: ReadonlyMap<string, number>
  readonly #tagDials: ReadonlyMap<string, number>
  readonly #joined: ReadonlySet<string>
  /** Only explanations need them. */
  #actsByPair: ReadonlyMap<string, readonly CountedAct[]> | null = null
  #follows: ReadonlySet<string> | null = null

  constructor(knowledge: Knowledge, now: number, params: Params) {
    const { viewer } = knowledge
    const acts = countedActs(knowledge, now, params)
    this.viewer = viewer
    this.now = now
    this.params = params
    this.#knowledge = knowledge
    this.#personDials = new Map(Object.entries(knowledge.dials?.people ?? {}))
    this.#tagDials = new Map(Object.entries(knowledge.dials?.tags ?? {}))
    this.#joined = new Set(knowledge.tags ?? [])
    this.#acts = groupBy(acts, ({ post }) => post)
    this.#amplifications = groupBy(knowledge.amplifications ?? [], ({ post }) => post)
    this.synapses = new Synapses(acts, knowledge.follows, now, params)
    this.reach = reachOf(viewer, this.synapses, this.#isMuted, params)
    this.#near = nearReach(viewer, this.synapses, this.#isMuted)
    this.reo = reoOfAll(viewer, this.synapses, this.#isMuted, params)
    this.people = peopleIn(knowledge)
  }

  charge(post: ModelPost): Charge {
    const { id } = post
    const acts = this.#acts.get(id) ?? []
    const amplifications = this.#amplifications.get(id) ?? []
    return chargeOf(post, acts, amplifications, this.#near, this.now, this.params)
  }

  /** D_v(post) and what made it the greatest (MODEL.md 7). */
  arrival(post: ModelPost): Arriving {
    const { author } = post
    const fromAuthor = this.reach.transmission.get(author) ?? 0
    const carrier = this.carriers(post).at(-1)?.by ?? author
    const carried = this.reach.transmission.get(carrier) ?? 0
    return carried > fromAuthor
      ? this.arrivalBy(post, { by: 'engager', transmission: carried, path: this.path(carrier) })
      : this.arrivalBy(post, { by: 'author', transmission: fromAuthor, path: this.path(author) })
  }

  /** The same if this is what synapses bring, at a time until now. */
  arrivalBy(post: ModelPost, { by, transmission, path }: Brought, until = this.now): Arriving {
    if (post.author === this.viewer) return { transmission: 1, arrival: { by: 'own' } }
    const addressing = this.addressing(post)
    if (addressing !== null && addressing.at <= until)
      return { transmission: 1, arrival: { by: 'addressed' } }
    const tag = post.tags?.find((name) => this.#joined.has(name))
    if (tag !== undefined && this.params.tagTransmission > transmission) {
      return { transmission: this.params.tagTransmission, arrival: { by: 'tag', tag } }
    }
    return transmission === 0
      ? { transmission, arrival: { by: 'nothing' } }
      : { transmission, arrival: { by, path } }
  }

  /** In order of time, what was done by somebody from whom more arrives than from all others who had acted. */
  carriers({ id }: ModelPost): CountedAct[] {
    let greatest = 0
    return (this.#acts.get(id) ?? []).filter(({ by, kind }) => {
      const carried = this.reach.transmission.get(by) ?? 0
      if (by === this.viewer || kind === 'view' || carried <= greatest) return false
      greatest = carried
      return true
    })
  }

  /** The first amplification that is addressed to the viewer. */
  addressing({ id, at }: ModelPost): Amplification | null {
    const lifts = (this.#amplifications.get(id) ?? []).filter(
      (lift) => lift.at >= at && lift.at <= this.now && lift.addressed.includes(this.viewer),
    )
    return lifts.sort((a, b) => a.at - b.at || compare(a.by, b.by) || a.amount - b.amount)[0] ?? null
  }

  /** The viewer's own multiplier for this post (MODEL.md 8); 0 hides it. */
  dial(post: ModelPost): number {
    const { person, tags } = this.dials(post)
    const set = tags.map(({ dial }) => dial)
    const byTag = set.length === 0 ? 1 : set.includes(0) ? 0 : Math.max(...set)
    return person * byTag
  }

  /** What the viewer set for the author and the tags of this post. */
  dials({ author, tags = [] }: ModelPost): Explanation['dials'] {
    const set = tags.flatMap((tag) => {
      const dial = this.#tagDials.get(tag)
      return dial === undefined ? [] : [{ tag, dial }]
    })
    return { person: this.#personDials.get(author) ?? 1, tags: set }
  }

  saturation(post: ModelPost): number {
    return post.author === this.viewer ? 0 : this.synapses.saturation(post.author, this.viewer)
  }

  numbers(post: ModelPost): PostNumbers {
    const { charge, capacity } = this.charge(post)
    const { transmission } = this.arrival(post)
    const arriving = charge * transmission
    const standing = this.params.baseGain + (this.reo.get(post.author) ?? 0)
    const affinity = 1 + this.params.affinityGain * this.saturation(post)
    const current = arriving * standing * affinity * this.dial(post)
    return { id: post.id, charge, capacity, transmission, arriving, current }
  }

  bundle(person: string): BundleMember[] {
    return person === this.viewer ? [] : bundleOf(person, this.viewer, this.synapses, this.#isMuted)
  }

  /** From this person to the viewer by those through whom the most arrives; nobody when nothing does. */
  path(person: string): string[] {
    return this.reach.transmission.has(person) ? pathFrom(person, this.reach) : []
  }

  /** What counts on it, in order of time. */
  actsOf({ id }: ModelPost): readonly CountedAct[] {
    return this.#acts.get(id) ?? []
  }

  /** From this person to the viewer over at most two hops; only for somebody who has N above 0. */
  nearPath(person: string): string[] {
    return nearPathFrom(person, this.viewer, this.synapses, this.#isMuted)
  }

  /** What this person did to the post, as far as it counts. */
  actsOn({ id }: ModelPost, by: string): Explanation['carriedBy'] {
    const acts = (this.#acts.get(id) ?? []).filter((act) => act.by === by && act.kind !== 'view')
    return acts.map(({ kind, at }) => ({ kind, at }))
  }

  /** What e(author, by) is made of, in order of time. */
  actsBetween(author: string, by: string): readonly CountedAct[] {
    this.#actsByPair ??= groupBy([...this.#acts.values()].flat(), (act) => pairKey(act.author, act.by))
    return this.#actsByPair.get(pairKey(author, by)) ?? []
  }

  isFollowed(author: string, by: string): boolean {
    this.#follows ??= new Set(this.#knowledge.follows.map(({ from, to }) => pairKey(to, from)))
    return this.#follows.has(pairKey(author, by))
  }

  evaluate(): Evaluation {
    const posts = [...this.#knowledge.posts].sort((a, b) => compare(a.id, b.id))
    const numbered = posts.map((post) => ({ post, numbers: this.numbers(post) }))
    const stream = numbered
      .filter(({ post, numbers }) => this.#isInStream(post, numbers))
      .sort(
        (a, b) =>
          b.numbers.current - a.numbers.current || b.post.at - a.post.at || compare(a.post.id, b.post.id),
      )
      .map(({ post }) => post.id)
    const others = [...this.people].filter((person) => person !== this.viewer)
    return {
      now: this.now,
      posts: numbered.map(({ numbers }) => numbers),
      stream,
      reo: record(others.map((person) => [person, this.reo.get(person) ?? 0])),
      transmission: record([...this.reach.transmission].filter(([person]) => person !== this.viewer)),
      attentionReceived: record(this.#attentionReceived()),
    }
  }

  #isInStream(post: ModelPost, { arriving, current }: PostNumbers): boolean {
    return (
      post.author !== this.viewer && post.at <= this.now && arriving >= this.params.stopCharge && current > 0
    )
  }

  #attentionReceived(): Map<string, number> {
    const received = new Map<string, number>()
    for (const { author, by } of this.synapses.pairs()) {
      received.set(author, (received.get(author) ?? 0) + this.synapses.attention(author, by))
    }
    return received
  }

  readonly #isMuted = (person: string): boolean => this.#personDials.get(person) === 0
}

/** Everyone named by a follow, a post or an act. */
function peopleIn(knowledge: Knowledge): Set<string> {
  const people = new Set<string>()
  for (const { from, to } of knowledge.follows) people.add(from).add(to)
  for (const { author } of knowledge.posts) people.add(author)
  for (const { by } of knowledge.acts) people.add(by)
  return people
}

function pairKey(author: string, by: string): string {
  return JSON.stringify([author, by])
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** Plain data for the other side of the worker; without a prototype, so that no name of a person means anything. */
function record(entries: Iterable<readonly [string, number]>): Record<string, number> {
  const result = Object.create(null) as Record<string, number>
  for (const [name, value] of entries) result[name] = value
  return result
}
