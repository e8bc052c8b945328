import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p, PeerId, Stream } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { describe, expect, it } from 'vitest'
import {
  BLOCK_BURST_BYTES,
  BLOCK_BYTES_PER_S,
  MAX_BLOCKS_MESSAGE_BYTES,
  MAX_SMALL_MESSAGE_BYTES,
} from '../../src/peer/config'
import { BITSWAP_PROTOCOL, paceBlocks } from '../../src/peer/paced-blocks'

const peer = async (): Promise<PeerId> => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
const [bob, charlie] = [await peer(), await peer()]
const ANSWER = new Uint8Array(MAX_BLOCKS_MESSAGE_BYTES)
const WANTS = new Uint8Array(MAX_SMALL_MESSAGE_BYTES)

/** Alice's node, whose streams take everything at once, and a clock that stands until somebody waits for it. */
function alice() {
  const waits: number[] = []
  const tasks: (() => void)[] = []
  const take = { send: () => true, onDrain: () => Promise.resolve() }
  const node = { dialProtocol: () => Promise.resolve({ ...take } as unknown as Stream) }
  const libp2p = node as unknown as Pick<Libp2p, 'dialProtocol'>
  const after = (ms: number, task: () => void) => {
    waits.push(ms)
    tasks.push(task)
    return () => void tasks.splice(tasks.indexOf(task), 1)
  }
  paceBlocks(libp2p, { now: () => 0, after })
  return {
    waits,
    tasks,
    open: (to: PeerId, protocol = BITSWAP_PROTOCOL) => libp2p.dialProtocol(to, protocol),
  }
}

/** Blocks to bob until he has had all that he may at once. */
async function sendBurst(open: ReturnType<typeof alice>['open']): Promise<Stream> {
  const stream = await open(bob)
  for (let bytes = 0; bytes < BLOCK_BURST_BYTES; bytes += ANSWER.byteLength)
    expect(stream.send(ANSWER)).toBe(true)
  return stream
}

describe('blocks that one peer is sent', () => {
  it('[IM7] are a burst at once, and then as many as a good line carries, whatever streams they go by', async () => {
    const { open, waits, tasks } = alice()
    await sendBurst(open)
    const stream = await open(bob)
    expect(stream.send(ANSWER)).toBe(false)
    const drained = stream.onDrain()
    await Promise.resolve()
    expect(waits).toEqual([(ANSWER.byteLength / BLOCK_BYTES_PER_S) * 1_000])
    tasks.pop()?.()
    await drained
    expect((await open(charlie)).send(ANSWER)).toBe(true)
  })

  it('[IM7] keep our own wants from nobody, and nothing else', async () => {
    const { open } = alice()
    const stream = await sendBurst(open)
    stream.send(ANSWER)
    expect((await open(bob)).send(WANTS)).toBe(true)
    expect((await open(bob, '/another/1')).send(ANSWER)).toBe(true)
  })

  it('[IM7] that are given up while they wait are no longer waited for', async () => {
    const { open, tasks } = alice()
    const stream = await sendBurst(open)
    stream.send(ANSWER)
    const given = new AbortController()
    const drained = stream.onDrain({ signal: given.signal }).catch((error: unknown) => String(error))
    await Promise.resolve()
    given.abort()
    expect(await drained).toContain('given up')
    expect(tasks).toEqual([])
  })
})
