/**
 * Reading what became final elsewhere, and then which double spends are known there: from each place in its own time, so
 * that who answers slowly holds up nobody else.
 */
import { encodeRequest, type ExchangeAnswer } from '../amp/exchange'
import { MAX_FACTS_PER_EXCHANGE } from '../amp/limits'

/** What somebody lists as final, to whoever reads it; 'forged' is signed by nobody, 'wrong' anything else that is of no use. */
export type Listed = 'news' | 'known' | 'wrong' | 'forged'

export interface FinalReaderInit {
  readonly ask: (place: string, question: Uint8Array) => Promise<ExchangeAnswer | null>
  readonly take: (bytes: Uint8Array) => Promise<Listed>
  /** How many finals are held here. */
  readonly held: () => number
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
/**
 * A list says each thing once, so of what is no news it has at most as much as is held here. Beside that, what comes before
 * the news on which it stands, and what a newer build lists: three stretches of it.
 */
const OLD_AT_FIRST = 3 * MAX_FACTS_PER_EXCHANGE
/**
 * Who repeats itself, lists what nobody signed, or gives a list another name and says it all again, rests so long, each
 * time twice as long as the last …
 */
const REST_MS = 60_000
/** … up to this. */
const MAX_REST_MS = 3_600_000
/** While finals are known that stand on others that are not, a list that was read to its end is read anew this often. */
const ANEW_MS = 60_000
/** More than are linked at a time; who comes again under another name begins anew, at the cost of a link. */
const MAX_PLACES = 1_000

interface Rest {
  readonly untilMs: number
  readonly lastedMs: number
}

/** How far a place was read in this run. Where an answer is lost it goes on from there, also when the disk keeps nothing. */
interface Course {
  /** The name of its list. */
  readonly list: string
  readonly next: number
  /** So much of what comes before that was old. */
  readonly old: number
  /** Some of it stood on finals that were not known, and may have been dropped, as when too much is open. */
  readonly mayLack: boolean
  /** It is not read anew before this, as long as something stands on what is not known. */
  readonly anewMs: number
}

export class FinalReader {
  readonly #init: FinalReaderInit
  /** Places that said in this run which double spends they know; the topic brings the rest. */
  readonly #askedForProofs = new Set<string>()
  readonly #rests = new Map<string, Rest>()
  readonly #courses = new Map<string, Course>()

  constructor(init: FinalReaderInit) {
    this.#init = init
  }

  /** True when all finals of that place were read. Of one place it is asked again only once that has ended (quorum-reading.ts sees to it). */
  async read(place: string): Promise<boolean> {
    const nowMs = this.#init.now()
    if (nowMs < (this.#rests.get(place)?.untilMs ?? -Infinity)) return false
    if (this.#init.isIncomplete() && nowMs < (this.#courses.get(place)?.anewMs ?? -Infinity)) return false
    const isWhole = await this.#readFinals(place)
    // After the finals, which say what key an account obeyed: a proof that comes before them is worth nothing here.
    if (isWhole && !this.#init.isIncomplete()) await this.#readProofs(place)
    return isWhole
  }

  async #readFinals(place: string): Promise<boolean> {
    const { ask, store, now, held, isIncomplete, isOver } = this.#init
    const peer = place.split('/p2p/').at(-1) ?? place
    const before = this.#courses.get(place)
    const startMs = now()
    // Where it ended the last time there is mostly nothing more; asked from the beginning, it would say all that again.
    const known = before !== undefined && before.next > 0 ? before : null
    let list: string | null = null
    let [from, old] = [known?.next ?? 0, 0]
    let [isMore, isRepeating, isForged, mayLack] = [true, false, false, false]
    for (let round = 0; isMore; round += 1) {
      const answer = await ask(place, encodeRequest({ t: 'since', mark: list ?? known?.list ?? '', from }))
      if (isOver()) return false
      if (answer?.t !== 'finals') break
      // Another list than the one that was asked for is told from its beginning.
      if (list === null && answer.mark !== known?.list) from = 0
      if (answer.next !== from + answer.facts.length) break
      if (round === MAX_STRETCHES || (answer.isMore === 1 && answer.facts.length === 0)) break
      if (list !== null && answer.mark !== list) break
      if (list === null) {
        // The first answer tells which list it is; if it was read before, go on from there. A mark is only what this
        // peer says of its own list, so it is kept by peer.
        list = answer.mark
        const here = before?.list === list ? before : null
        const next = Math.max(await store.mark(`${peer} ${list}`), here?.next ?? 0)
        // Or a list without end would be read in pieces, each with no more in it than a list may have.
        if (next === here?.next) [old, mayLack] = [here.old, here.mayLack]
        if (next !== from) {
          from = next
          continue
        }
      }
      const taken = await this.#takeAll(answer.facts)
      isForged = taken.isForged
      if (isForged || !taken.isAny) break
      old += taken.old
      from = answer.next
      isMore = answer.isMore === 1
      isRepeating = old > held() + OLD_AT_FIRST
      if (isRepeating || now() - startMs > PLACE_MS) break
    }
    if (list === null) return false
    const isRenamed = before !== undefined && before.list !== list
    const isAtFault = isForged || (isRepeating && isMore) || (isRenamed && old > OLD_AT_FIRST)
    if (isAtFault) this.#letRest(place)
    else if (!isMore) this.#rests.delete(place)
    mayLack ||= isIncomplete()
    // It is read again from where nothing is lacking, but only once all else was read.
    const isAnew = !isMore && mayLack
    const anewMs = isAnew && old > OLD_AT_FIRST ? now() + ANEW_MS : -Infinity
    const course = isAnew
      ? { next: 0, old: 0, mayLack: false }
      : { next: from, old: isAtFault ? 0 : old, mayLack }
    keepAtMost(MAX_PLACES, this.#courses, place, { list, anewMs, ...course })
    if (from > 0 && !mayLack && !isOver()) await store.keepMark(`${peer} ${list}`, from)
    return !isMore
  }

  /** Up to what is forged; there is no use in asking for more where nothing can be read. */
  async #takeAll(facts: readonly Uint8Array[]) {
    let [old, isAny] = [0, facts.length === 0]
    for (const bytes of facts) {
      const taken = await this.#init.take(bytes)
      if (taken === 'forged') return { old, isAny, isForged: true }
      if (taken !== 'news') old += 1
      isAny ||= taken !== 'wrong'
    }
    return { old, isAny, isForged: false }
  }

  #letRest(place: string): void {
    const former = this.#rests.get(place)
    const lastedMs = former === undefined ? REST_MS : Math.min(MAX_REST_MS, 2 * former.lastedMs)
    keepAtMost(MAX_PLACES, this.#rests, place, { untilMs: this.#init.now() + lastedMs, lastedMs })
  }

  async #readProofs(place: string): Promise<void> {
    if (this.#askedForProofs.has(place)) return
    const answer = await this.#init.ask(place, encodeRequest({ t: 'proofs' }))
    if (answer?.t !== 'facts') return
    this.#askedForProofs.add(place)
    for (const bytes of answer.facts) await this.#init.takeProof(bytes)
  }
}

/** The one that was set longest ago goes. */
function keepAtMost<T>(most: number, map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > most && oldest.done === false) map.delete(oldest.value)
}
