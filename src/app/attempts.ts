/**
 * Payments by the name under which their form asks for them. An answer may get lost between two tabs, and a call that
 * was given up may still run: asked for again, a payment is the same one and not a second (rule AM41).
 */
import type { Result } from '../lib/result'

export class Attempts<E> {
  readonly #asked = new Map<string, Promise<Result<void, E>>>()

  /** @param before those that a former run took up */
  constructor(before: readonly string[]) {
    for (const name of before) this.#asked.set(name, Promise.resolve({ ok: true, value: undefined }))
  }

  /** What came to nothing may be tried again under its name. */
  once(name: string, pay: () => Promise<Result<void, E>>): Promise<Result<void, E>> {
    const former = this.#asked.get(name)
    if (former !== undefined) return former
    const attempt = this.#attempt(name, pay)
    this.#asked.set(name, attempt)
    return attempt
  }

  /** It came to nothing after all. */
  forget(name: string): void {
    this.#asked.delete(name)
  }

  async #attempt(name: string, pay: () => Promise<Result<void, E>>): Promise<Result<void, E>> {
    let isTaken = false
    try {
      // After `once` has noted it, whatever `pay` does at once.
      await Promise.resolve()
      const result = await pay()
      isTaken = result.ok
      return result
    } finally {
      if (!isTaken) this.#asked.delete(name)
    }
  }
}
