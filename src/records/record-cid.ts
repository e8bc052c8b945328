import type { RecordCid } from './types'

/**
 * A CIDv1 of dag-cbor by sha2-256 in base32, as `cidOf` writes it: the code of its kind, then 256 bits of the hash, of
 * which the first three share a character with the code and the last one's character ends in two bits of nothing.
 */
const RECORD_CID = /^bafyrei[a-h][a-z2-7]{50}[aeimquy4]$/

/** Whether a record can have this address; whether there is one nobody can tell. */
export function isRecordCid(text: string): text is RecordCid {
  return RECORD_CID.test(text)
}
