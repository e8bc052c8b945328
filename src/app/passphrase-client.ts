/** Has a worker make keys of passphrases; fetched when a file is locked or opened. */
import workerUrl from '../../workers/passphrase.worker.ts?worker&url'
import type { Stretch, StretchAnswer, StretchTask } from '../identity/argon2'
import type { Locking } from '../identity/passphrase'
import { err, ok } from '../lib/result'
import { trustedScriptUrl } from './trusted-script-url'

/** Such a device runs a page in some hundred MiB (browsers tell it in powers of two, and not all of them do). */
const SMALL_GIB = 2

const stretch: Stretch = (typed, salt, cost) => {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'passphrase' })
  const key = new Promise<Awaited<ReturnType<Stretch>>>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<StretchAnswer>) =>
      resolve(data === null ? err('not-here') : ok(data))
    // Its script did not come; what fails in it is answered with null.
    worker.onerror = () => resolve(err('not-started'))
  })
  const task: StretchTask = { typed, salt, cost }
  worker.postMessage(task)
  return key.finally(() => worker.terminate())
}

export function locking(): Locking {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number }
  return { stretch, isSmall: deviceMemory !== undefined && deviceMemory <= SMALL_GIB }
}
