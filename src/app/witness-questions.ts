/** What is asked of the witnesses over streams of their own, and of whoever else may know what is final. */
import { decodeAnswer, encodeRequest, inPortions, type ExchangeAnswer } from '../amp/exchange'
import type { AccountId, KeyId } from '../amp/types'
import { MAX_ASKED, PORTION_BYTES } from './ledger-answers'
import type { Line } from './ledger-desk-init'
import type { AskedWitness, LedgerPlaces } from './ledger-places'
import type { GrantAnswer } from './money-state'

export interface WitnessQuestionsInit {
  readonly places: LedgerPlaces
  /** Null while nobody can be reached. */
  readonly line: () => Line | null
  /** Of the witness here, if this is one. */
  readonly grant: (account: AccountId) => Promise<boolean>
}

/** What one witness says; null when it is away, or takes too long. */
export interface WitnessAnswer {
  readonly key: KeyId
  readonly answer: ExchangeAnswer | null
}

export class WitnessQuestions {
  readonly #init: WitnessQuestionsInit
  /** Those that promised starter AMP in this run, the last of them last. */
  readonly #promised = new Set<KeyId>()

  constructor(init: WitnessQuestionsInit) {
    this.#init = init
  }

  async ask(place: string, question: Uint8Array): Promise<ExchangeAnswer | null> {
    try {
      const answer = await this.#init.line()?.ask(place, question)
      return answer === undefined ? null : (decodeAnswer(answer) ?? null)
    } catch {
      return null // Away, or too slow: it is asked again.
    }
  }

  /** Who is linked with this machine, some of them perhaps witnesses. */
  async meet(): Promise<string[]> {
    const neighbours = (await this.#init.line()?.neighbours()) ?? []
    this.#init.places.met(neighbours)
    return neighbours.map(({ place }) => place)
  }

  /** One question to every witness that can be asked. */
  askEach(question: Uint8Array): Promise<WitnessAnswer[]> {
    return Promise.all(
      this.#init.places.witnesses().map(async ({ key, address }) => ({
        key,
        answer: await this.ask(address, question),
      })),
    )
  }

  /** Facts as they travel, to every witness in portions; each answer is handed on as it comes. */
  async askAll(
    written: readonly Uint8Array[],
    hear: (answered: WitnessAnswer) => Promise<void>,
  ): Promise<void> {
    const questions = inPortions(written, { facts: MAX_ASKED, bytes: PORTION_BYTES }).map((facts) =>
      encodeRequest({ t: 'ask', facts }),
    )
    await Promise.all(
      this.#init.places.witnesses().map(async ({ key, address }) => {
        for (const question of questions) await hear({ key, answer: await this.ask(address, question) })
      }),
    )
  }

  /**
   * Asks the witnesses in turn for starter AMP until one gives some; the one here, if this is one, behind the others. Whoever
   * is asked again has not paid what it promised: it comes last (rule AM148), of several such the one that promised first.
   */
  async askForGrant(account: AccountId): Promise<GrantAnswer> {
    const question = encodeRequest({ t: 'grant', account })
    await this.meet()
    const witnesses = this.#init.places.witnesses()
    const late = [...this.#promised].flatMap((key) => witnesses.find((one) => one.key === key) ?? [])
    const others = witnesses.filter(({ key }) => !this.#promised.has(key))
    let isAnswered = false
    const isPromised = async ({ key, address }: AskedWitness): Promise<boolean> => {
      const answer = await this.ask(address, question)
      isAnswered ||= answer !== null
      if (answer?.t !== 'granted') return false
      this.#promised.delete(key)
      this.#promised.add(key)
      return true
    }
    for (const one of others) if (await isPromised(one)) return 'granted'
    if (await this.#init.grant(account)) return 'granted'
    for (const one of late) if (await isPromised(one)) return 'granted'
    return isAnswered ? 'refused' : 'away'
  }
}
