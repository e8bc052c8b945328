/** The signed block of a log entry: a closed map of ten fields. */
import { CID } from 'multiformats/cid'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import { isKind } from './bodies'
import { encodeCanonical } from './codec'
import { closedMap, integer, link, signatureBytes } from './fields'
import { MAX_BODY_BYTES } from './limits'
import type { BlockCid, Header, Kind, NetworkId, RecordCid } from './types'

const UNSIGNED_FIELDS = [
  'network',
  'person',
  'device',
  'seq',
  'prev',
  'time',
  'kind',
  'body',
  'size',
] as const
const FIELDS = [...UNSIGNED_FIELDS, 'sig'] as const

export interface Entry {
  readonly header: Header
  readonly kind: Kind
  readonly signature: Uint8Array
}

/** Undefined for anything but a well-formed entry; the signature is not checked here. */
export function readEntry(value: unknown): Entry | undefined {
  const map = closedMap(value, FIELDS)
  if (map === undefined || !isKind(map.kind)) return undefined
  const network = link(map.network) as NetworkId | undefined
  const person = parsePersonBytes(map.person)
  const device = parseDeviceBytes(map.device)
  const seq = integer(map.seq, 0, Number.MAX_SAFE_INTEGER)
  const prev = map.prev === null ? null : (link(map.prev) as RecordCid | undefined)
  const time = integer(map.time, 0, Number.MAX_SAFE_INTEGER)
  const bodyCid = link(map.body) as BlockCid | undefined
  const bodyBytes = integer(map.size, 1, MAX_BODY_BYTES)
  const signature = signatureBytes(map.sig)
  if (
    network === undefined ||
    person === null ||
    device === null ||
    seq === undefined ||
    prev === undefined
  ) {
    return undefined
  }
  if (time === undefined || bodyCid === undefined || bodyBytes === undefined || signature === undefined)
    return undefined
  if ((seq === 0) !== (prev === null)) return undefined
  return {
    header: { network, person, device, seq, prev, time, bodyCid, bodyBytes },
    kind: map.kind,
    signature,
  }
}

/** The bytes that are signed: the entry without its signature. */
export function unsignedEntry(header: Header, kind: Kind): Uint8Array<ArrayBuffer> {
  return encodeCanonical(fields(header, kind))
}

export function signedEntry(header: Header, kind: Kind, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeCanonical({ ...fields(header, kind), sig: signature })
}

function fields(header: Header, kind: Kind): Record<(typeof UNSIGNED_FIELDS)[number], unknown> {
  return {
    network: CID.parse(header.network),
    person: publicKeyOf(header.person),
    device: publicKeyOf(header.device),
    seq: header.seq,
    prev: header.prev === null ? null : CID.parse(header.prev),
    time: header.time,
    kind,
    body: CID.parse(header.bodyCid),
    size: header.bodyBytes,
  }
}
