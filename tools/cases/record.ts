import { readFile, stat } from 'node:fs/promises'
import type { Result } from '../../src/lib/result'
import { admit, readRecord } from '../../src/records/admit'
import { decodeBundle } from '../../src/records/bundle'
import { networkIdOf } from '../../src/records/network-id'
import type { RecordBlocks, RejectReason } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

export interface RecordVerdict {
  readonly accepted: boolean
  readonly reason: RejectReason | 'unreadable' | null
}

/** More than any test case needs; a larger file is answered without reading it. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

/** Lets the bytes of a bundle (records/bundle.ts) in as if a peer had sent them to an empty page of this network. */
export async function recordCase(file: string, networkFile: string): Promise<RecordVerdict> {
  const bytes = await bytesOf(file)
  if (typeof bytes === 'string') return { accepted: false, reason: bytes }
  const { manifest } = JSON.parse(await readFile(networkFile, 'utf8')) as { manifest: unknown }
  const verdict = await admitBundle(bytes, manifest, Date.now())
  return verdict.ok ? { accepted: true, reason: null } : { accepted: false, reason: verdict.error }
}

/** The bytes of a file, or why there are none. Whatever else has a name (a folder, a pipe without end) is no file. */
async function bytesOf(file: string): Promise<Uint8Array | 'too-large' | 'unreadable'> {
  try {
    const found = await stat(file)
    if (!found.isFile()) return 'unreadable'
    return found.size > MAX_FILE_BYTES ? 'too-large' : new Uint8Array(await readFile(file))
  } catch {
    return 'unreadable'
  }
}

export async function admitBundle(
  bytes: Uint8Array,
  manifest: unknown,
  nowMs: number,
): Promise<Result<void, RejectReason>> {
  const bundle = decodeBundle(bytes, MAX_FILE_BYTES)
  if (!bundle.ok) return bundle
  if (bundle.value.length === 0) return { ok: false, error: 'bad-schema' }
  const network = await networkIdOf(manifest)
  const store = new MemoryRecordStore()
  for (const blocks of bundle.value) {
    const refused = await admitOne(blocks)
    if (refused !== null) return { ok: false, error: refused }
  }
  return { ok: true, value: undefined }

  async function admitOne(blocks: RecordBlocks): Promise<RejectReason | null> {
    const read = await readRecord(blocks, network, nowMs)
    if (!read.ok) return read.error
    const verdict = await admit(read.value, store)
    if (!verdict.ok) return verdict.error
    const kept = await store.append([verdict.value])
    return kept.ok ? null : 'fork'
  }
}
