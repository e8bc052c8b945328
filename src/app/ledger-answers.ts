/** What others are answered who ask of the ledger over a stream. */
import { decodeRequest, encodeAnswer, inPortions, type ExchangeAnswer } from '../amp/exchange'
import type { Fact } from '../amp/facts'
import type { FactFault } from '../amp/gate'
import { MAX_FACTS_PER_EXCHANGE } from '../amp/limits'
import type { Answer, Refusal } from '../amp/witness-answer'
import type { Result } from '../lib/result'
import { MAX_LEDGER_MESSAGE_BYTES } from '../peer/config'
import type { DeskInit } from './ledger-desk-init'

/** Facts that one question may bring: each costs a signature check, and what a page has open is fewer. */
export const MAX_ASKED = 24
/** With what a message holds besides: refusals, and some bytes for each fact. */
export const PORTION_BYTES = MAX_LEDGER_MESSAGE_BYTES - 64 * 1024
/** An answer of finals is closed when it has reached this. */
const STRETCH_BYTES = 128 * 1024

export interface LedgerAnswersInit extends Pick<DeskInit, 'mark' | 'grant' | 'attest' | 'sealed'> {
  /** What is final here, in the order in which it was kept. */
  readonly finals: () => readonly Uint8Array[]
  /** One of each witness that lies. */
  readonly lies: () => readonly Uint8Array[]
  readonly doubleSpends: () => readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => Promise<Result<Fact, FactFault>>
  readonly hear: (fact: Fact) => Promise<Answer>
  readonly written: (fact: Fact) => Uint8Array
  /** With which the epoch of now began; null in the first. */
  readonly lastTurn: () => Uint8Array | null
}

export class LedgerAnswers {
  readonly #init: LedgerAnswersInit

  constructor(init: LedgerAnswersInit) {
    this.#init = init
  }

  /**
   * Of a question that came over a stream; null for bytes that are none.
   * @param forged is told when it brings what is signed by nobody
   */
  async answer(question: Uint8Array, forged: () => void): Promise<Uint8Array | null> {
    const request = decodeRequest(question)
    if (request === undefined) return null
    switch (request.t) {
      case 'ask':
        if (request.facts.length > MAX_ASKED) return null
        return encodeAnswer(await this.#answerAsk(request.facts, forged))
      case 'since':
        return encodeAnswer(this.#stretch(request.mark === this.#init.mark ? request.from : 0))
      case 'proofs':
        return encodeAnswer({ t: 'facts', facts: this.#proofs(), refusals: [] })
      case 'grant':
        return encodeAnswer((await this.#init.grant(request.account)) ? { t: 'granted' } : { t: 'no' })
      case 'checkpoint':
        return encodeAnswer((await this.#init.attest(request.account)) ?? { t: 'no' })
      case 'sealed':
        return encodeAnswer(this.#init.sealed(request.account) ?? { t: 'no' })
    }
  }

  async #answerAsk(facts: readonly Uint8Array[], forged: () => void): Promise<ExchangeAnswer> {
    const said: Fact[] = []
    const refusals: Refusal[] = []
    let isBehind = false
    for (const bytes of facts) {
      const read = await this.#init.read(bytes)
      isBehind ||= !read.ok && read.error === 'past-epoch'
      if (!read.ok && read.error === 'bad-signature') {
        // Each of the others may cost another check.
        forged()
        break
      }
      if (!read.ok) continue
      const answer = await this.#init.hear(read.value)
      said.push(...answer.reply, ...answer.say)
      if (answer.refusal !== null) refusals.push(answer.refusal)
    }
    // Whoever is still in the epoch before is shown its end; then the last of what was said, as far as there is room.
    const lastTurn = this.#init.lastTurn()
    const turn = isBehind && lastTurn !== null ? [lastTurn] : []
    const lastFirst = [...turn, ...said.reverse().map((fact) => this.#init.written(fact))]
    const [portion = []] = inPortions(lastFirst, { facts: MAX_FACTS_PER_EXCHANGE, bytes: PORTION_BYTES })
    const rest = portion.slice(turn.length).reverse()
    return { t: 'facts', facts: [...turn, ...rest], refusals }
  }

  /** Two manifests may be large: they keep out nothing that is smaller. */
  #proofs(): readonly Uint8Array[] {
    const lies = this.#init.lies().toSorted((a, b) => a.byteLength - b.byteLength)
    const spends = this.#init.doubleSpends().slice(0, Math.max(0, MAX_FACTS_PER_EXCHANGE - lies.length))
    const most = { facts: MAX_FACTS_PER_EXCHANGE, bytes: PORTION_BYTES }
    return inPortions([...spends, ...lies], most)[0] ?? []
  }

  #stretch(from: number): ExchangeAnswer {
    const facts: Uint8Array[] = []
    const finals = this.#init.finals()
    let size = 0
    for (const fact of finals.slice(from, from + MAX_FACTS_PER_EXCHANGE)) {
      facts.push(fact)
      size += fact.byteLength
      if (size >= STRETCH_BYTES) break
    }
    const next = from + facts.length
    return {
      t: 'finals',
      facts,
      mark: this.#init.mark,
      next,
      isMore: next < finals.length ? 1 : 0,
    }
  }
}
