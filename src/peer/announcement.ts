/**
 * "This device of this member of a community has written the entry at this place of its log." Signed by the device key,
 * with the device's certificate, for the one community; never logged, and a hint: whoever hears it asks for the log, which
 * comes in by the one way there is.
 */
import { CID } from 'multiformats/cid'
import { checkCertificate } from '../identity/certificate'
import { ANNOUNCEMENT_DOMAIN, domainMessage } from '../identity/domain'
import { verify } from '../identity/keys'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { DeviceSigner } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { integer, link } from '../records/fields'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import type { LogId } from '../records/store'
import type { NetworkId, RecordCid, Tag } from '../records/types'
import { ANNOUNCEMENT_LIFETIME_MS, MAX_ANNOUNCEMENT_BYTES } from './config'

export interface Announcement extends LogId {
  readonly tag: Tag
  readonly seq: number
  readonly cid: RecordCid
  /** Unix milliseconds. */
  readonly time: number
}

export type AnnouncementError = 'bad-schema' | 'expired' | 'no-news' | 'bad-signature' | 'bad-certificate'

const FIELDS = 9

export async function signAnnouncement(
  network: NetworkId,
  said: Announcement,
  certificate: Uint8Array,
  signer: DeviceSigner,
): Promise<Uint8Array> {
  const { tag, person, device, seq, cid, time } = said
  const fields = [network, tag, publicKeyOf(person), publicKeyOf(device), seq, CID.parse(cid), time]
  const signature = await signer.sign(domainMessage(ANNOUNCEMENT_DOMAIN, encodeCanonical(fields)))
  return encodeCanonical([...fields, certificate, signature])
}

/**
 * Checks what was heard on the topic of a community, cheapest test first.
 * @param isNews whether it is worth a check of its signatures, by what it says
 */
export async function readAnnouncement(
  bytes: Uint8Array,
  { network, tag, nowMs }: { readonly network: NetworkId; readonly tag: Tag; readonly nowMs: number },
  isNews: (said: Announcement) => boolean = () => true,
): Promise<Result<Announcement, AnnouncementError>> {
  if (bytes.byteLength > MAX_ANNOUNCEMENT_BYTES) return err('bad-schema')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== FIELDS)
    return err('bad-schema')
  const fields = decoded.value as readonly unknown[]
  const [heardNetwork, heardTag, personBytes, deviceBytes, place, entry, when, certificate, signature] =
    fields
  const person = parsePersonBytes(personBytes)
  const device = parseDeviceBytes(deviceBytes)
  const seq = integer(place, 0, Number.MAX_SAFE_INTEGER)
  const cid = link(entry) as RecordCid | undefined
  const time = integer(when, 0, Number.MAX_SAFE_INTEGER)
  if (heardNetwork !== network || heardTag !== tag || person === null || device === null)
    return err('bad-schema')
  if (seq === undefined || cid === undefined || time === undefined) return err('bad-schema')
  if (!(certificate instanceof Uint8Array) || !(signature instanceof Uint8Array)) return err('bad-schema')
  if (time > nowMs + MAX_CLOCK_SKEW_MS || time < nowMs - ANNOUNCEMENT_LIFETIME_MS - MAX_CLOCK_SKEW_MS)
    return err('expired')
  const said: Announcement = { tag, person, device, seq, cid, time }
  if (!isNews(said)) return err('no-news')
  const message = domainMessage(ANNOUNCEMENT_DOMAIN, encodeCanonical(fields.slice(0, -2)))
  if (!(await verify(publicKeyOf(device), signature, message))) return err('bad-signature')
  if (!(await checkCertificate(person, network, device, certificate))) return err('bad-certificate')
  return ok(said)
}
