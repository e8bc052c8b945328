import { domainMessage, ENTRY_DOMAIN } from '../identity/domain'
import type { DeviceSigner, PersonId } from '../identity/types'
import { err, type Result } from '../lib/result'
import { readRecord } from './admit'
import { BODY_SCHEMAS } from './bodies'
import { cidOf, encodeCanonical } from './codec'
import { signedEntry, unsignedEntry } from './entry'
import type { LogHead } from './store'
import type { Bodies, Draft, Header, Kind, NetworkId, RejectReason, SignedRecord } from './types'

/** Where a draft goes: behind `head` in the log of this person's device. */
export interface Place {
  readonly network: NetworkId
  readonly person: PersonId
  readonly head: LogHead | null
  readonly nowMs: number
}

/**
 * Gives a draft its place and its signature. The result is read back by the rules for foreign records, so nobody can
 * publish what others would refuse; the error says which rule the draft breaks.
 */
export async function signRecord(
  draft: Draft,
  place: Place,
  signer: DeviceSigner,
): Promise<Result<SignedRecord, RejectReason>> {
  const { network, person, head, nowMs } = place
  const written = writeBody(draft.kind, draft.body)
  if (written === null) return err('bad-schema')
  const header: Header = {
    network,
    person,
    device: signer.device,
    seq: head === null ? 0 : head.seq + 1,
    prev: head?.cid ?? null,
    // A clock that was set back must not break the log's order.
    time: Math.max(nowMs, head?.time ?? 0),
    bodyCid: await cidOf(written),
    bodyBytes: written.byteLength,
  }
  const signature = await signer.sign(domainMessage(ENTRY_DOMAIN, unsignedEntry(header, draft.kind)))
  // A clock that was set back makes `time` lie ahead of `now`; that is no reason to refuse one's own entry.
  const blocks = { entry: signedEntry(header, draft.kind, signature), body: written }
  return readRecord(blocks, network, header.time)
}

function writeBody<K extends Kind>(kind: K, body: Bodies[K]): Uint8Array<ArrayBuffer> | null {
  try {
    return encodeCanonical(BODY_SCHEMAS[kind].write(body))
  } catch {
    return null // A CID or an id that is none, or half a character: the draft came from a form or a link.
  }
}
