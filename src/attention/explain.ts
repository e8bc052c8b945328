/** Why a post stands where it stands: every term of its current, as the model computed it (rule A12). */
import type { Model } from './evaluate'
import type { Explanation, Recharge, Tie } from './explanation'
import type { ModelPost } from './types'

/** Acts of a tie that are listed; the rest is a sum. Nobody reads more, and the strongest say it. */
const LISTED_ACTS = 20

export interface Stand {
  /** 1-based; null when it is not among the posts that are ranked. */
  readonly rank: number | null
  readonly ranked: number
}

export function explain(model: Model, post: ModelPost, stand: Stand): Explanation {
  const { viewer, now, params, synapses } = model
  const { author } = post
  const { arrival } = model.arrival(post)
  const path = arrival.by === 'author' || arrival.by === 'engager' ? arrival.path : []
  const numbers = model.numbers(post)
  const bundle = model.bundle(author)
  const recharges = model.charge(post).recharges.map((recharge): Recharge => ({
    ...recharge,
    via: recharge.kind === 'amplification' ? [] : model.nearPath(recharge.by),
  }))
  const ties = new Ties(model)
  ties.addPath(path)
  for (const { via } of recharges) ties.addPath(via)
  for (const { person } of bundle) {
    ties.add(person, viewer)
    ties.add(author, person)
    ties.add(viewer, person)
  }
  if (author !== viewer) ties.add(author, viewer)
  return {
    post: post.id,
    author,
    viewer,
    at: post.at,
    now,
    params,
    numbers,
    ...stand,
    arrival,
    carriedBy: arrival.by === 'engager' ? model.actsOn(post, arrival.path[0] ?? '') : [],
    steps: path.slice(1).map((to, index) => synapses.transmission(path[index] ?? '', to)),
    recharges,
    reo: model.reo.get(author) ?? 0,
    bundle,
    saturation: model.saturation(post),
    ties: ties.list(),
    dials: model.dials(post),
    dial: model.dial(post),
    current: numbers.current,
  }
}

/** Gathers ties, each once. */
class Ties {
  readonly #model: Model
  readonly #ties = new Map<string, Tie>()

  constructor(model: Model) {
    this.#model = model
  }

  /** The ties between neighbours: each person of a path is attended by the next. */
  addPath(path: readonly string[]): void {
    for (const [index, by] of path.slice(1).entries()) this.add(path[index] ?? '', by)
  }

  add(author: string, by: string): void {
    const key = JSON.stringify([author, by])
    if (!this.#ties.has(key)) this.#ties.set(key, tieOf(this.#model, author, by))
  }

  list(): Tie[] {
    return [...this.#ties.values()]
  }
}

function tieOf(model: Model, author: string, by: string): Tie {
  const { synapses, now, params } = model
  const acts = model.actsBetween(author, by).map(({ post, kind, at }) => ({
    post,
    kind,
    at,
    strength: params.weights[kind] * 2 ** (-(now - at) / params.engagementHalfLifeMs),
  }))
  acts.sort((a, b) => b.strength - a.strength)
  const unlisted = acts.slice(LISTED_ACTS)
  return {
    author,
    by,
    isFollowed: model.isFollowed(author, by),
    acts: acts.slice(0, LISTED_ACTS),
    others: {
      count: unlisted.length,
      strength: unlisted.reduce((sum, { strength }) => sum + strength, 0),
    },
    engagement: synapses.engagement(author, by),
    engagementOfAll: synapses.engagementOfAll(by),
    attention: synapses.attention(author, by),
    saturation: synapses.saturation(author, by),
    transmission: synapses.has(author, by) ? synapses.transmission(author, by) : 0,
  }
}
