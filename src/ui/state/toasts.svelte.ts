/** Short messages that go by themselves, but not while somebody is at them, nor while nobody looks (rule U37). */

/** Long enough to be read twice. */
const TOAST_MS = 6_000
/** Whoever was at one still has time to come back. */
const LEAST_MS = 1_500
/** More would cover what one reads; the oldest gives way. */
const MAX_TOASTS = 3

export interface Toast {
  readonly id: number
  readonly text: string
  readonly action: ToastAction | null
}

export interface ToastAction {
  readonly label: string
  run(): unknown
}

/** Of one message: what is left of its time, and since when that runs; null while it does not. */
interface Clock {
  leftMs: number
  running: { readonly sinceMs: number; readonly timer: ReturnType<typeof setTimeout> } | null
}

export class Toasts {
  shown = $state.raw<readonly Toast[]>([])
  readonly #clocks = new Map<number, Clock>()
  #count = 0
  #isHeld = false

  add(text: string, action: ToastAction | null): void {
    this.#count += 1
    const toast = { id: this.#count, text, action }
    for (const { id } of this.shown.slice(0, this.shown.length - MAX_TOASTS + 1)) this.close(id)
    this.shown = [...this.shown, toast]
    this.#clocks.set(toast.id, { leftMs: TOAST_MS, running: null })
    if (!this.#isHeld) this.#run()
  }

  /** The pointer or the focus is at one of them, or the page is not looked at: their time stands still. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return
    this.#isHeld = isHeld
    if (isHeld) this.#stop()
    else this.#run()
  }

  close(id: number): void {
    clearTimeout(this.#clocks.get(id)?.running?.timer)
    this.#clocks.delete(id)
    this.shown = this.shown.filter((toast) => toast.id !== id)
  }

  #run(): void {
    for (const [id, clock] of this.#clocks)
      clock.running ??= {
        sinceMs: performance.now(),
        timer: setTimeout(() => this.close(id), clock.leftMs),
      }
  }

  #stop(): void {
    for (const clock of this.#clocks.values()) {
      if (clock.running === null) continue
      clearTimeout(clock.running.timer)
      clock.leftMs = Math.max(LEAST_MS, clock.leftMs - (performance.now() - clock.running.sinceMs))
      clock.running = null
    }
  }
}
