/**
 * How a post travelled to the viewer: each who sent it on, along which synapses, and what of its charge was left (MODEL.md 4, 6
 * and 7, told in order of time; rules JP1 and JP2). Synapses are as strong as they are at the time of evaluation, as they are
 * for the charge itself, so that the end of the journey is what an explanation says; but those from its author count, at each
 * time, without what was done to the post later, or it would have come by way of people who had not yet acted.
 */
import { Model } from './evaluate'
import type { Params } from './params'
import type { ActKind, Arrival, Knowledge, ModelPost } from './types'
import { pathOf, Way, type Crossing, type Reached } from './way'

/** Acts that raised the charge and are told one by one, the strongest; a reader who wants more wants the explanation. */
const MAX_RAISES = 20

/** Somebody published the post, acted on it, or spent AMP on it, and what became of that. */
export interface JourneyStop {
  readonly at: number
  readonly by: string
  readonly what: 'post' | Exclude<ActKind, 'view'> | 'amplification'
  /** AMP; 0 for all else. */
  readonly amount: number
  /** The charge of the post just before and just after. */
  readonly before: number
  readonly after: number
  /** From who acted to the viewer, in order; none where none lead here. Of an act by which the viewer came to attend the author: from the author. */
  readonly crossings: readonly Crossing[]
  /** From here on it comes to the viewer this way, and no longer as before. */
  readonly isNearer: boolean
}

export interface Journey {
  readonly author: string
  readonly viewer: string
  /** When the post was published, Unix milliseconds. */
  readonly at: number
  readonly now: number
  readonly chargeHalfLifeMs: number
  /** Oldest first; the first is its publication. */
  readonly stops: readonly JourneyStop[]
  /** Acts that raised the charge by less than those that are told. */
  readonly weaker: number
  /** Acts that changed nothing here: the charge was full, or whoever acted is too far away. */
  readonly without: number
  /** The charge just after each of its raises, told or not, oldest first; the first is its publication. */
  readonly raised: readonly { readonly at: number; readonly charge: number }[]
  /** What of the charge arrives, each time that it was something else; oldest first, the first is from its publication on. */
  readonly reached: readonly Reached[]
  /** What is left of it now, and what of that arrives: as the explanation says. */
  readonly charge: number
  readonly transmission: number
  readonly arriving: number
  readonly arrival: Arrival
}

/** @param knowledge all of it, or an excerpt around the post */
export function journeyOf(knowledge: Knowledge, post: ModelPost, now: number, params: Params): Journey {
  const model = new Model(knowledge, now, params)
  const { author, at } = post
  const way = new Way(model, post, knowledge)
  const raised = [{ at, charge: 1 }]
  const stops: JourneyStop[] = [
    {
      ...{ at, by: author, what: 'post', amount: 0, before: 0, after: 1 },
      crossings: way.crossings(way.fromAuthor(at).path, 1, at),
      isNearer: way.begins,
    },
  ]
  for (const { at: time, by, kind, amount, added } of way.deeds()) {
    const last = raised.at(-1) ?? { at, charge: 1 }
    const before = last.charge * 2 ** (-Math.max(0, time - last.at) / params.chargeHalfLifeMs)
    const after = before + added
    if (added !== 0) raised.push({ at: time, charge: after })
    const changed = way.changedBy({ at: time, by, kind, amount })
    if (kind === 'view' || (added === 0 && changed === null)) continue
    const path = kind === 'amplification' ? [] : changed === null ? model.nearPath(by) : pathOf(changed)
    const crossings = way.crossings(path, after, time)
    stops.push({ at: time, by, what: kind, amount, before, after, crossings, isNearer: changed !== null })
  }
  const told = strongest(stops)
  const { charge, transmission, arriving } = model.numbers(post)
  const acts = stops.filter(({ what }) => what !== 'post' && what !== 'amplification').length
  const counted = model.actsOf(post).filter(({ kind }) => kind !== 'view').length
  return {
    ...{ author, viewer: model.viewer, at, now, chargeHalfLifeMs: params.chargeHalfLifeMs },
    ...{ stops: told, weaker: stops.length - told.length, without: counted - acts },
    ...{ raised, reached: way.reached },
    ...{ charge, transmission, arriving, arrival: model.arrival(post).arrival },
  }
}

/** Its publication, what brought it nearer, and of what only raised it the strongest. */
function strongest(stops: readonly JourneyStop[]): JourneyStop[] {
  const raises = stops.filter(({ isNearer, what }) => !isNearer && what !== 'post')
  const added = ({ after, before }: JourneyStop): number => after - before
  const kept = new Set(raises.toSorted((a, b) => added(b) - added(a)).slice(0, MAX_RAISES))
  return stops.filter((stop) => stop.what === 'post' || stop.isNearer || kept.has(stop))
}
