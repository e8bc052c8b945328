/**
 * What goes to many over simulated lines is written once and read once. Both are pure, and nobody changes what they got:
 * so each peer has what it would have made of the bytes itself. Other messages have one reader, and are not remembered.
 */
import { decodeMessage, encodeMessage, type SyncMessage } from '../../peer/messages'

const written = new WeakMap<SyncMessage, Uint8Array>()
/** Null until the first has read it. */
const read = new WeakMap<Uint8Array, ReturnType<typeof decodeMessage> | null>()

export function bytesOf(message: SyncMessage): Uint8Array {
  const known = written.get(message)
  if (known !== undefined) return known
  const bytes = encodeMessage(message)
  if (message.type === 'want' || message.type === 'fresh') {
    written.set(message, bytes)
    read.set(bytes, null)
  }
  return bytes
}

export function messageIn(bytes: Uint8Array): ReturnType<typeof decodeMessage> {
  const known = read.get(bytes)
  if (known != null) return known
  const message = decodeMessage(bytes)
  if (known === null) read.set(bytes, message)
  return message
}
