/**
 * By whom a post came to the viewer from time to time (rule JP2). The synapses of its author are taken at each time without what
 * was done to the post later: whoever likes a post comes to attend its author by that, and it had not come through them before.
 */
import type { Recharge } from './charge'
import { compare, type CountedAct } from './countable'
import { Model, type Arriving, type Brought } from './evaluate'
import type { Knowledge, ModelPost } from './types'

/** One synapse that the charge crossed. */
export interface Crossing {
  readonly from: string
  readonly to: string
  /** τ: the fraction that it lets through. */
  readonly share: number
  /** What of the charge was left after it. */
  readonly left: number
}

/** D and its reason from a time on. */
export interface Reached extends Arriving {
  readonly at: number
}

/** Something that was done to the post: it raised the charge, or came from nearer than all before, or both. */
export type Deed = Pick<Recharge, 'at' | 'by' | 'kind' | 'amount' | 'added'>

export class Way {
  readonly reached: readonly Reached[]
  readonly #model: Model
  readonly #post: ModelPost
  /** The same, if nothing had been done to the post. */
  readonly #bare: Model
  readonly #carriers: readonly CountedAct[]
  /** Changes that somebody has been said to have made. */
  readonly #told = new Set<Reached>()

  constructor(model: Model, post: ModelPost, knowledge: Knowledge) {
    const { now, params } = model
    this.#model = model
    this.#post = post
    const acts = knowledge.acts.filter((act) => act.post !== post.id)
    this.#bare = new Model({ ...knowledge, acts }, now, params)
    this.#carriers = model.carriers(post)
    this.reached = this.#changes()
  }

  /** Whether it comes by its author's synapses or by a tag from its publication on. */
  get begins(): boolean {
    const by = this.reached[0]?.arrival.by
    return by === 'author' || by === 'tag'
  }

  /** What changed by this deed, once; null when nothing did. */
  changedBy({ at, by, kind, amount }: Omit<Deed, 'added'>): Reached | null {
    const change = this.reached.find((one) => one.at === at && !this.#told.has(one))
    if (change === undefined || change === this.reached[0]) return null
    const { arrival } = change
    const lift = this.#model.addressing(this.#post)
    const isSo =
      kind === 'amplification'
        ? arrival.by === 'addressed' && lift?.at === at && lift.by === by && lift.amount === amount
        : arrival.by === 'engager'
          ? arrival.path[0] === by
          : arrival.by === 'author' && by === this.#model.viewer
    if (isSo) this.#told.add(change)
    return isSo ? change : null
  }

  /** In order of time; at equal times acts come before amplifications, and go by name, as everywhere in the model. */
  deeds(): Deed[] {
    const deeds: Deed[] = [...this.#model.charge(this.#post).recharges]
    for (const { at, by, kind } of this.#carriers) {
      // Those from further than two synapses away raise nothing.
      if (!deeds.some((deed) => deed.at === at && deed.by === by && deed.kind === kind))
        deeds.push({ at, by, kind, amount: 0, added: 0 })
    }
    return deeds.sort((a, b) => {
      if (a.at !== b.at) return a.at - b.at
      const [one, other] = [Number(a.kind === 'amplification'), Number(b.kind === 'amplification')]
      // Sorting keeps the order of amplifications.
      return one - other || (one === 1 ? 0 : compare(a.by, b.by) || compare(a.kind, b.kind))
    })
  }

  crossings(path: readonly string[], charge: number, until: number): Crossing[] {
    let left = charge
    return path.slice(1).map((to, index) => {
      const from = path[index] ?? ''
      const share = this.#shareOf(from, to, path[0] === this.#post.author, until)
      left *= share
      return { from, to, share, left }
    })
  }

  /** What comes by the author's own synapses, as they are without what was done to the post later. */
  fromAuthor(until: number): Brought {
    const { author } = this.#post
    const { viewer } = this.#model
    const far = this.#bare.reach.transmission.get(author) ?? 0
    const near = this.#directly(until)
    return near > far
      ? { by: 'author', transmission: near, path: [author, viewer] }
      : { by: 'author', transmission: far, path: this.#bare.path(author) }
  }

  /** τ from the author to the viewer, who may have come to attend the author by this very post; 0 without a synapse. */
  #directly(until: number): number {
    const { params, viewer, now, reach } = this.#model
    const { author } = this.#post
    if (!reach.transmission.has(author)) return 0
    const own = this.#model.actsOf(this.#post).filter(({ by, at }) => by === viewer && at <= until)
    const engagement = own.reduce(
      (sum, { kind, at }) => sum + params.weights[kind] * 2 ** (-(now - at) / params.engagementHalfLifeMs),
      this.#bare.synapses.engagement(author, viewer),
    )
    if (!this.#model.isFollowed(author, viewer) && engagement < params.synapseThreshold) return 0
    const saturation = engagement === 0 ? 0 : engagement / (engagement + params.saturationPoint)
    const share = params.baseTransmission + params.transmissionGain * saturation
    return share < params.stopCharge ? 0 : share
  }

  #shareOf(from: string, to: string, isFromAuthor: boolean, until: number): number {
    const { author } = this.#post
    if (!isFromAuthor || from !== author) return this.#model.synapses.transmission(from, to)
    return to === this.#model.viewer ? this.#directly(until) : this.#bare.synapses.transmission(from, to)
  }

  #brought(until: number): Brought {
    const author = this.fromAuthor(until)
    const carrier = this.#carriers.findLast(({ at }) => at <= until)?.by
    const transmission = carrier === undefined ? 0 : (this.#model.reach.transmission.get(carrier) ?? 0)
    return carrier === undefined || transmission <= author.transmission
      ? author
      : { by: 'engager', transmission, path: this.#model.path(carrier) }
  }

  #changes(): Reached[] {
    const { viewer } = this.#model
    const own = this.#model.actsOf(this.#post).filter(({ by }) => by === viewer)
    const addressing = this.#model.addressing(this.#post)
    const times = [this.#post, ...own, ...this.#carriers, ...(addressing === null ? [] : [addressing])]
    const reached: Reached[] = []
    for (const at of [...new Set(times.map((one) => one.at))].sort((a, b) => a - b)) {
      const now = { at, ...this.#model.arrivalBy(this.#post, this.#brought(at), at) }
      const former = reached.at(-1)
      const isSame =
        former?.transmission === now.transmission &&
        former.arrival.by === now.arrival.by &&
        pathOf(former)[0] === pathOf(now)[0]
      if (!isSame) reached.push(now)
    }
    return reached
  }
}

/** The people by whom it came; none where it did not come by people. */
export function pathOf({ arrival }: Reached): readonly string[] {
  return arrival.by === 'author' || arrival.by === 'engager' ? arrival.path : []
}
