/** Reads what became final while nobody told us, at every place at once, and knows when a quorum of witnesses was read. */
import type { KeyId } from '../amp/types'
import type { FinalReader } from './final-reader'
import type { LedgerPlaces } from './ledger-places'

export interface QuorumReadingInit {
  readonly places: LedgerPlaces
  readonly reader: Pick<FinalReader, 'read'>
  /** Who is linked with this machine: read as well, witness or not. */
  readonly meet: () => Promise<string[]>
  /** One place was read, to its end or not. */
  readonly ended: () => void
  readonly failed: (error: unknown) => void
}

export class QuorumReading {
  readonly #init: QuorumReadingInit
  /** Witnesses whose finals were read to the end in this run. */
  readonly #heard = new Set<KeyId>()
  readonly #reading = new Map<string, Promise<boolean>>()

  constructor(init: QuorumReadingInit) {
    this.#init = init
  }

  get isDone(): boolean {
    return this.#init.places.isQuorum(this.#heard)
  }

  /**
   * Ends once a quorum was read to the end, or no more can be read. While one place takes long, all others are asked with
   * every call anew, those that were lost or have come since among them: nobody who answers slowly holds up the rest.
   */
  async read(): Promise<void> {
    const { places, meet, failed } = this.#init
    try {
      const open = new Set([...places.first(), ...(await meet())])
      const whole = new Set<KeyId>()
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (open.size === 0 || places.isQuorum(whole)) resolve()
        }
        for (const place of [...open])
          void this.#readAt(place).then((isWhole) => {
            open.delete(place)
            if (isWhole) for (const key of places.keysAt(place)) whole.add(key)
            look()
          })
        look()
      })
    } catch (error) {
      failed(error)
    }
  }

  /** Who is being read is not read twice. */
  #readAt(place: string): Promise<boolean> {
    const running = this.#reading.get(place)
    if (running !== undefined) return running
    const reading = this.#readToEnd(place).finally(() => this.#reading.delete(place))
    this.#reading.set(place, reading)
    return reading
  }

  async #readToEnd(place: string): Promise<boolean> {
    const { places, reader, ended, failed } = this.#init
    const isWhole = await reader.read(place).catch((error: unknown) => {
      failed(error)
      return false
    })
    if (isWhole) for (const key of places.keysAt(place)) this.#heard.add(key)
    ended()
    return isWhole
  }
}
