import { concatBytes, utf8 } from '../lib/bytes'
import { DEVICE_DOMAIN, domainMessage } from './domain'
import { verify, type Verify } from './keys'
import { publicKeyOf } from './person-id'
import type { DeviceId, PersonId } from './types'

/** What a root key signs for a device: both keys have 32 bytes, so the network behind them needs no length. */
export function certificateMessage(
  person: PersonId,
  network: string,
  device: DeviceId,
): Uint8Array<ArrayBuffer> {
  return domainMessage(DEVICE_DOMAIN, concatBytes(publicKeyOf(person), publicKeyOf(device), utf8(network)))
}

/** True when the person's root key vouches for the device in this network. */
export function checkCertificate(
  person: PersonId,
  network: string,
  device: DeviceId,
  certificate: Uint8Array,
  check: Verify = verify,
): Promise<boolean> {
  return check(publicKeyOf(person), certificate, certificateMessage(person, network, device))
}
