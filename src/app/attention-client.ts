/**
 * Owns the attention worker: feeds it what is known and what changes, asks for an evaluation when something changed or
 * time has passed, and starts a new one when it dies. Evaluations are asked for one at a time; changes that come
 * meanwhile are covered by the next. A worker starts from a snapshot and what has changed since, when there is one.
 */
import { wrap, type Remote } from 'comlink'
import type { Growth } from '../attention/brain'
import { ReportReader, type Reading } from '../attention/reading'
import type {
  AttentionWorkerApi,
  Chair,
  ChairView,
  CommunityView,
  Counterfactual,
  Bond,
  Explanation,
  FollowTimes,
  Journey,
  KnowledgeChange,
  KnowledgePart,
  Lobe,
  Settings,
  Suggestion,
} from '../attention/types'
import workerUrl from '../../workers/attention.worker.ts?worker&url'
import { Asked } from './asked'
import { trustedScriptUrl } from './trusted-script-url'
import { hasEnded } from './worker-end'

/** Charge leaks all the time; this often it is looked at again while the page is seen. */
const TICK_MS = 1_000
/** An evaluation may take at most this share of one core in the long run, so the pause grows with its duration. */
const MAX_SHARE = 0.1
/** A worker that dies is replaced at once; the next one that soon dies too only after this, as loops burn batteries. */
const RESTART_PAUSE_MS = 1_000
/** Two deaths further apart than this have nothing to do with each other. */
const SOON_MS = 30_000
/** Between so many changes the page may paint. */
const CHANGES_PER_TURN = 200

/** What a worker that starts from nothing is given. */
interface Base {
  readonly snapshot: Blob
  /** Everything since, in order. */
  readonly changes: KnowledgeChange[]
}

export interface AttentionClientInit {
  readonly now: () => number
  readonly settings: () => Settings
  /** What is the viewer's own, and in no snapshot. */
  readonly own: () => KnowledgePart
  /** Everything else that is known, in parts that are each made when it is their turn. */
  readonly parts: () => Iterable<KnowledgePart>
  readonly evaluated: (reading: Reading) => void
}

export class AttentionClient {
  /** What the page shows, and therefore has to know the numbers of. */
  readonly posts = new Asked()
  readonly people = new Asked()
  readonly #init: AttentionClientInit
  #worker: Worker
  #api: Remote<AttentionWorkerApi>
  #reader = new ReportReader()
  #watch = new AbortController()
  /** Resolves when the worker of now has ended. */
  #ended: PromiseWithResolvers<null> = Promise.withResolvers()
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Grows with each load: what an older one still does is in vain. */
  #loads = 0
  #loaded: Promise<void> = Promise.resolve()
  /** Until it begins, too. */
  #isLoading = true
  readonly #begun = Promise.withResolvers<null>()
  #isBegun = false
  #base: Base | null = null
  /** While a snapshot is being made: what changes after it. */
  #afterSnapshot: KnowledgeChange[] | null = null
  /** Whether the worker of now has ever answered. */
  #hasAnswered = false
  #isEvaluating = false
  #isDue = false
  /** As they were found last, among the nearest and among all in the picture. */
  #lobes: readonly Lobe[] = []
  #lobesOfMany: readonly Lobe[] = []
  #restartedMs = -Infinity
  #isStopped = false
  /** People at the other ends of direct links. */
  #links: readonly string[] = []

  constructor(init: AttentionClientInit) {
    this.#init = init
    ;[this.#worker, this.#api] = this.#launch()
  }

  /**
   * Tells the worker what is known, when all of it has been read: the order of a part would be no order.
   * @param base what was kept, and what has changed since; null to tell everything
   */
  begin(base: { readonly snapshot: Blob; readonly changes: readonly KnowledgeChange[] } | null): void {
    this.#base = base && { snapshot: base.snapshot, changes: [...base.changes] }
    this.#isBegun = true
    this.reload()
    this.#begun.resolve(null)
  }

  /** The viewer has changed: the worker starts anew from everything known. */
  reload(): void {
    if (!this.#isBegun) return
    this.#loads += 1
    this.#loaded = this.#load(this.#loads)
  }

  /**
   * Keeps what the worker knows now, for workers that start later.
   * @param aside takes away what is known now and is not to be kept …
   * @param back … and brings it back
   * @returns what was kept: exactly the rest of what was known when this was called; null when it cannot be now
   */
  async keep(aside: KnowledgeChange = {}, back: KnowledgeChange = {}): Promise<Blob | null> {
    if (this.#isLoading || this.#afterSnapshot !== null) return null
    const changes: KnowledgeChange[] = []
    const load = this.#loads
    this.#afterSnapshot = changes
    // The three reach the worker one after the other: no evaluation comes between.
    this.#send((api) => api.change(aside))
    const kept = this.#api.keep().catch(() => null)
    changes.push(back)
    this.#send((api) => api.change(back))
    const snapshot = await Promise.race([kept, this.#ended.promise])
    this.#afterSnapshot = null
    // A worker that was started meanwhile knows it from the base of before.
    if (snapshot === null || load !== this.#loads) return null
    this.#base = { snapshot, changes }
    return snapshot
  }

  change(change: KnowledgeChange): void {
    if (!this.#isBegun) return
    this.#afterSnapshot?.push(change)
    if (this.#base !== null) {
      this.#base.changes.push(change)
      // A load from the base comes to it.
      if (this.#isLoading) return
    } else if (this.#isLoading && takesAway(change)) {
      // What goes while the parts are on their way may be in one that is still to come, or in none.
      this.reload()
      return
    }
    this.#send((api) => api.change(change))
    this.evaluateSoon()
  }

  setLinks(people: readonly string[]): void {
    const former = this.#links
    this.#links = people
    if (people.some((person) => !former.includes(person))) this.evaluateSoon()
  }

  explain(post: string): Promise<Explanation | null> {
    return this.#ask((api) => api.explain(post, this.#init.now()))
  }

  journey(post: string): Promise<Journey | null> {
    return this.#ask((api) => api.journey(post, this.#init.now()))
  }

  counterfactual(why: Explanation): Promise<Counterfactual | null> {
    return this.#ask((api) => api.counterfactual(why, this.#init.now()))
  }

  bond(person: string, since: FollowTimes): Promise<Bond | null> {
    return this.#ask((api) => api.bond(person, since, this.#init.now()))
  }

  chair(chair: Chair): Promise<ChairView | null> {
    return this.#ask((api) => api.chair(chair, this.#init.now()))
  }

  /** Null only when the page is stopped. */
  community(members: readonly Chair[]): Promise<CommunityView | null> {
    return this.#ask((api) => api.hearCommunity(members, this.#init.now()))
  }

  /** Null only when the page is stopped. */
  suggestions(passed: readonly string[]): Promise<Suggestion[] | null> {
    return this.#ask((api) => api.suggestions(passed, this.#init.now()))
  }

  /** Null only when the page is stopped. */
  async lobes(): Promise<readonly Lobe[] | null> {
    const lobes = await this.#ask((api) => api.lobes(this.#lobes, this.#init.now()))
    this.#lobes = lobes ?? []
    return lobes
  }

  /** Null only when the page is stopped. */
  async growth(): Promise<Growth | null> {
    const growth = await this.#ask((api) => api.growth(this.#lobesOfMany, this.#init.now()))
    this.#lobesOfMany = growth?.lobes ?? []
    return growth
  }

  evaluateSoon(): void {
    this.#isDue = true
    if (!this.#isEvaluating && !this.#isLoading) void this.#evaluate()
  }

  stop(): void {
    this.#isStopped = true
    this.#loads += 1
    clearTimeout(this.#timer)
    this.#watch.abort()
    this.#ended.resolve(null)
    this.#worker.terminate()
  }

  async #load(load: number): Promise<void> {
    this.#isLoading = true
    this.#send((api) => api.begin(this.#init.settings()))
    const base = this.#base
    if (base !== null) {
      const isResumed = await this.#isResumed(base)
      if (load !== this.#loads) return this.#loaded
      if (!isResumed) {
        this.#base = null
        return this.#load(load)
      }
    }
    this.#send((api) => api.fill(this.#init.own()))
    for (const send of base === null ? this.#partsInTurns() : this.#changesInTurns(base)) {
      send()
      // Between two turns the page may paint.
      await new Promise((resolve) => setTimeout(resolve))
      if (load !== this.#loads) return this.#loaded
    }
    this.#isLoading = false
    this.evaluateSoon()
  }

  async #isResumed({ snapshot }: Base): Promise<boolean> {
    const answer = this.#api.resume(snapshot).catch(() => false)
    return (await Promise.race([answer, this.#ended.promise])) ?? false
  }

  *#partsInTurns(): Iterable<() => void> {
    for (const part of this.#init.parts()) yield () => this.#send((api) => api.fill(part))
  }

  /** Also those that come while others are sent. */
  *#changesInTurns({ changes }: Base): Iterable<() => void> {
    for (let sent = 0; sent < changes.length;) {
      const turn = changes.slice(sent, sent + CHANGES_PER_TURN)
      sent += turn.length
      yield () => {
        for (const change of turn) this.#send((api) => api.change(change))
      }
    }
  }

  #launch(): [Worker, Remote<AttentionWorkerApi>] {
    const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'attention' })
    worker.onerror = () => this.#restart(worker)
    const api = wrap<AttentionWorkerApi>(worker)
    void this.#watchOver(worker, api)
    return [worker, api]
  }

  async #watchOver(worker: Worker, api: Remote<AttentionWorkerApi>): Promise<void> {
    const { signal } = (this.#watch = new AbortController())
    if (await hasEnded((lock) => api.hold(lock), signal)) this.#restart(worker)
  }

  #restart(failed: Worker): void {
    if (this.#isStopped || failed !== this.#worker) return
    this.#watch.abort()
    failed.terminate()
    // It may be what killed it.
    if (!this.#hasAnswered) this.#base = null
    // Whatever it was at is in vain, and what comes meanwhile is in the load that follows.
    this.#loads += 1
    this.#isLoading = true
    this.#isEvaluating = false
    this.#loaded = new Promise((resolve) => {
      setTimeout(() => resolve(this.#startAnew(failed)), this.#pauseMs())
    })
    this.#ended.resolve(null)
    this.#ended = Promise.withResolvers()
  }

  #pauseMs(): number {
    const nowMs = performance.now()
    const isFirst = nowMs - this.#restartedMs > SOON_MS
    this.#restartedMs = nowMs
    return isFirst ? 0 : RESTART_PAUSE_MS
  }

  #startAnew(failed: Worker): Promise<void> {
    if (this.#isStopped || failed !== this.#worker) return Promise.resolve()
    ;[this.#worker, this.#api] = this.#launch()
    this.#reader = new ReportReader()
    this.#hasAnswered = false
    this.reload()
    return this.#loaded
  }

  /** A worker that dies does not answer: the next one is asked. */
  async #ask<T>(question: (api: Remote<AttentionWorkerApi>) => Promise<T>): Promise<T | null> {
    await this.#begun.promise
    while (!this.#isStopped) {
      await this.#loaded
      const ended = this.#ended.promise
      const answer = await Promise.race([question(this.#api).then((value) => ({ value })), ended])
      if (answer !== null) return answer.value
    }
    return null
  }

  #send(call: (api: Remote<AttentionWorkerApi>) => Promise<unknown>): void {
    const worker = this.#worker
    call(this.#api).catch(() => this.#restart(worker))
  }

  async #evaluate(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isEvaluating = true
    const worker = this.#worker
    let pauseMs = TICK_MS
    try {
      while (this.#isDue && !this.#isStopped && !this.#isLoading) {
        this.#isDue = false
        const startedMs = this.#init.now()
        const wanted = { posts: this.posts.turn(), people: this.people.turn(), links: this.#links }
        const report = await this.#api.evaluate(startedMs, wanted)
        if (worker !== this.#worker) return
        this.#hasAnswered = true
        pauseMs = Math.max(TICK_MS, (this.#init.now() - startedMs) / MAX_SHARE)
        this.#init.evaluated(this.#reader.read(report))
      }
    } catch {
      this.#restart(worker)
      return
    }
    this.#isEvaluating = false
    if (!this.#isStopped) this.#timer = setTimeout(() => this.#tick(), pauseMs)
  }

  #tick(): void {
    if (document.visibilityState === 'visible') this.evaluateSoon()
    else this.#timer = setTimeout(() => this.#tick(), TICK_MS)
  }
}

function takesAway({ follows, posts, acts }: KnowledgeChange): boolean {
  return [follows?.removed, posts?.removed, acts?.removed].some((removed) => (removed?.length ?? 0) > 0)
}
