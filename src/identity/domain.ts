import { concatBytes, utf8 } from '../lib/bytes'

/** What a signature or a seal is for. One made for one thing is never valid for another. */
export type Domain =
  | typeof ENTRY_DOMAIN
  | typeof DEVICE_DOMAIN
  | typeof PRESENCE_DOMAIN
  | typeof ANNOUNCEMENT_DOMAIN
  | typeof INVITE_DOMAIN
  | typeof AMP_DOMAIN
  | typeof LETTER_DOMAIN

export const ENTRY_DOMAIN = 'synereo/entry/1'
export const DEVICE_DOMAIN = 'synereo/device/1'
export const PRESENCE_DOMAIN = 'synereo/presence/1'
export const ANNOUNCEMENT_DOMAIN = 'synereo/announcement/1'
export const INVITE_DOMAIN = 'synereo/invite/1'
export const AMP_DOMAIN = 'synereo/amp/1'
export const LETTER_DOMAIN = 'synereo/letter/1'

/** The bytes to sign: one byte of length, the domain, the payload. The length keeps the two apart. */
export function domainMessage(domain: Domain, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = utf8(domain)
  return concatBytes(Uint8Array.of(name.byteLength), name, payload)
}
