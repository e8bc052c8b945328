import { afterEach, expect, it, vi } from 'vitest'
import { locking } from '../../src/app/passphrase-client'

const COST = { memoryKiB: 19_456, passes: 2 }

/** A worker of which the script comes, or not. */
function workerThat(answers: (worker: Worker) => void): void {
  class Scripted {
    onmessage = null
    onerror = null
    postMessage(): void {
      queueMicrotask(() => answers(this as unknown as Worker))
    }
    terminate(): void {}
  }
  vi.stubGlobal('location', { origin: new URL(import.meta.url).origin })
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('Worker', Scripted)
}

afterEach(() => vi.unstubAllGlobals())

it('[AR10] a worker that did not start is told from one that has not the memory', async () => {
  const asked = () => locking().stretch(new Uint8Array(4), new Uint8Array(16), COST)
  workerThat((worker) => void worker.onerror?.(new Event('error') as ErrorEvent))
  expect(await asked()).toEqual({ ok: false, error: 'not-started' })
  workerThat((worker) => void worker.onmessage?.(new MessageEvent('message', { data: null })))
  expect(await asked()).toEqual({ ok: false, error: 'not-here' })
  const key = new Uint8Array(32)
  workerThat((worker) => void worker.onmessage?.(new MessageEvent('message', { data: key })))
  expect(await asked()).toEqual({ ok: true, value: key })
})
