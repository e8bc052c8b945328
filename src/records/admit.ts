/**
 * The rules of entry. `readRecord` decodes and bounds, `admit` gives the record its place and checks who signed it.
 * Cheap tests come before dear ones, and the signature is checked once. Only `admit` makes a VerifiedRecord, `admitBeside`
 * one that stands beside its log, and `admitEarly` and `admitVisitor` ones that are not kept.
 */
import { checkCertificate } from '../identity/certificate'
import { domainMessage, ENTRY_DOMAIN } from '../identity/domain'
import { verify, type Verify } from '../identity/keys'
import { publicKeyOf } from '../identity/person-id'
import { err, ok, type Result } from '../lib/result'
import { BODY_SCHEMAS } from './bodies'
import { cidOf, decodeCanonical } from './codec'
import { readEntry, unsignedEntry, type Entry } from './entry'
import { isWithinBounds } from './lens'
import { MAX_BODY_BYTES, MAX_CLOCK_SKEW_MS, MAX_ENTRY_BYTES } from './limits'
import type { LogHead, LogId } from './store'
import type {
  BlockCid,
  NetworkId,
  RecordBlocks,
  RecordCid,
  RejectReason,
  SignedRecord,
  VerifiedRecord,
  Withdrawal,
} from './types'

/** What is already held of the logs. */
export interface LogView {
  head(log: LogId): Promise<LogHead | null>
  cidAt(log: LogId, seq: number): Promise<RecordCid | null>
  get(cid: RecordCid): Promise<VerifiedRecord | null>
}

/**
 * size → depth → canonical form → schema → network → freshness → body size, hash, form and schema.
 * A post or comment whose body was forgotten (`body: null`) is read without it; anything else needs its body.
 */
export async function readRecord(
  blocks: RecordBlocks,
  network: NetworkId,
  nowMs: number,
): Promise<Result<SignedRecord, RejectReason>> {
  if (blocks.entry.byteLength > MAX_ENTRY_BYTES) return err('too-large')
  if (blocks.body !== null && blocks.body.byteLength > MAX_BODY_BYTES) return err('too-large')
  const decoded = decodeCanonical(blocks.entry)
  if (!decoded.ok) return decoded
  const entry = readEntry(decoded.value)
  if (entry === undefined) return err('bad-schema')
  if (entry.header.network !== network) return err('other-network')
  if (entry.header.time > nowMs + MAX_CLOCK_SKEW_MS) return err('from-the-future')
  const body = await readBody(entry, blocks.body)
  if (!body.ok) return body
  const cid = (await cidOf(blocks.entry)) as string as RecordCid
  const record = {
    cid,
    header: Object.freeze(entry.header),
    kind: entry.kind,
    body: body.value,
    entryBlock: blocks.entry,
    bodyBlock: blocks.body,
    signature: entry.signature,
  }
  // `kind` and `body` belong together, since the body was read by the schema of this kind.
  return ok(Object.freeze(record) as SignedRecord)
}

/** In which log an entry stands, by what it says: nothing else of it is looked at. Null for what is no entry. */
export function logOf(entryBlock: Uint8Array): LogId | null {
  const decoded = decodeCanonical(entryBlock)
  return (decoded.ok && readEntry(decoded.value)?.header) || null
}

async function readBody(
  { header, kind }: Entry,
  block: Uint8Array | null,
): Promise<Result<object | null, RejectReason>> {
  // Only what people wrote can be withdrawn. Of anything else, taken in without its body, the body could never come any more.
  if (block === null) return kind === 'post' || kind === 'comment' ? ok(null) : err('body-missing')
  if (block.byteLength !== header.bodyBytes) return err('body-mismatch')
  const bodyCid: BlockCid = await cidOf(block)
  if (bodyCid !== header.bodyCid) return err('body-mismatch')
  const decoded = decodeCanonical(block)
  if (!decoded.ok) return decoded
  const body = BODY_SCHEMAS[kind].read(decoded.value)
  if (body === undefined) return err('bad-schema')
  const isAboutOneself =
    (kind === 'follow' || kind === 'unfollow' || kind === 'label') &&
    'person' in body &&
    body.person === header.person
  if (isAboutOneself) return err('bad-schema')
  // Who holds another branch of this log would never see it.
  if ('heads' in body && body.device === header.device) return err('bad-schema')
  if ('ranking' in body && !isWithinBounds(body.ranking)) return err('out-of-bounds')
  return ok(Object.freeze(body))
}

/** place → certificate (of the first entry) → signature → rule of the kind. */
export async function admit(
  record: SignedRecord,
  view: LogView,
  check: Verify = verify,
): Promise<Result<VerifiedRecord, RejectReason>> {
  const place = await placeOf(record, view)
  if (place === 'duplicate' || place === 'gap' || place === 'before-previous') return err(place)
  if ((record.kind === 'device') !== (record.header.seq === 0)) {
    return err(record.kind === 'device' ? 'bad-schema' : 'unknown-device')
  }
  if (record.kind === 'device' && !(await isCertified(record, check))) return err('bad-certificate')
  if (!(await isSigned(record, check))) return err('bad-signature')
  // A fork is evidence against its author, so only one that the author really signed is called so.
  if (place === 'fork') return err('fork')
  if (await takesBackOthers(record, view)) return err('wrong-author')
  return ok(record as VerifiedRecord)
}

/**
 * An entry of a branch that its author has joined to the log that is held: it follows `before`, and stands beside the log.
 * @param before null for one that begins its log
 */
export async function admitBeside(
  record: SignedRecord,
  before: SignedRecord | null,
  view: Pick<LogView, 'get'>,
  check: Verify = verify,
): Promise<Result<VerifiedRecord, RejectReason>> {
  const { header, kind } = record
  if (header.seq !== (before === null ? 0 : before.header.seq + 1)) return err('gap')
  if (header.time < (before?.header.time ?? 0)) return err('before-previous')
  if ((kind === 'device') !== (before === null)) return err('bad-schema')
  if (kind === 'device' && !(await isCertified(record, check))) return err('bad-certificate')
  if (!(await isSigned(record, check))) return err('bad-signature')
  if (await takesBackOthers(record, view)) return err('wrong-author')
  return ok(Object.freeze({ ...record, isBeside: true }) as VerifiedRecord)
}

async function takesBackOthers(record: SignedRecord, view: Pick<LogView, 'get'>): Promise<boolean> {
  if ((record.kind !== 'undo' && record.kind !== 'retract') || record.body === null) return false
  const target = await view.get(record.body.entry)
  return target !== null && target.header.person !== record.header.person
}

/**
 * An entry whose log is still being fetched: it is its author's, but where it stands in the log nobody knows yet. So it
 * may be shown and not be kept; `admit` judges it anew when its turn comes. 'gap' when that cannot be said yet.
 */
export async function admitEarly(
  record: SignedRecord,
  view: LogView,
  check: Verify = verify,
): Promise<Result<VerifiedRecord, RejectReason>> {
  if ((record.kind !== 'post' && record.kind !== 'comment') || record.bodyBlock === null) return err('gap')
  // A log is kept from its first entry on, which is the certificate of the device.
  if ((await view.head(record.header)) === null) return err('gap')
  return (await isSigned(record, check)) ? ok(record as VerifiedRecord) : err('bad-signature')
}

/**
 * An entry whose log is not kept: it is its author's, whose root key vouches for the device. Where it stands in the log
 * nobody here can say, so it may visit (app/visitors.ts) and is never kept.
 */
export async function admitVisitor(
  record: SignedRecord,
  certificate: Uint8Array,
  check: Verify = verify,
): Promise<Result<VerifiedRecord, RejectReason>> {
  const { person, network, device } = record.header
  if (!(await checkCertificate(person, network, device, certificate, check))) return err('bad-certificate')
  return (await isSigned(record, check)) ? ok(record as VerifiedRecord) : err('bad-signature')
}

export type PlaceInLog = 'next' | 'duplicate' | 'fork' | 'gap' | 'before-previous'

/** Where an entry would stand in its log; whether anybody signed it is not looked at. */
export async function placeOf({ cid, header }: SignedRecord, view: LogView): Promise<PlaceInLog> {
  const head = await view.head(header)
  const nextSeq = head === null ? 0 : head.seq + 1
  if (header.seq > nextSeq) return 'gap'
  if (header.seq < nextSeq) return (await view.cidAt(header, header.seq)) === cid ? 'duplicate' : 'fork'
  if (head === null) return 'next'
  if (header.prev !== head.cid) return 'fork'
  return header.time < head.time ? 'before-previous' : 'next'
}

/** Whether the root key of its person vouches for the device that signed it. */
async function isCertified(
  record: SignedRecord & { readonly kind: 'device' },
  check: Verify,
): Promise<boolean> {
  const { person, network, device } = record.header
  return record.body !== null && checkCertificate(person, network, device, record.body.certificate, check)
}

/** By the device that it names; whether that is one of its person's is another matter. */
export function isSigned({ header, kind, signature }: SignedRecord, check: Verify): Promise<boolean> {
  return check(
    publicKeyOf(header.device),
    signature,
    domainMessage(ENTRY_DOMAIN, unsignedEntry(header, kind)),
  )
}

/** Whether this is the word of the record's own author that it is withdrawn. */
export async function isWithdrawalOf(
  record: SignedRecord,
  { entry, body, certificate }: Withdrawal,
  network: NetworkId,
  nowMs: number,
  check: Verify = verify,
): Promise<boolean> {
  const read = await readRecord({ entry, body }, network, nowMs)
  if (!read.ok || read.value.kind !== 'retract' || read.value.body?.entry !== record.cid) return false
  if (read.value.header.person !== record.header.person) return false
  return (await admitVisitor(read.value, certificate, check)).ok
}
