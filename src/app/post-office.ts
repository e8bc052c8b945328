/** The desk for letters before it is there: what seals and opens is fetched once there is an owner and the rest runs. */
import type { PersonId } from '../identity/types'
import { err, type Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { IntroductionId } from '../records/letter-matter'
import type { Letter } from '../records/letters-held'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../records/types'
import type { Society } from '../social/society'
import type { LetterStore } from '../storage/letter-store'
import type { Acts } from './acts'
import type { AskedToMeet, IntroductionError, LetterError, LetterState, Notice, PublishError } from './api'
import type { LetterDesk } from './letter-desk'
import type { OpenedSelf } from './ownership'

export type LetterActs = Pick<Acts, 'writeLetter' | 'introduce' | 'answerIntroduction'>

export interface PostOfficeInit {
  readonly store: LetterStore
  readonly society: Society
  readonly network: NetworkId
  readonly now: () => number
  readonly self: () => OpenedSelf | null
  readonly peer: () => Peer | null
  readonly publish: (draft: Draft) => Promise<Result<RecordCid, PublishError>>
  /** Letters were kept. */
  readonly changed: () => void
  readonly notice: (notice: Notice) => void
}

export class PostOffice implements LetterActs {
  readonly #init: PostOfficeInit
  #desk: Promise<LetterDesk | null> | null = null

  constructor(init: PostOfficeInit) {
    this.#init = init
  }

  open(): void {
    const self = this.#init.self()
    if (self === null || this.#desk !== null) return
    this.#desk = this.#start(self).catch((error: unknown) => {
      this.#init.notice({ about: 'no-letters', detail: String(error) })
      return null
    })
  }

  /** Records came from a peer: there may be letters among them. */
  took(records: readonly VerifiedRecord[]): void {
    void this.#desk?.then((desk) => desk?.took(records))
  }

  async writeLetter(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>> {
    if (this.#init.self() === null) return err('no-identity')
    return (await (await this.#desk)?.write(to, text)) ?? err('cannot-seal')
  }

  async introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>> {
    if (this.#init.self() === null) return err({ reason: 'no-identity', about: null })
    return (await (await this.#desk)?.introduce(one, other)) ?? err({ reason: 'cannot-seal', about: null })
  }

  async answerIntroduction(
    by: PersonId,
    id: IntroductionId,
    accepts: boolean,
  ): Promise<Result<void, LetterError>> {
    return (await (await this.#desk)?.answer(by, id, accepts)) ?? err('cannot-seal')
  }

  /** How far it has come, by what peers say that they keep. */
  letterState({ cid, with: person }: Letter): LetterState {
    const place = this.#init.society.placeOf(cid)
    const peer = this.#init.peer()
    if (place === null || peer === null) return 'kept'
    if (peer.isKeptBy(person, place, place.seq)) return 'arrived'
    return peer.holders(place, place.seq) > 0 ? 'held' : 'kept'
  }

  async #start(self: OpenedSelf): Promise<LetterDesk> {
    const { store, society, network, now, publish, changed } = this.#init
    const { LetterDesk: Desk } = await import('./letter-desk')
    const desk = new Desk({ store, society, network, self, now, publish, changed })
    await desk.start()
    return desk
  }
}
