/**
 * Presence: "this device of this person is reachable as this libp2p peer, through these relays". Signed by the device
 * key, with the device's certificate as proof, so that whoever hears it can check it without holding the person's
 * log. Short-lived, never logged. It binds the transport key to the person: PeerLink.person is taken from here only.
 *
 * It carries a beacon: where the signer's own log ends. Whoever holds less of it knows that something is missing, from
 * whomever the presence came. Nobody's word but the device's own, and a hint: only entries themselves are believed.
 */
import { CID } from 'multiformats/cid'
import { verify } from '../identity/keys'
import { domainMessage, PRESENCE_DOMAIN } from '../identity/domain'
import { checkCertificate } from '../identity/certificate'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { DeviceId, DeviceSigner, PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { integer, link } from '../records/fields'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import type { NetworkId, RecordCid } from '../records/types'
import { MAX_ADDRESS_CHARS, MAX_PRESENCE_BYTES, PRESENCE_LIFETIME_MS } from './config'
import { areFewWays } from './ways'

export interface Presence {
  readonly person: PersonId
  readonly device: DeviceId
  readonly peerId: string
  /**
   * Through whom the peer can be reached: relay addresses, each ending in the relay's own `/p2p/…`, and acquaintances
   * that pass an offer on, as `/p2p/…` alone.
   */
  readonly relays: readonly string[]
  /** Unix milliseconds. */
  readonly time: number
  /** The last entry of the device's log; null while it has none, and from a page that is older than beacons. */
  readonly head: Beacon | null
}

export interface Beacon {
  readonly seq: number
  readonly cid: RecordCid
}

export type PresenceError =
  'too-large' | 'bad-schema' | 'expired' | 'not-worth-it' | 'bad-certificate' | 'bad-signature'

/** Of a presence without a beacon, the certificate and the signature among them. */
const FIELDS = 8

export async function signPresence(
  network: NetworkId,
  presence: Presence,
  certificate: Uint8Array,
  signer: DeviceSigner,
): Promise<Uint8Array> {
  const { person, device, peerId, relays, time, head } = presence
  const fields: unknown[] = [network, publicKeyOf(person), publicKeyOf(device), peerId, [...relays], time]
  if (head !== null) fields.push([head.seq, CID.parse(head.cid)])
  const signature = await signer.sign(domainMessage(PRESENCE_DOMAIN, encodeCanonical(fields)))
  return encodeCanonical([...fields, certificate, signature])
}

/**
 * Checks a presence heard from anybody, cheapest test first.
 * @param isWorthIt whether to check its signatures, by what it says and what of that has been checked
 */
export async function readPresence(
  bytes: Uint8Array,
  network: NetworkId,
  nowMs: number,
  isWorthIt: (said: Presence) => boolean = () => true,
): Promise<Result<Presence, PresenceError>> {
  if (bytes.byteLength > MAX_PRESENCE_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value)) return err('bad-schema')
  const fields = decoded.value as readonly unknown[]
  if (fields.length !== FIELDS && fields.length !== FIELDS + 1) return err('bad-schema')
  const signed = fields.slice(0, -2)
  const [certificate, signature] = fields.slice(-2)
  const [heardNetwork, personBytes, deviceBytes, peerId, relays, time] = signed
  const head = fields.length === FIELDS ? null : readBeacon(signed.at(-1))
  const person = parsePersonBytes(personBytes)
  const device = parseDeviceBytes(deviceBytes)
  if (heardNetwork !== network || person === null || device === null) return err('bad-schema')
  if (!isAddress(peerId) || !isRelayList(relays) || !Number.isSafeInteger(time)) return err('bad-schema')
  if (head === undefined) return err('bad-schema')
  if (!(certificate instanceof Uint8Array) || !(signature instanceof Uint8Array)) return err('bad-schema')
  const timeMs = time as number
  if (timeMs > nowMs + MAX_CLOCK_SKEW_MS || timeMs < nowMs - PRESENCE_LIFETIME_MS - MAX_CLOCK_SKEW_MS)
    return err('expired')
  const said: Presence = { person, device, peerId, relays, time: timeMs, head }
  if (!isWorthIt(said)) return err('not-worth-it')
  const message = domainMessage(PRESENCE_DOMAIN, encodeCanonical(signed))
  if (!(await verify(publicKeyOf(device), signature, message))) return err('bad-signature')
  if (!(await checkCertificate(person, network, device, certificate))) return err('bad-certificate')
  return ok(said)
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ADDRESS_CHARS
}

function isRelayList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isAddress) && areFewWays(value)
}

/** Undefined for what is no beacon. */
function readBeacon(value: unknown): Beacon | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const seq = integer(value[0], 0, Number.MAX_SAFE_INTEGER)
  const cid = link(value[1]) as RecordCid | undefined
  return seq === undefined || cid === undefined ? undefined : { seq, cid }
}
