/** Reads the address of a relay as somebody types it, and says what is wrong with it (rule RL1). */
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { err, ok, type Result } from '../lib/result'
import { MAX_ADDRESS_CHARS } from './config'

export type RelayAddressFault =
  | 'not-an-address'
  /** Browsers reach nothing else. */
  | 'no-websocket'
  /** It does not end in who the relay is. */
  | 'no-relay-id'
  /** A page that came over https may not speak with it in the clear. */
  | 'not-encrypted'

/** @param isSecurePage the page came over https */
export function readRelayAddress(typed: string, isSecurePage: boolean): Result<string, RelayAddressFault> {
  const address = parsed(typed.trim())
  if (address === null) return err('not-an-address')
  const parts = address.getComponents()
  const names = parts.map(({ name }) => name)
  const isEncrypted = names.includes('wss') || names.includes('tls')
  if (!names.includes('ws') && !names.includes('wss')) return err('no-websocket')
  const last = parts.at(-1)
  // Behind `p2p-circuit` stands somebody who is reached through a relay, and is none.
  if (last?.name !== 'p2p' || names.includes('p2p-circuit') || !isPeerId(last.value))
    return err('no-relay-id')
  if (isSecurePage && !isEncrypted && !isThisMachine(parts[0]?.value)) return err('not-encrypted')
  return ok(address.toString())
}

function parsed(text: string): Multiaddr | null {
  if (text.length > MAX_ADDRESS_CHARS) return null
  try {
    const address = multiaddr(text)
    return address.getComponents().length === 0 ? null : address
  } catch {
    return null
  }
}

function isPeerId(value: string | undefined): boolean {
  try {
    peerIdFromString(value ?? '')
    return true
  } catch {
    return false
  }
}

/** Browsers take what comes from the machine itself for secure. */
function isThisMachine(host: string | undefined): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host ?? '')
}
