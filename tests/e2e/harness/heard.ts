/** Reads what came over a page's data channels, as libp2p frames it, and counts the entries in it. */
import { createHash } from 'node:crypto'
import { decodeMessage } from '../../../src/peer/messages'

export interface Heard {
  readonly received: number
  /** Entries of batches, which are asked for, that came in a batch before. */
  readonly twice: number
  /** Entries told unasked, as what is fresh is before its turn, that came before or came again. */
  readonly early: number
  readonly receivedBytes: number
}

/** @param channels of each channel the messages in their order */
export function entriesIn(channels: readonly (readonly Uint8Array[])[]): Heard {
  const seen = new Set<string>()
  const batched = new Set<string>()
  let received = 0
  let inBatches = 0
  let receivedBytes = 0
  for (const channel of channels) {
    receivedBytes += channel.reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (const frame of frames(payload(channel))) {
      const message = decodeMessage(frame)
      if (!message.ok || !('records' in message.value)) continue
      for (const { entry } of message.value.records) {
        const hash = createHash('sha256').update(entry).digest('hex')
        received += 1
        seen.add(hash)
        if (message.value.type !== 'records') continue
        inBatches += 1
        batched.add(hash)
      }
    }
  }
  const twice = inBatches - batched.size
  return { received, twice, early: received - seen.size - twice, receivedBytes }
}

/** libp2p's WebRTC streams wrap data in a length-prefixed protobuf message, of which field 2 is the data. */
function payload(channel: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const message of frames(Buffer.concat(channel))) {
    for (let at = 0; at < message.length;) {
      const tag = varint(message, at)
      const value = tag && varint(message, tag.end)
      if (tag === null || value === null) break
      at = value.end
      if ((tag.value & 7) !== 2) continue
      parts.push(message.subarray(at, at + value.value))
      at += value.value
    }
  }
  return Buffer.concat(parts)
}

function* frames(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const length = varint(bytes, at)
    if (length === null || length.end + length.value > bytes.length) return
    at = length.end + length.value
    yield bytes.subarray(length.end, at)
  }
}

function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, end: at + index + 1 }
  }
  return null
}
