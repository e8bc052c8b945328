/**
 * How the file of a witness notices that it is damaged. Each entry carries a digest of itself and of all before it, so
 * none can be changed or taken out; a second, small file says how far the log had come when the witness last spoke, so
 * that its end cannot go missing either. Both put back together from an old copy cannot be told from here.
 */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

export const DIGEST_BYTES = 32
/** The files that have digests begin with this; those before had none. */
export const MAGIC = Buffer.from('synereo witness 2\n')
export const NO_DIGEST = Buffer.alloc(DIGEST_BYTES)

export function digestOf(former: Uint8Array, body: Uint8Array): Buffer {
  return createHash('sha256').update(former).update(body).digest()
}

/** How far a log has come: how many entries, and the digest of the last. */
export interface Tip {
  readonly count: number
  readonly digest: Uint8Array
}

const COUNT_BYTES = 6
const TIP_BYTES = COUNT_BYTES + 2 * DIGEST_BYTES

/** A disk that fills takes what it has room for and says so by how much that was; only the next write is refused. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done)
    if (bytesWritten === 0) throw new Error('The disk took nothing, and gave no reason.')
    done += bytesWritten
  }
  await file.datasync()
}

/** Two places in turn: a write that a crash cuts off spoils one of them. */
export async function writeTip(file: FileHandle, { count, digest }: Tip, turn: number): Promise<void> {
  const bytes = Buffer.alloc(TIP_BYTES)
  bytes.writeUIntBE(count, 0, COUNT_BYTES)
  bytes.set(digest, COUNT_BYTES)
  const said = bytes.subarray(0, COUNT_BYTES + DIGEST_BYTES)
  bytes.set(digestOf(NO_DIGEST, said), COUNT_BYTES + DIGEST_BYTES)
  await writeFully(file, bytes, (turn % 2) * TIP_BYTES)
}

/** The later of the two that can be read; null when neither can. */
export function readTip(bytes: Buffer): Tip | null {
  const tips = [0, 1].flatMap((turn): Tip[] => {
    const one = bytes.subarray(turn * TIP_BYTES, (turn + 1) * TIP_BYTES)
    if (one.byteLength < TIP_BYTES) return []
    const said = one.subarray(0, COUNT_BYTES + DIGEST_BYTES)
    if (!digestOf(NO_DIGEST, said).equals(one.subarray(COUNT_BYTES + DIGEST_BYTES))) return []
    return [{ count: one.readUIntBE(0, COUNT_BYTES), digest: said.subarray(COUNT_BYTES) }]
  })
  return tips.sort((a, b) => b.count - a.count)[0] ?? null
}

/** The entries of a file, with the digest after each. */
export interface Entries {
  readonly bodies: readonly Buffer[]
  readonly digests: readonly Buffer[]
  /** Where the last whole entry ends. */
  readonly end: number
}

const LENGTH_BYTES = 4

export function written(
  former: Uint8Array,
  body: Uint8Array,
): { readonly bytes: Buffer; readonly digest: Buffer } {
  const digest = digestOf(former, body)
  const head = Buffer.alloc(LENGTH_BYTES)
  head.writeUInt32BE(body.byteLength)
  return { bytes: Buffer.concat([head, digest, body]), digest }
}

/** Up to the first entry that is not whole, or not as it was written. */
export function readEntries(bytes: Buffer): Entries {
  const bodies: Buffer[] = []
  const digests: Buffer[] = []
  let end = MAGIC.byteLength
  for (let former: Buffer = NO_DIGEST; end + LENGTH_BYTES + DIGEST_BYTES <= bytes.byteLength;) {
    const start = end + LENGTH_BYTES + DIGEST_BYTES
    const next = start + bytes.readUInt32BE(end)
    if (next > bytes.byteLength) break
    const body = bytes.subarray(start, next)
    const digest = digestOf(former, body)
    if (!digest.equals(bytes.subarray(end + LENGTH_BYTES, start))) break
    bodies.push(body)
    digests.push(digest)
    former = digest
    end = next
  }
  return { bodies, digests, end }
}

/** Of a file of before there were digests. */
export function readOldEntries(bytes: Buffer): Buffer[] {
  const bodies: Buffer[] = []
  for (let at = 0; at + LENGTH_BYTES <= bytes.byteLength;) {
    const next = at + LENGTH_BYTES + bytes.readUInt32BE(at)
    if (next > bytes.byteLength) break
    bodies.push(bytes.subarray(at + LENGTH_BYTES, next))
    at = next
  }
  return bodies
}
