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
  #reading: Promise<void> | null = null

  constructor(init: QuorumReadingInit) {
    this.#init = init
  }

  get isDone(): boolean {
    return this.#init.places.isQuorum(this.#heard)
  }

  /** Ends once a quorum was read to the end, or no more can be read; who asks meanwhile waits for the same. */
  read(): Promise<void> {
    this.#reading ??= this.#read()
      .catch((error: unknown) => {
        this.#init.failed(error)
      })
      .finally(() => {
        this.#reading = null
      })
    return this.#reading
  }

  async #read(): Promise<void> {
    const { places, meet, ended } = this.#init
    const open = new Set([...places.first(), ...(await meet())])
    const whole = new Set<KeyId>()
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (open.size === 0 || places.isQuorum(whole)) resolve()
      }
      const end = (place: string, isWhole: boolean): void => {
        open.delete(place)
        if (isWhole)
          for (const key of places.keysAt(place)) {
            this.#heard.add(key)
            whole.add(key)
          }
        ended()
        look()
      }
      for (const place of [...open]) void this.#readAt(place).then((isWhole) => end(place, isWhole))
      look()
    })
  }

  async #readAt(place: string): Promise<boolean> {
    try {
      return await this.#init.reader.read(place)
    } catch (error) {
      this.#init.failed(error)
      return false
    }
  }
}
