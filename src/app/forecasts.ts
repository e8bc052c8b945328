/** What is expected of own campaigns, made beforehand and kept to be compared with what came of them (rule AM26). */
import type { Book } from '../amp/book'
import { forecast, forecastName, type Forecast, type KeptForecast } from '../amp/forecast'
import { medianMs } from '../amp/ledger'
import type { Offer } from '../amp/table'
import type { Cid } from '../amp/types'
import type { PersonId } from '../identity/types'
import type { Amplify } from './money'

export interface ForecastStore {
  forecasts(): Promise<readonly KeptForecast[]>
  keepForecast(forecast: KeptForecast): Promise<void>
}

export class Forecasts {
  readonly #store: ForecastStore
  readonly #book: Book
  readonly #kept = new Map<string, Forecast>()

  constructor(store: ForecastStore, book: Book) {
    this.#store = store
    this.#book = book
  }

  async load(): Promise<void> {
    for (const { campaign, least, most } of await this.#store.forecasts())
      this.#kept.set(campaign, { least, most })
  }

  /** By whom the sponsor's page has heard of lately, in records or as paid for a look. */
  of(rows: readonly Offer[], amplify: Amplify, nowMs: number, lastsMs: number): Forecast {
    const { author, standings, authorSeenMs } = amplify
    const seen = new Map<PersonId, number | null>([
      [author, authorSeenMs],
      ...standings.map(({ person, seenMs }) => [person, seenMs] as const),
    ])
    const paid = lastClaims(this.#book)
    const seenMs = (person: PersonId): number | null => {
      const times = [seen.get(person), paid.get(person)].filter((time) => typeof time === 'number')
      return times.length === 0 ? null : Math.max(...times)
    }
    return forecast(rows, seenMs, nowMs, lastsMs)
  }

  async keep(post: Cid, table: Cid, expected: Forecast): Promise<void> {
    const campaign = forecastName(post, table)
    this.#kept.set(campaign, expected)
    await this.#store.keepForecast({ campaign, ...expected })
  }

  /** Null for a campaign that this device did not begin. */
  for(post: Cid, table: Cid): Forecast | null {
    return this.#kept.get(forecastName(post, table)) ?? null
  }
}

/** When each was last paid for looking at something. */
function lastClaims(book: Book): ReadonlyMap<PersonId, number> {
  const last = new Map<PersonId, number>()
  for (const { signed, proof } of book.finals()) {
    if (signed.block.t !== 'claim') continue
    const { viewer } = signed.block
    const at = medianMs(proof.signatures, book.ledger.termsAt(proof.epoch))
    last.set(viewer, Math.max(at, last.get(viewer) ?? at))
  }
  return last
}
