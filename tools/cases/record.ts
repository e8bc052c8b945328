import { readFile, stat } from 'node:fs/promises'
import type { Result } from '../../src/lib/result'
import { admit, readRecord } from '../../src/records/admit'
import { decodeBundle } from '../../src/records/bundle'
import { networkIdOf } from '../../src/records/network-id'
import type { RecordBlocks, RejectReason } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

export interface RecordVerdict {
  readonly accepted: boolean
  readonly reason: RejectReason | null
}

/** More than any test case needs; a larger file is answered without reading it. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

/** Lets the bytes of a bundle (records/bundle.ts) in as if a peer had sent them to an empty page of this network. */
export async function recordCase(file: string, networkFile: string): Promise<RecordVerdict> {
  if ((await stat(file)).size > MAX_FILE_BYTES) return { accepted: false, reason: 'too-large' }
  const { manifest } = JSON.parse(await readFile(networkFile, 'utf8')) as { manifest: unknown }
  const verdict = await admitBundle(new Uint8Array(await readFile(file)), manifest, Date.now())
  return verdict.ok ? { accepted: true, reason: null } : { accepted: false, reason: verdict.error }
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
