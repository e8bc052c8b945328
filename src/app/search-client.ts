/**
 * Owns the search worker: it begins with the first question, is told what is kept here a little at a time, so that it
 * answers meanwhile, and of what changes. When it ends, so does this; the next question begins another.
 */
import { wrap, type Remote } from 'comlink'
import workerUrl from '../../workers/search.worker.ts?worker&url'
import type { PersonId } from '../identity/types'
import type { RecordChange } from '../records/store'
import type { RecordCid } from '../records/types'
import type { Found, IndexChange, Question, SearchWorkerApi, Seeker } from '../search/types'
import type { Society } from '../social/society'
import type { Progress } from './api'
import { trustedScriptUrl } from './trusted-script-url'
import { hasEnded } from './worker-end'

/** Read at a time: a question waits for no more, some ten milliseconds. */
const SLICE = 250
/** So many are told as one step: of fewer nobody sees the reading, and nobody is asked to look oftener. */
const STEP = 1_000

export interface SearchClientInit {
  readonly social: Pick<Society, 'person' | 'writing' | 'writings' | 'named'>
  readonly seeker: () => Seeker
  /** What can be found has changed; null when everything has been read. */
  readonly changed: (reading: Progress | null) => void
}

export class SearchClient {
  readonly #init: SearchClientInit
  readonly #worker: Worker
  readonly #api: Remote<SearchWorkerApi>
  readonly #watch = new AbortController()
  readonly #ended = Promise.withResolvers<null>()
  #reading: Progress | null = null

  constructor(init: SearchClientInit) {
    this.#init = init
    this.#worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'search' })
    this.#worker.onerror = () => this.#end()
    this.#api = wrap<SearchWorkerApi>(this.#worker)
    void hasEnded((lock) => this.#api.hold(lock), this.#watch.signal).then((isEnd) => {
      if (isEnd) this.#end()
    })
    void this.#read()
  }

  /** Null when the worker has ended. */
  find(question: Question): Promise<Found | null> {
    return this.#orEnd(this.#api.find(question, this.#init.seeker()))
  }

  /** After the records have been folded: what is told is what they mean now. */
  apply(change: RecordChange): void {
    const { writings, people } = touchedBy(change)
    if (writings.length + people.length === 0) return
    void this.#take(this.#asOfNow(writings, people))
    this.#init.changed(this.#reading)
  }

  stop(): void {
    this.#watch.abort()
    this.#worker.terminate()
    this.#ended.resolve(null)
  }

  #end(): void {
    this.stop()
    this.#init.changed(null)
  }

  async #read(): Promise<void> {
    const { social, changed } = this.#init
    const writings = social.writings()
    const people = social.named()
    const of = writings.length
    const slices = Math.ceil(Math.max(of, people.length) / SLICE)
    for (let slice = 0; slice < slices; slice += 1) {
      const from = slice * SLICE
      if (from % STEP === 0 && of > STEP) {
        this.#reading = { done: Math.min(from, of), of }
        changed(this.#reading)
      }
      const part = this.#asOfNow(writings.slice(from, from + SLICE), people.slice(from, from + SLICE))
      if ((await this.#take(part)) === null) return
    }
    this.#reading = null
    changed(null)
  }

  /** Null when the worker has ended. */
  #take(change: IndexChange): Promise<true | null> {
    return this.#orEnd(this.#api.take(change).then(() => true))
  }

  #orEnd<T>(answer: Promise<T>): Promise<T | null> {
    return Promise.race([answer, this.#ended.promise])
  }

  #asOfNow(cids: readonly RecordCid[], people: readonly PersonId[]): IndexChange {
    const { social } = this.#init
    return {
      people: people.map((id) => ({ id, name: social.person(id).name })),
      writings: cids.flatMap((cid) => social.writing(cid) ?? []),
      gone: cids.filter((cid) => social.writing(cid) === null),
    }
  }
}

/** What the records may have changed. */
function touchedBy({ added, forgotten }: RecordChange): {
  readonly writings: readonly RecordCid[]
  readonly people: readonly PersonId[]
} {
  const writings = new Set(forgotten)
  const people = new Set<PersonId>()
  for (const record of added) {
    if (record.kind === 'post' || record.kind === 'comment') writings.add(record.cid)
    if (record.kind === 'retract' && record.body !== null) writings.add(record.body.entry)
    if (record.kind === 'profile') people.add(record.header.person)
  }
  return { writings: [...writings], people: [...people] }
}
