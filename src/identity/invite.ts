import { concatBytes } from '../lib/bytes'
import { domainMessage, INVITE_DOMAIN } from './domain'
import { publicKeyOf } from './person-id'
import type { PersonId } from './types'

const SECRET_BYTES = 16

/** What an invite link carries and nobody else knows. */
export function newInviteSecret(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
}

/**
 * What a follow shows to prove that the follower holds the link (32 bytes). It stands in a public log, so it is bound
 * to the follower: whoever copies it proves nothing.
 */
export async function inviteProof(secret: Uint8Array, follower: PersonId): Promise<Uint8Array<ArrayBuffer>> {
  const message = domainMessage(INVITE_DOMAIN, concatBytes(secret, publicKeyOf(follower)))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', message))
}
