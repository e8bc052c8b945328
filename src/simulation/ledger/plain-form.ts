/**
 * The form of a block, read a second time for two-judges.ts: from the decoded map itself, without the shapes of src/amp.
 * Written from LEDGER.md and the schemas alone. Keys, accounts, places and CIDs become text, everything else stays.
 */
import { AMP_DOMAIN, domainMessage } from '../../identity/domain'
import { deviceIdFrom, parseDeviceBytes, parsePersonBytes } from '../../identity/person-id'
import type { VerifySignature } from '../../amp/types'
import { cidOf, decodeCanonical, encodeCanonical } from '../../records/codec'
import { link } from '../../records/fields'

type Read = (value: unknown) => unknown

export interface PlainBlock {
  readonly id: string
  readonly t: string
  readonly fields: ReadonlyMap<string, unknown>
  /** Null for what nobody signs. */
  readonly signer: string | null
}

const MAX_BYTES = 4_096
const OTHER_CODECS = [0x71, 0x70, 0x55]

const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER): Read =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max ? value : undefined
const only =
  (wanted: unknown): Read =>
  (value) =>
    value === wanted ? value : undefined
const orNull =
  (read: Read): Read =>
  (value) =>
    value === null ? null : read(value)
const many =
  (read: Read, max: number): Read =>
  (value) => {
    if (!Array.isArray(value) || value.length < 1 || value.length > max) return undefined
    const all = value.map(read)
    return all.includes(undefined) ? undefined : all
  }
const bits: Read = (value) =>
  value instanceof Uint8Array && value.length >= 1 && value.length <= 1_250 ? value : undefined
const ownCid: Read = (value) => link(value)
const anyCid: Read = (value) => link(value, OTHER_CODECS)
const account: Read = (value) => parsePersonBytes(value) ?? undefined
const key: Read = (value) => parseDeviceBytes(value) ?? undefined
const oneLine =
  (max: number): Read =>
  (value) =>
    typeof value === 'string' && /^[^\p{Cc}]+$/u.test(value) && value.length <= max ? value : undefined
const name = oneLine(40)

/** A place as text: what stands there does not matter, only that two places never have the same. */
const place: Read = (value) => {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, ...rest } = value as Record<string, unknown>
  const form = typeof kind === 'string' ? PLACES[kind] : undefined
  const read = form === undefined ? undefined : fieldsOf(rest, form)
  return read === undefined ? undefined : [kind, ...read.values()].join(' ')
}

const PLACES: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  account: { account, seq: whole(0) },
  claim: { campaign: ownCid, viewer: account },
  rest: { campaign: ownCid },
  fee: { campaign: ownCid, witness: key },
}
const HEAD = { v: only(1), ledger: ownCid }
const CHAIN = { ...HEAD, account, seq: whole(0), prev: orNull(ownCid) }
const OWNED = { ...CHAIN, balance: whole(0), timeMs: whole(0) }
const FORMS: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  send: { ...OWNED, to: account, amount: whole(1), memo: orNull(oneLine(140)) },
  recv: { ...OWNED, sources: many(place, 32), amount: whole(1) },
  spon: {
    ...OWNED,
    post: anyCid,
    budget: whole(1),
    table: ownCid,
    rows: whole(1, 10_000),
    expiresMs: whole(0),
    viewMs: whole(0, 600_000),
    algorithm: name,
    snapshot: orNull(anyCid),
  },
  refund: { ...OWNED, campaign: ownCid, amount: whole(0), owed: bits, reports: many(anyCid, 32) },
  rotate: { ...OWNED, key },
  skip: CHAIN,
  claim: { ...HEAD, campaign: ownCid, viewer: account, amount: whole(1) },
  rest: { ...HEAD, campaign: ownCid, amount: whole(1), owed: bits },
}
const UNSIGNED = ['skip', 'claim', 'rest']

/** Undefined when a field is missing, too many, or not what it must be. In the order of the form. */
function fieldsOf(
  value: Record<string, unknown>,
  form: Readonly<Record<string, Read>>,
): ReadonlyMap<string, unknown> | undefined {
  if (Object.keys(value).length !== Object.keys(form).length) return undefined
  const read = new Map(Object.entries(form).map(([field, reader]) => [field, reader(value[field])]))
  return [...read.values()].includes(undefined) ? undefined : read
}

/** Of a block as it travels: {t: "block", block, signer, signature}. Null for bytes that are no block of this ledger. */
export async function plainBlock(
  bytes: Uint8Array,
  ledger: string,
  verify: VerifySignature,
): Promise<PlainBlock | null> {
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !isMap(decoded.value) || decoded.value.t !== 'block') return null
  const { block, signer, signature, ...more } = decoded.value
  if (Object.keys(more).length !== 1 || !isMap(block)) return null
  const { t, ...rest } = block
  const form = typeof t === 'string' && Object.hasOwn(FORMS, t) ? FORMS[t] : undefined
  const fields = form === undefined ? undefined : fieldsOf(rest, form)
  const payload = encodeCanonical(block)
  if (typeof t !== 'string' || fields === undefined || fields.get('ledger') !== ledger) return null
  if (payload.byteLength > MAX_BYTES) return null
  const id = await cidOf(payload)
  if (UNSIGNED.includes(t)) return signer === null && signature === null ? { id, t, fields, signer } : null
  if (!(signature instanceof Uint8Array) || signature.byteLength !== 64 || key(signer) === undefined)
    return null
  const signedBy = deviceIdFrom(signer as Uint8Array)
  const holds = await verify(signedBy, signature, domainMessage(AMP_DOMAIN, payload))
  return holds ? { id, t, fields, signer: signedBy } : null
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}
