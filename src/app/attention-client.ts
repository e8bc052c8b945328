/**
 * Owns the attention worker: feeds it changes, asks for an evaluation when something changed or time has passed, and
 * starts a new one from what is known when it dies. Evaluations are asked for one at a time; changes that come
 * meanwhile are covered by the next.
 */
import { wrap, type Remote } from 'comlink'
import type {
  AttentionApi,
  Counterfactual,
  Evaluation,
  Explanation,
  Knowledge,
  KnowledgeChange,
} from '../attention/types'
import workerUrl from '../../workers/attention.worker.ts?worker&url'
import { trustedScriptUrl } from './trusted-script-url'

/** Charge leaks all the time; this often it is looked at again while the page is seen. */
const TICK_MS = 1_000
/** An evaluation may take at most this share of one core in the long run, so the pause grows with its duration. */
const MAX_SHARE = 0.1
/** After a crash of the worker: soon, but not in a loop that burns the battery. */
const RESTART_PAUSE_MS = 200

export interface AttentionClientInit {
  readonly now: () => number
  /** Everything known, for a worker that starts from nothing. */
  readonly knowledge: () => Knowledge
  readonly evaluated: (evaluation: Evaluation) => void
}

export class AttentionClient {
  readonly #init: AttentionClientInit
  #worker: Worker
  #api: Remote<AttentionApi>
  #timer: ReturnType<typeof setTimeout> | undefined
  #isEvaluating = false
  #isDue = false
  #isStopped = false

  constructor(init: AttentionClientInit) {
    this.#init = init
    ;[this.#worker, this.#api] = this.#launch()
    this.reload()
  }

  /** The viewer has changed: the worker starts anew from everything known. */
  reload(): void {
    this.#send((api) => api.load(this.#init.knowledge()))
    this.#evaluateSoon()
  }

  change(change: KnowledgeChange): void {
    this.#send((api) => api.change(change))
    this.#evaluateSoon()
  }

  explain(post: string): Promise<Explanation | null> {
    return this.#api.explain(post, this.#init.now())
  }

  counterfactual(why: Explanation): Promise<Counterfactual | null> {
    return this.#api.counterfactual(why, this.#init.now())
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#worker.terminate()
  }

  #launch(): [Worker, Remote<AttentionApi>] {
    const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'attention' })
    worker.onerror = () => this.#restart(worker)
    return [worker, wrap<AttentionApi>(worker)]
  }

  #restart(failed: Worker): void {
    if (this.#isStopped || failed !== this.#worker) return
    failed.terminate()
    setTimeout(() => {
      if (this.#isStopped) return
      ;[this.#worker, this.#api] = this.#launch()
      this.#isEvaluating = false
      this.reload()
    }, RESTART_PAUSE_MS)
  }

  #send(call: (api: Remote<AttentionApi>) => Promise<unknown>): void {
    const worker = this.#worker
    call(this.#api).catch(() => this.#restart(worker))
  }

  #evaluateSoon(): void {
    this.#isDue = true
    if (!this.#isEvaluating) void this.#evaluate()
  }

  async #evaluate(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isEvaluating = true
    const worker = this.#worker
    let pauseMs = TICK_MS
    try {
      while (this.#isDue && !this.#isStopped) {
        this.#isDue = false
        const startedMs = this.#init.now()
        const evaluation = await this.#api.evaluate(startedMs)
        if (worker !== this.#worker) return
        pauseMs = Math.max(TICK_MS, (this.#init.now() - startedMs) / MAX_SHARE)
        this.#init.evaluated(evaluation)
      }
    } catch {
      this.#restart(worker)
      return
    }
    this.#isEvaluating = false
    if (!this.#isStopped) this.#timer = setTimeout(() => this.#tick(), pauseMs)
  }

  #tick(): void {
    if (document.visibilityState === 'visible') this.#evaluateSoon()
    else this.#timer = setTimeout(() => this.#tick(), TICK_MS)
  }
}
