/** Whether the ledger of this page begins where the one ended that it says to come from, by the file beside network.json. */
import { readDeclaration } from '../amp/declaration'
import { medianMs } from '../amp/ledger'
import { ORIGIN_FILE, originFault, originTerms, readOrigin } from '../amp/origin'
import { inheritance } from '../amp/succession'
import { verifyStrictly } from '../identity/ed25519'
import { nextTask } from '../lib/next-task'
import type { VerifySignature } from '../amp/types'
import type { OriginChecked } from './money-state'

/** Two hundred thousand leaves; who has more to prove gives the file to those who want to check it on a machine of theirs. */
const MAX_ORIGIN_BYTES = 32 * 1024 ** 2

export async function checkOrigin(
  declared: unknown,
  fetched: (file: string) => Promise<Response> = (file) => fetch(file),
  verify: VerifySignature = verifyStrictly,
): Promise<OriginChecked> {
  const declaration = await readDeclaration(declared)
  if (!declaration.ok || declaration.value.manifest.previous === null) return { at: 'none' }
  const bytes = await bytesOf(fetched)
  if (bytes === null) return { at: 'no-file' }
  const origin = await readOrigin(bytes, nextTask)
  if (origin === undefined) return { at: 'refused', why: 'not-a-checkpoint' }
  const fault = await originFault(declaration.value.manifest, origin, verify, nextTask)
  if (fault !== null) return { at: 'refused', why: fault }
  const { checkpoint, leaves } = origin
  const terms = await originTerms(origin, verify)
  const { manifest } = terms ?? origin
  return {
    at: 'verified',
    ...{ name: manifest.name, ledger: checkpoint.ledger, symbol: manifest.symbol },
    ...{ signers: checkpoint.signatures.length, witnesses: manifest.witnesses.length },
    signedMs: terms === undefined ? 0 : medianMs(checkpoint.signatures, terms),
    accounts: declaration.value.allocation.rows.length,
    leftOut: inheritance(leaves).leftOut,
  }
}

/** Null when there is none to be had, or more than is read here. */
async function bytesOf(fetched: (file: string) => Promise<Response>): Promise<Uint8Array | null> {
  try {
    const response = await fetched(ORIGIN_FILE)
    const reader = response.ok ? response.body?.getReader() : undefined
    if (reader === undefined) return null
    const parts: Uint8Array[] = []
    let size = 0
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value)
      size += read.value.byteLength
      if (size > MAX_ORIGIN_BYTES) {
        await reader.cancel()
        return null
      }
    }
    return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
  } catch {
    return null // The host does not answer.
  }
}
