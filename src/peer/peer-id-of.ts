/** Who listens at an address, where its end says it: libp2p speaks with nobody else there (the handshake proves the key). */
import { base58btc } from 'multiformats/bases/base58'
import { publicKeyOf } from '../identity/person-id'
import type { DeviceId } from '../identity/types'

/** An Ed25519 key in a peer id: the identity multihash of its protobuf (libp2p specs, peer-ids). */
const BEFORE_KEY = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20]

/** As addresses write it, without a multibase prefix. */
export function peerIdOf(key: DeviceId): string {
  return base58btc.encode(Uint8Array.from([...BEFORE_KEY, ...publicKeyOf(key)])).slice(1)
}

export function isAddressOf(address: string, key: DeviceId): boolean {
  return address.endsWith(`/p2p/${peerIdOf(key)}`)
}
