/**
 * Presence: "this device of this person is reachable as this libp2p peer, through these relays". Signed by the device
 * key, with the device's certificate as proof, so that whoever hears it can check it without holding the person's
 * log. Short-lived, never logged. It binds the transport key to the person: PeerLink.person is taken from here only.
 */
import { verify } from '../identity/keys'
import { domainMessage, PRESENCE_DOMAIN } from '../identity/domain'
import { checkCertificate } from '../identity/certificate'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { DeviceId, DeviceSigner, PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import type { NetworkId } from '../records/types'
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
}

export type PresenceError =
  'too-large' | 'bad-schema' | 'expired' | 'no-news' | 'bad-certificate' | 'bad-signature'

export async function signPresence(
  network: NetworkId,
  presence: Presence,
  certificate: Uint8Array,
  signer: DeviceSigner,
): Promise<Uint8Array> {
  const { person, device, peerId, relays, time } = presence
  const fields = [network, publicKeyOf(person), publicKeyOf(device), peerId, [...relays], time]
  const signature = await signer.sign(domainMessage(PRESENCE_DOMAIN, encodeCanonical(fields)))
  return encodeCanonical([...fields, certificate, signature])
}

/**
 * Checks a presence heard from anybody, cheapest test first.
 * @param isNews whether it is worth a check of its signatures, by what it says
 */
export async function readPresence(
  bytes: Uint8Array,
  network: NetworkId,
  nowMs: number,
  isNews: (said: Presence) => boolean = () => true,
): Promise<Result<Presence, PresenceError>> {
  if (bytes.byteLength > MAX_PRESENCE_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 8) return err('bad-schema')
  const fields = decoded.value as readonly unknown[]
  const [heardNetwork, personBytes, deviceBytes, peerId, relays, time, certificate, signature] = fields
  const person = parsePersonBytes(personBytes)
  const device = parseDeviceBytes(deviceBytes)
  if (heardNetwork !== network || person === null || device === null) return err('bad-schema')
  if (!isAddress(peerId) || !isRelayList(relays) || !Number.isSafeInteger(time)) return err('bad-schema')
  if (!(certificate instanceof Uint8Array) || !(signature instanceof Uint8Array)) return err('bad-schema')
  const timeMs = time as number
  if (timeMs > nowMs + MAX_CLOCK_SKEW_MS || timeMs < nowMs - PRESENCE_LIFETIME_MS - MAX_CLOCK_SKEW_MS)
    return err('expired')
  const said: Presence = { person, device, peerId, relays, time: timeMs }
  if (!isNews(said)) return err('no-news')
  const message = domainMessage(PRESENCE_DOMAIN, encodeCanonical(fields.slice(0, 6)))
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
