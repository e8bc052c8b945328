/**
 * Argon2id (RFC 9106), which makes every guess at a passphrase cost memory as well as time, so that a graphics card gains
 * little. It keeps a thread busy for a good part of a second: workers/passphrase.worker.ts runs it.
 */
import { argon2id } from 'hash-wasm'
import { err, ok, type Result } from '../lib/result'

export interface Argon2Cost {
  readonly memoryKiB: number
  readonly passes: number
}

/**
 * 'not-here' where the memory is not to be had, or WebAssembly is not allowed; 'not-started' where the worker that would make
 * the key could not be fetched, which says nothing of this browser.
 */
export type StretchError = 'not-here' | 'not-started'

/** @returns 32 bytes */
export type Stretch = (
  typed: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  cost: Argon2Cost,
) => Promise<Result<Uint8Array<ArrayBuffer>, StretchError>>

/** To the worker … */
export interface StretchTask {
  readonly typed: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array<ArrayBuffer>
  readonly cost: Argon2Cost
}

/** … and back: the key; null where the memory is not to be had, or WebAssembly is not allowed. */
export type StretchAnswer = Uint8Array<ArrayBuffer> | null

const KEY_BYTES = 32

export const stretch: Stretch = async (password, salt, { memoryKiB, passes }) => {
  try {
    const key = await argon2id({
      ...{ password, salt, memorySize: memoryKiB, iterations: passes },
      ...{ parallelism: 1, hashLength: KEY_BYTES, outputType: 'binary' },
    })
    return ok(new Uint8Array(key))
  } catch {
    return err('not-here')
  }
}
