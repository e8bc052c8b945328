/** A journey as something that is played: every step of it is a moment (rule JP3). */
import type { Journey } from '../../attention/types'

/** Each synapse is crossed in so many steps, for the eye to follow the light. */
const CROSSING_STEPS = 14
/** Who acts without passing it on to the reader lights up for so long. */
const PAUSE_STEPS = 8
/** Between two stops charge only leaks: however short that was, and however long. */
const LEAST_WAIT_STEPS = 4
const MOST_WAIT_STEPS = 24

/** From one step to another: a stop and its crossings, or the time after it. */
interface Part {
  readonly stop: number
  readonly from: number
  readonly to: number
  readonly isWait: boolean
}

export interface Play {
  /** The last step: now. */
  readonly steps: number
  readonly parts: readonly Part[]
}

export interface Moment {
  readonly at: number
  /** The last stop that has begun. */
  readonly stop: number
  /** How many of its synapses have been crossed, the one that is being crossed in part. */
  readonly crossed: number
  /** What was left of the charge, and what of that arrived. */
  readonly charge: number
  readonly arriving: number
}

export function playOf({ stops, at, now }: Journey): Play {
  const parts: Part[] = []
  let step = 0
  const add = (stop: number, count: number, isWait: boolean): void => {
    parts.push({ stop, from: step, to: step + count, isWait })
    step += count
  }
  for (const [stop, { crossings, at: time }] of stops.entries()) {
    add(stop, crossings.length === 0 ? PAUSE_STEPS : crossings.length * CROSSING_STEPS, false)
    const next = stops[stop + 1]?.at ?? now
    const share = now > at ? Math.max(0, next - time) / (now - at) : 0
    add(stop, Math.max(LEAST_WAIT_STEPS, Math.round(share * MOST_WAIT_STEPS)), true)
  }
  return { steps: step, parts }
}

/** Where a stop has been told to its end. */
export function stepAfter({ parts }: Play, stop: number): number {
  return parts.find((part) => part.stop === stop && !part.isWait)?.to ?? 0
}

export function momentAt(journey: Journey, { parts, steps }: Play, step: number): Moment {
  const { stops, now } = journey
  if (step >= steps) {
    const stop = stops.length - 1
    const crossed = stops[stop]?.crossings.length ?? 0
    return { at: now, stop, crossed, charge: journey.charge, arriving: journey.arriving }
  }
  const part = parts.find(({ to }) => step < to) ?? { stop: 0, from: 0, to: 1, isWait: false }
  const share = (step - part.from) / (part.to - part.from)
  const stop = stops[part.stop]
  const began = stop?.at ?? now
  const next = stops[part.stop + 1]?.at ?? now
  const at = part.isWait ? began + (next - began) * share : began
  const crossings = stop?.crossings.length ?? 0
  // Of what was done at one time the later is still to come.
  const charge = part.isWait ? leaked(journey, at, part.stop) : (stop?.after ?? 0)
  const transmission = journey.reached.findLast((one) => one.at <= at)?.transmission ?? 0
  return {
    at,
    stop: part.stop,
    crossed: part.isWait ? crossings : crossings * share,
    charge,
    arriving: charge * transmission,
  }
}

function leaked({ raised, stops, chargeHalfLifeMs }: Journey, at: number, stop: number): number {
  const told = stops[stop]
  const last = raised.findLast((one) => one.at <= at)
  // What is not told one by one has raised it, too.
  const from =
    told === undefined || (last !== undefined && last.at > told.at)
      ? last
      : { at: told.at, charge: told.after }
  return from === undefined ? 0 : from.charge * 2 ** (-Math.max(0, at - from.at) / chargeHalfLifeMs)
}
