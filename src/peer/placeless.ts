/**
 * Of which logs a peer has something that has no place here, and until when it is asked for none of them: twice as long each
 * time. Of a person of whom there are many such logs, all rest. Pure.
 */
import type { DeviceId, PersonId } from '../identity/types'
import type { LogId } from '../records/store'
import { MAX_PLACELESS_LOGS } from './config'
import { offerRestMs } from './offers'

interface Rest {
  readonly untilMs: number
  readonly times: number
}

interface OfPerson {
  readonly logs: Map<DeviceId, Rest>
  /** Of all of them, while they are many. */
  all: Rest
}

const NEVER: Rest = { untilMs: -Infinity, times: 0 }

export class Placeless {
  readonly #people = new Map<PersonId, OfPerson>()

  get size(): number {
    return this.#people.size
  }

  note({ person, device }: LogId, nowMs: number): void {
    const one = this.#people.get(person) ?? { logs: new Map<DeviceId, Rest>(), all: NEVER }
    this.#people.set(person, one)
    one.logs.set(device, longer(one.logs.get(device) ?? NEVER, nowMs))
    // Several that were asked at once rest once.
    if (one.logs.size > MAX_PLACELESS_LOGS && one.all.untilMs <= nowMs) one.all = longer(one.all, nowMs)
  }

  isResting({ person, device }: LogId, nowMs: number): boolean {
    const one = this.#people.get(person)
    if (one === undefined) return false
    return one.all.untilMs > nowMs || (one.logs.get(device)?.untilMs ?? -Infinity) > nowMs
  }

  /** Forgets those that it offers no more. */
  keep(isOffered: (log: LogId) => boolean): void {
    for (const [person, { logs }] of this.#people) {
      for (const device of logs.keys()) if (!isOffered({ person, device })) logs.delete(device)
      if (logs.size === 0) this.#people.delete(person)
    }
  }
}

function longer({ times }: Rest, nowMs: number): Rest {
  return { untilMs: nowMs + offerRestMs(times), times: times + 1 }
}
