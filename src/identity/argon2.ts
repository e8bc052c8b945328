/**
 * Argon2id (RFC 9106), which makes every guess at a passphrase cost memory as well as time, so that a graphics card gains
 * little. It keeps a thread busy for a good part of a second: workers/passphrase.worker.ts runs it.
 */
import { argon2id } from 'hash-wasm'

export interface Argon2Cost {
  readonly memoryKiB: number
  readonly passes: number
}

/** @returns 32 bytes; rejects where the memory is not to be had, or WebAssembly is not allowed */
export type Stretch = (
  typed: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  cost: Argon2Cost,
) => Promise<Uint8Array<ArrayBuffer>>

/** To the worker … */
export interface StretchTask {
  readonly typed: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array<ArrayBuffer>
  readonly cost: Argon2Cost
}

/** … and back: the key; null where the memory is not to be had, or WebAssembly is not allowed. */
export type StretchAnswer = Uint8Array<ArrayBuffer> | null

const KEY_BYTES = 32

export const stretch: Stretch = async (password, salt, { memoryKiB, passes }) =>
  new Uint8Array(
    await argon2id({
      ...{ password, salt, memorySize: memoryKiB, iterations: passes },
      ...{ parallelism: 1, hashLength: KEY_BYTES, outputType: 'binary' },
    }),
  )
