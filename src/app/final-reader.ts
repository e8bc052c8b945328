/**
 * Reading what became final elsewhere, and then which double spends are known there: from each place in its own time, so
 * that who answers slowly holds up nobody else.
 */
import { encodeRequest, type ExchangeAnswer } from '../amp/exchange'

export interface FinalReaderInit {
  readonly ask: (place: string, question: Uint8Array) => Promise<ExchangeAnswer | null>
  /** False for bytes that are no fact. */
  readonly take: (bytes: Uint8Array) => Promise<boolean>
  readonly takeProof: (bytes: Uint8Array) => Promise<void>
  /** Finals are known here that stand on others that are not. */
  readonly isIncomplete: () => boolean
  /** The page closes its store: from then on nothing is read from it or written to it. */
  readonly isOver: () => boolean
  readonly store: {
    mark(list: string): Promise<number>
    keepMark(list: string, next: number): Promise<void>
  }
  /** A clock that only has to go on. */
  readonly now: () => number
}

/** A long ledger is read in many of these, each from where the last one ended. */
const PLACE_MS = 5 * 60_000
/** The same for a clock that stands still: nobody keeps us reading for ever. */
const MAX_STRETCHES = 5_000

export class FinalReader {
  readonly #init: FinalReaderInit
  readonly #reading = new Map<string, Promise<boolean>>()
  /** Places that said in this run which double spends they know; the topic brings the rest. */
  readonly #askedForProofs = new Set<string>()

  constructor(init: FinalReaderInit) {
    this.#init = init
  }

  /** True when all finals of that place were read. Who is being read is not read twice. */
  read(place: string): Promise<boolean> {
    const running = this.#reading.get(place)
    if (running !== undefined) return running
    const reading = this.#read(place).finally(() => this.#reading.delete(place))
    this.#reading.set(place, reading)
    return reading
  }

  async #read(place: string): Promise<boolean> {
    const isWhole = await this.#readFinals(place)
    // After the finals, which say what key an account obeyed: a proof that comes before them is worth nothing here.
    if (isWhole && !this.#init.isIncomplete()) await this.#readProofs(place)
    return isWhole
  }

  async #readFinals(place: string): Promise<boolean> {
    const { ask, store, now, isIncomplete, isOver } = this.#init
    const peer = place.split('/p2p/').at(-1) ?? place
    const startMs = now()
    let mark = ''
    let from = 0
    let isMore = true
    for (let round = 0; isMore; round += 1) {
      const answer = await ask(place, encodeRequest({ t: 'since', mark, from }))
      if (isOver()) return false
      if (answer?.t !== 'finals' || answer.next !== from + answer.facts.length) break
      if (round === MAX_STRETCHES || (answer.isMore === 1 && answer.facts.length === 0)) break
      // The first answer tells which list it is; if it was read before, go on from there. A mark is only what this
      // peer says of its own list, so it is kept by peer.
      const known = mark === '' ? await store.mark(`${peer} ${answer.mark}`) : 0
      mark = answer.mark
      if (known > 0) {
        from = known
        continue
      }
      if (!(await this.#takeAny(answer.facts))) break
      from = answer.next
      isMore = answer.isMore === 1
      if (now() - startMs > PLACE_MS) break
    }
    // What waits for another final may be dropped when too much is open: it is read again.
    if (from > 0 && !isIncomplete() && !isOver()) await store.keepMark(`${peer} ${mark}`, from)
    return !isMore
  }

  /** False for a stretch of which nothing can be read: there is no use in asking for another. */
  async #takeAny(facts: readonly Uint8Array[]): Promise<boolean> {
    let isAny = facts.length === 0
    for (const bytes of facts) isAny = (await this.#init.take(bytes)) || isAny
    return isAny
  }

  async #readProofs(place: string): Promise<void> {
    if (this.#askedForProofs.has(place)) return
    const answer = await this.#init.ask(place, encodeRequest({ t: 'proofs' }))
    if (answer?.t !== 'facts') return
    this.#askedForProofs.add(place)
    for (const bytes of answer.facts) await this.#init.takeProof(bytes)
  }
}
