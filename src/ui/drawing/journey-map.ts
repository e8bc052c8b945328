/** Where the people of a journey stand: its author at the one end, the reader at the other, between them by the way that is left. */
import type { Journey, JourneyStop } from '../../attention/types'

/** So many who only raised the charge are drawn beside those who brought it nearer; of more a picture says nothing. */
const MAX_DRAWN_RAISES = 7
/** Paths of several stops may cross: they are put into order so many times, and then stand as they are. */
const MAX_PASSES = 8

export interface Place {
  readonly person: string
  /** From the author's end to the reader's, 0 … 1. */
  readonly along: number
  /** Beside each other, 0 … 1. */
  readonly across: number
}

export interface Line {
  readonly from: string
  readonly to: string
  /** A synapse; or it came on a way that nobody here knows, or with no way: by a tag, or by AMP that was addressed. */
  readonly kind: 'synapse' | 'unknown' | 'outright'
  /** Stops that went along it, by their place among the stops. */
  readonly stops: readonly number[]
}

export interface JourneyMap {
  readonly places: readonly Place[]
  readonly lines: readonly Line[]
  /** Rows between the two ends, both included, and the most that stand in one. */
  readonly rows: number
  readonly widest: number
}

/** @param perRow so many fit beside each other */
export function journeyMap({ stops, author, viewer, reached }: Journey, perRow: number): JourneyMap {
  const drawn = drawnOf(stops)
  const distance = new Map<string, number>([[viewer, 0]])
  const crossings = drawn.flatMap(({ stop }) => stop.crossings)
  for (const { stop } of drawn) if (stop.by !== viewer) distance.set(stop.by, 1)
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    let isMoved = false
    for (const { from, to } of crossings) {
      const least = (distance.get(to) ?? 1) + 1
      if (to !== viewer && !distance.has(to)) distance.set(to, 1)
      if (from === viewer || (distance.get(from) ?? 0) >= (to === viewer ? 1 : least)) continue
      distance.set(from, to === viewer ? 1 : least)
      isMoved = true
    }
    if (!isMoved) break
  }
  if (author !== viewer) {
    const others = [...distance].filter(([person]) => person !== author && person !== viewer)
    distance.set(author, Math.max(0, ...others.map(([, far]) => far)) + 1)
  }
  const lines = linesOf(drawn, author, viewer, reached[0]?.arrival.by === 'tag')
  return { ...standing(distance, perRow), lines }
}

interface Drawn {
  readonly stop: JourneyStop
  readonly index: number
}

function drawnOf(stops: readonly JourneyStop[]): Drawn[] {
  const all = stops.map((stop, index) => ({ stop, index }))
  const raises = all.filter(({ stop }) => stop.what !== 'post' && !stop.isNearer)
  const added = ({ stop }: Drawn): number => stop.after - stop.before
  const kept = new Set(raises.toSorted((a, b) => added(b) - added(a)).slice(0, MAX_DRAWN_RAISES))
  return all.filter((one) => one.stop.what === 'post' || one.stop.isNearer || kept.has(one))
}

function linesOf(drawn: readonly Drawn[], author: string, viewer: string, hasTag: boolean): Line[] {
  const lines = new Map<string, Line & { readonly stops: number[] }>()
  const add = (from: string, to: string, kind: Line['kind'], index: number): void => {
    const key = JSON.stringify([from, to])
    const line = lines.get(key)
    // What is a synapse at one time stays drawn as one.
    const isKnown = kind === 'synapse' || line?.kind === 'synapse'
    lines.set(key, { from, to, kind: isKnown ? 'synapse' : kind, stops: [...(line?.stops ?? []), index] })
  }
  const known = new Set([author, viewer])
  for (const { stop, index } of drawn) {
    for (const { from, to } of stop.crossings) {
      add(from, to, 'synapse', index)
    }
    if (!known.has(stop.by)) add(author, stop.by, 'unknown', index)
    for (const { from, to } of stop.crossings) known.add(from).add(to)
    known.add(stop.by)
    if (stop.what === 'amplification' && stop.isNearer && stop.by !== viewer)
      add(stop.by, viewer, 'outright', index)
    if (stop.what === 'post' && hasTag && stop.crossings.length === 0) add(author, viewer, 'outright', index)
  }
  return [...lines.values()]
}

/** Those who are as far away stand in one row, or in several where they do not fit. */
function standing(
  distance: ReadonlyMap<string, number>,
  perRow: number,
): Pick<JourneyMap, 'places' | 'rows' | 'widest'> {
  const rows: string[][] = []
  for (const far of [...new Set(distance.values())].sort((a, b) => b - a)) {
    const people = [...distance].filter(([, other]) => other === far).map(([person]) => person)
    const count = Math.ceil(people.length / perRow)
    const each = Math.ceil(people.length / count)
    for (let start = 0; start < people.length; start += each) rows.push(people.slice(start, start + each))
  }
  const places = rows.flatMap((people, row) =>
    people.map((person, index) => ({
      person,
      along: rows.length === 1 ? 0.5 : row / (rows.length - 1),
      across: (index + 0.5) / people.length,
    })),
  )
  return { places, rows: rows.length, widest: Math.max(...rows.map(({ length }) => length)) }
}
